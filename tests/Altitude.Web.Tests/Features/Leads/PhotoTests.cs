using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Altitude.Domain;
using Altitude.Domain.Leads;
using Altitude.Testing;
using Altitude.Web.Features.Leads;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace Altitude.Web.Tests.Features.Leads;

/// <summary>Photos that come with a request: drawn anew, bounded, and shown to the company's staff alone.</summary>
public sealed class PhotoTests(AppFixture site) : IClassFixture<AppFixture>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await site.TamperAsync("delete from platform.rate_counters where key like 'request-form%'");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_photo_is_kept_as_a_jpeg_of_bounded_size_without_what_came_behind_it()
    {
        var page = Encoding.ASCII.GetBytes("<script>alert(1)</script>");
        byte[] file = [.. Picture(3_000, 1_500, SKEncodedImageFormat.Png), .. page];

        var kept = await Photos.ReadAsync(new MemoryStream(file), default);

        Assert.Equal((2_000, 1_000), (kept.Width, kept.Height));
        Assert.Equal([0xFF, 0xD8, 0xFF], kept.Jpeg[..3]);
        Assert.Equal(-1, kept.Jpeg.AsSpan().IndexOf(page));
        using var again = SKBitmap.Decode(kept.Jpeg);
        Assert.Equal((2_000, 1_000), (again.Width, again.Height));
    }

    [Fact]
    public async Task A_photo_is_turned_as_the_camera_was_held_and_tells_nothing_of_the_phone()
    {
        var file = Turned(Picture(40, 20, SKEncodedImageFormat.Jpeg), orientation: 6);

        var kept = await Photos.ReadAsync(new MemoryStream(file), default);

        Assert.Equal((20, 40), (kept.Width, kept.Height));
        Assert.Equal(-1, kept.Jpeg.AsSpan().IndexOf("Exif"u8));
        using var seen = SKBitmap.Decode(kept.Jpeg);
        Assert.True(seen.GetPixel(10, 3).Red > 200 && seen.GetPixel(10, 36).Blue > 200, "Left became top.");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("html")]
    [InlineData("svg")]
    [InlineData("gif")]
    [InlineData("cut")]
    [InlineData("bomb")]
    [InlineData("wide")]
    [InlineData("heavy")]
    public async Task What_is_no_photo_or_too_much_of_one_is_refused(string kind)
    {
        byte[] file = kind switch
        {
            "text" => "Just words"u8.ToArray(),
            "html" => "<!doctype html><script>alert(1)</script>"u8.ToArray(),
            "svg" => "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"u8.ToArray(),
            "gif" => "GIF89a\u0001\0\u0001\0\0\0\0;"u8.ToArray(),
            "cut" => Picture(200, 200, SKEncodedImageFormat.Png)[..40],
            "bomb" => Claiming(30_000, 30_000),
            "wide" => Claiming(12_001, 1),
            _ => new byte[Photos.MostBytes + 1],
        };

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => Photos.ReadAsync(new MemoryStream(file), default));

        Assert.Equal(LeadRules.Photo, refused.Rule);
    }

    [Fact]
    public async Task Photos_of_the_form_are_shown_to_the_companys_staff_alone_with_safe_headers()
    {
        var cast = await site.GatherAsync();
        var answer = await SendAsync(
            cast,
            [("a.jpg", "image/jpeg", Picture(60, 40, SKEncodedImageFormat.Jpeg)), ("b.html", "text/html", Picture(9, 9, SKEncodedImageFormat.Png))]
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
        var photo = Picture(9, 9, SKEncodedImageFormat.Jpeg);

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

    /// <summary>Red on the left, blue on the right.</summary>
    private static byte[] Picture(int width, int height, SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Red);
        using var blue = new SKPaint { Color = SKColors.Blue };
        surface.Canvas.DrawRect(width / 2f, 0, width / 2f, height, blue);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A JPEG with an Exif segment that says how the camera was held (tag 0x0112).</summary>
    private static byte[] Turned(byte[] jpeg, ushort orientation)
    {
        byte[] exif =
        [
            0xFF,
            0xE1,
            0x00,
            0x22,
            .. "Exif\0\0"u8,
            .. "MM\0*"u8,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            (byte)(orientation >> 8),
            (byte)orientation,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A small PNG whose header claims to be huge, with the checksum that belongs to it.</summary>
    private static byte[] Claiming(int width, int height)
    {
        var file = Picture(8, 8, SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc(file.AsSpan(12, 17)));
        return file;
    }

    /// <summary>CRC-32 of PNG chunks (ISO 3309).</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF_FFFFu;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB8_8320u : crc >> 1;
            }
        }

        return ~crc;
    }
}
