using System.Net;
using System.Net.Http.Headers;
using Altitude.Testing;
using Altitude.Web.Tests.Files;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace Altitude.Web.Tests.Features.Leads;

/// <summary>Photos that come with a request: drawn anew, bounded, and shown to the company's staff alone.</summary>
public sealed class PhotoTests(AppFixture site) : IClassFixture<AppFixture>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await site.TamperAsync("delete from platform.rate_counters where key like 'request-form%'");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Photos_of_the_form_are_shown_to_the_companys_staff_alone_with_safe_headers()
    {
        var cast = await site.GatherAsync();
        var answer = await SendAsync(
            cast,
            [
                ("a.jpg", "image/jpeg", Samples.Picture(60, 40, SKEncodedImageFormat.Jpeg)),
                ("b.html", "text/html", Samples.Picture(9, 9, SKEncodedImageFormat.Png)),
            ]
        );
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var lead = await site.ReadAsync(cast.Owen, db => db.Leads.Include(l => l.Photos).SingleAsync());
        Assert.Equal(2, lead.Photos.Count);
        var address = $"/files/{lead.Photos.Single(p => p.Position == 2).Id}";

        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        var file = await priya.GetAsync(address);
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (file.Status, file.Headers["Content-Type"]));
        Assert.Equal("nosniff", file.Headers["X-Content-Type-Options"]);
        Assert.Contains("sandbox", file.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("inline; filename=REQ-1001-2.jpg", file.Headers["Content-Disposition"]);
        Assert.Equal("no-store", file.Headers["Cache-Control"]);

        using var nobody = site.Visit();
        using var maria = site.VisitAs(cast.Maria);
        using var noor = site.VisitAs(cast.Spark.Owner, cast.Spark);
        foreach (var other in new[] { nobody, maria, noor })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(address)).Status);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_photo_is_said_beside_its_field_and_what_was_typed_stays()
    {
        var cast = await site.GatherAsync();

        var answer = await SendAsync(cast, [("a.jpg", "image/jpeg", "no picture"u8.ToArray())]);

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("could not be read as a photo", page, StringComparison.Ordinal);
        Assert.Contains("AC blows warm air", page, StringComparison.Ordinal);
        Assert.Equal(0, await site.ReadAsync(cast.Owen, db => db.Leads.CountAsync()));
    }

    [Fact]
    public async Task Six_photos_are_too_many()
    {
        var cast = await site.GatherAsync();
        var photo = Samples.Picture(9, 9, SKEncodedImageFormat.Jpeg);

        var answer = await SendAsync(cast, [.. Enumerable.Range(1, 6).Select(n => ($"{n}.jpg", "image/jpeg", photo))]);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("at most 5 photos", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(Cast cast, (string Name, string Type, byte[] Bytes)[] files)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var form = new MultipartFormDataContent
        {
            { new StringContent("request"), "_handler" },
            { new StringContent("AC blows warm air"), "Wish.Service" },
            { new StringContent("Nina Park"), "Wish.Name" },
            { new StringContent("nina@example.com"), "Wish.Email" },
        };
        foreach (var file in files)
        {
            var part = new ByteArrayContent(file.Bytes);
            part.Headers.ContentType = new MediaTypeHeaderValue(file.Type);
            form.Add(part, "Wish.Photos", file.Name);
        }

        return await http.PostAsync(new Uri(site.Url, $"/request/{cast.Summit.Slug}"), form);
    }
}
