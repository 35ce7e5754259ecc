using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Files;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Files;
using Altitude.Web.Tests.Files;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace Altitude.Web.Tests.Features.Workspaces;

/// <summary>What customers see of the person who answers for their job, and who else sees it: nobody.</summary>
public sealed class OwnDetailsTests(AppFixture site) : IClassFixture<AppFixture>
{
    private ShowOwnPhoto Show => site.Service<ShowOwnPhoto>();
    private DescribeSelf Describe => site.Service<DescribeSelf>();

    [Fact]
    public async Task The_face_and_the_number_of_who_answers_for_a_job_stand_on_the_customers_page()
    {
        var cast = await site.GatherAsync();
        var job = $"/portal/{cast.Summit.Slug}/jobs/{cast.Summit.JobNumber}";
        await AnswerForAsync(cast, cast.Dana.StaffId);
        using var maria = site.VisitAs(cast.Maria);
        Assert.Null((await maria.GetAsync(job)).Find(".person img"));

        await Describe.RunAsync(cast.Dana, "Dana Whitfield", "303 555 0177", Key(), default);
        await Show.RunAsync(cast.Dana, Photo(), Key(), default);

        var page = await maria.GetAsync(job);
        Assert.Contains("Dana Whitfield", page.Find(".person")!.TextContent, StringComparison.Ordinal); // It is there.
        Assert.Contains("303 555 0177", page.Find(".person")!.TextContent, StringComparison.Ordinal);
        var address = page.Find(".person img")!.GetAttribute("src")!;
        var bytes = await maria.Http.GetByteArrayAsync(new Uri(site.Url, address));
        using var seen = SKBitmap.Decode(bytes);
        Assert.Equal((ShowOwnPhoto.Side, ShowOwnPhoto.Side), (seen.Width, seen.Height));
        var file = await maria.GetAsync(address);
        Assert.Equal(("image/jpeg", "nosniff"), (file.Headers["Content-Type"], file.Headers["X-Content-Type-Options"]));
    }

    [Fact]
    public async Task Nobody_else_sees_the_face()
    {
        var cast = await site.GatherAsync();
        await AnswerForAsync(cast, cast.Dana.StaffId);
        await Show.RunAsync(cast.Dana, Photo(), Key(), default);
        var address = $"/files/{(await site.Service<OwnDetailsQuery>().RunAsync(cast.Dana, default)).Photo}";
        using var maria = site.VisitAs(cast.Maria);
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        using var nobody = site.Visit();
        using var noor = site.VisitAs(cast.Spark.Owner, cast.Spark);
        Assert.Equal(HttpStatusCode.OK, (await maria.GetAsync(address)).Status);
        Assert.Equal(HttpStatusCode.OK, (await priya.GetAsync(address)).Status);

        Assert.Equal(HttpStatusCode.NotFound, (await nobody.GetAsync(address)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await noor.GetAsync(address)).Status);
        await AnswerForAsync(cast, cast.Priya.StaffId);
        Assert.Equal(HttpStatusCode.NotFound, (await maria.GetAsync(address)).Status); // Dana answers for none of her jobs any more.
    }

    [Fact]
    public async Task A_photo_that_is_replaced_or_taken_away_is_kept_nowhere()
    {
        var cast = await site.GatherAsync();
        await AnswerForAsync(cast, cast.Dana.StaffId);
        await Show.RunAsync(cast.Dana, Photo(), Key(), default);
        var first = (await site.Service<OwnDetailsQuery>().RunAsync(cast.Dana, default)).Photo;
        await Show.RunAsync(cast.Dana, Photo(), Key(), default);
        using var maria = site.VisitAs(cast.Maria);

        Assert.Equal(1, await site.ReadAsync(cast.Owen, db => db.StaffPhotos.CountAsync()));
        Assert.Equal(HttpStatusCode.NotFound, (await maria.GetAsync($"/files/{first}")).Status);
        await site.Service<RemoveOwnPhoto>().RunAsync(cast.Dana, Key(), default);
        Assert.Equal(0, await site.ReadAsync(cast.Owen, db => db.StaffPhotos.CountAsync()));
        Assert.Null((await maria.GetAsync($"/portal/{cast.Summit.Slug}/jobs/{cast.Summit.JobNumber}")).Find(".person img"));
    }

    [Theory]
    [InlineData("page", FileRules.Unreadable)]
    [InlineData("pdf", FileRules.Unreadable)]
    [InlineData("zip bomb", FileRules.Unreadable)]
    [InlineData("empty", FileRules.Unreadable)]
    [InlineData("too many pixels", FileRules.TooLarge)]
    [InlineData("too many bytes", FileRules.TooLarge)]
    public async Task What_is_no_photo_is_refused_and_the_one_before_stays(string what, string rule)
    {
        var cast = await site.GatherAsync();
        await Show.RunAsync(cast.Dana, Photo(), Key(), default);
        var before = (await site.Service<OwnDetailsQuery>().RunAsync(cast.Dana, default)).Photo;
        var file = what switch
        {
            "page" => Samples.Page,
            "pdf" => Samples.Pdf,
            "zip bomb" => Samples.ZipBomb(),
            "empty" => [],
            "too many pixels" => Samples.Claiming(60_000, 60_000),
            _ => new byte[StoredFile.MostBytes + 1],
        };

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            Show.RunAsync(cast.Dana, new SentFile("me.jpg", () => new MemoryStream(file)), Key(), default)
        );

        Assert.Equal(rule, refused.Rule);
        Assert.Equal(before, (await site.Service<OwnDetailsQuery>().RunAsync(cast.Dana, default)).Photo);
    }

    [Theory]
    [InlineData("  ", "", StaffRules.Name)]
    [InlineData("Dana", "12", StaffRules.Phone)]
    [InlineData("Dana", "call me", StaffRules.Phone)]
    public async Task What_cannot_be_shown_is_refused(string name, string phone, string rule)
    {
        var cast = await site.GatherAsync();

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => Describe.RunAsync(cast.Dana, name, phone, Key(), default));

        Assert.Equal(rule, refused.Rule);
        Assert.Equal("Dana Whitfield", (await site.Service<OwnDetailsQuery>().RunAsync(cast.Dana, default)).Name);
    }

    private Task AnswerForAsync(Cast cast, Id<StaffMember> who) =>
        site.Service<AssignJob>().RunAsync(cast.Priya, cast.Summit.JobNumber, who, RequestKey.New("test"), default);

    private static SentFile Photo() => new("me.png", () => new MemoryStream(Samples.Picture(600, 400, SKEncodedImageFormat.Png)));

    private static RequestKey Key() => RequestKey.New("test");
}
