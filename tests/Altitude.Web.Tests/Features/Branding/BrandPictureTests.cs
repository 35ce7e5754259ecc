using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Files;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Email;
using Altitude.Web.Features.Branding;
using Altitude.Web.Features.Branding.Emails;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Files;
using Altitude.Web.Hosting;
using Altitude.Web.Tests.Files;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace Altitude.Web.Tests.Features.Branding;

/// <summary>A company's logo and small mark: how they are taken, and where customers see them.</summary>
public sealed class BrandPictureTests(AppFixture site) : IClassFixture<AppFixture>
{
    private static readonly BrandChoice s_unchanged = new("#0B5FA5", "#F2B705", "Device");

    private AddBrandPicture Add => new(site.Workspaces);
    private ChangeBrandKit Change => new(site.Workspaces);

    [Fact]
    public async Task A_logo_is_cut_as_asked_and_drawn_anew_with_what_was_clear_in_it()
    {
        var cast = await site.GatherAsync();
        byte[] sent = [.. Clear(1200, 400), .. Samples.Page]; // A second file behind the first.

        var image = await AddAsync(cast, sent, new PictureCrop(Left: 50, Top: 0, Right: 0, Bottom: 50));

        var kept = await PngAsync(cast, image);
        using var drawn = SKBitmap.Decode(kept);
        Assert.Equal((image.Width, image.Height), (drawn.Width, drawn.Height));
        Assert.Equal((480, 160), (drawn.Width, drawn.Height)); // 600 by 200 stayed; no taller than a logo is.
        Assert.Equal((0, 255), (drawn.GetPixel(drawn.Width - 4, 80).Alpha, drawn.GetPixel(4, 80).Alpha)); // Blue in the middle, clear at the right.
        Assert.Equal(SKColors.Blue, drawn.GetPixel(4, 80));
        Assert.Equal(-1, kept.AsSpan().IndexOf("<script>"u8));
    }

    [Fact]
    public async Task A_photo_as_logo_is_turned_as_the_camera_was_held_and_stays_small()
    {
        var cast = await site.GatherAsync();

        var image = await AddAsync(cast, Samples.Turned(Samples.Picture(3000, 900, SKEncodedImageFormat.Jpeg), 6), PictureCrop.None);

        Assert.True(image.Height > image.Width, $"{image.Width} by {image.Height}");
        Assert.InRange((await PngAsync(cast, image)).Length, 1, BrandPicture.MostBytes);
    }

    public static TheoryData<byte[], string> NoLogos =>
        new()
        {
            { Samples.Pdf, FileRules.Unreadable },
            { Samples.Page, FileRules.Unreadable },
            { "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), FileRules.Unreadable },
            { Samples.Claiming(30_000, 30_000), FileRules.TooLarge },
            { [], FileRules.Unreadable },
        };

    [Theory]
    [MemberData(nameof(NoLogos))]
    public async Task What_is_no_picture_is_refused_in_words(byte[] sent, string rule)
    {
        var cast = await site.GatherAsync();

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => AddAsync(cast, sent, PictureCrop.None));

        Assert.Equal(rule, refused.Rule);
    }

    [Fact]
    public async Task A_logo_stands_on_every_page_of_the_portal_and_in_front_of_it()
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        using var nobody = site.Visit();
        var (logo, dark) = (await AddAsync(cast, Clear(800, 200), PictureCrop.None), await AddAsync(cast, Clear(400, 200), PictureCrop.None));
        var home = $"/portal/{cast.Summit.Slug}";
        string AddressOf(BrandImage image) => $"{home}/pictures/{image.Id}.png";

        Assert.Null((await maria.GetAsync(home)).Find("header .brand img"));
        await SaveAsync(cast, s_unchanged with { Logo = logo.Id.ToString(), DarkLogo = dark.Id.ToString() });

        foreach (var page in new[] { await maria.GetAsync(home), await nobody.GetAsync(home + "/sign-in") })
        {
            var shown = page.Find("header .brand img");
            Assert.Equal((AddressOf(logo), "Summit Air Heating & Cooling"), (shown?.GetAttribute("src"), shown?.GetAttribute("alt")));
            Assert.Equal(("160", "40"), (shown?.GetAttribute("width"), shown?.GetAttribute("height")));
            Assert.Equal(AddressOf(dark), page.Find("header .brand source[media*=dark]")?.GetAttribute("srcset"));
        }

        foreach (var (scheme, image) in new[] { ("Dark", dark), ("Light", logo) })
        {
            await SaveAsync(cast, s_unchanged with { Scheme = scheme });
            var page = await maria.GetAsync(home);
            Assert.Equal(AddressOf(image), page.Find("header .brand img")?.GetAttribute("src"));
            Assert.Null(page.Find("header .brand source")); // Nothing for the device to decide.
        }

        await SaveAsync(cast, s_unchanged with { Scheme = "Dark", DarkLogo = "" });
        Assert.Equal(AddressOf(logo), (await maria.GetAsync(home)).Find("header .brand img.brand-logo:not(.both)")?.GetAttribute("src"));
        await SaveAsync(cast, s_unchanged with { Logo = "" });
        Assert.Contains("Summit Air Heating & Cooling", (await maria.GetAsync(home)).Find("header .brand")?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_that_are_closed_and_setup_links_show_the_logo_too()
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        using var nobody = site.Visit();
        var logo = await AddAsync(cast, Clear(800, 200), PictureCrop.None);
        await SaveAsync(cast, s_unchanged with { Logo = logo.Id.ToString() });
        var link = await site.Service<IssueSetupLink>()
            .RunAsync(cast.Owen, cast.Maria.Actor.ContactId, null, byMail: false, RequestKey.New("test"), default);
        var address = await site.Service<MintLinkSecret>().RunAsync(cast.Owen, link, LinkChannel.Copied, default);

        var start = await nobody.GetAsync(new Uri(address).AbsolutePath);
        await site.ActAsync(
            cast.Owen,
            async db => (await db.Workspaces.SingleAsync()).Control(PortalSettings.Default with { Hidden = PortalSections.Messages })
        );
        var closed = await maria.GetAsync($"/portal/{cast.Summit.Slug}/messages");
        await site.ActAsync(cast.Owen, async db => (await db.Workspaces.SingleAsync()).Control(PortalSettings.Default with { IsOn = false }));
        var off = await maria.GoAsync($"/portal/{cast.Summit.Slug}");

        foreach (var page in new[] { start, closed, off })
        {
            Assert.Contains(
                logo.Id.ToString(),
                page.Find("header .brand img")?.GetAttribute("src") ?? $"no logo on {page.Path}: {page.Text}",
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Anybody_fetches_a_logo_and_keeps_it_for_ever()
    {
        var cast = await site.GatherAsync();
        using var nobody = site.Visit();
        var first = await AddAsync(cast, Clear(800, 200), PictureCrop.None);
        await SaveAsync(cast, s_unchanged with { Logo = first.Id.ToString() });
        await SaveAsync(cast, s_unchanged with { Logo = (await AddAsync(cast, Clear(400, 200), PictureCrop.None)).Id.ToString() });

        var picture = await nobody.GetAsync($"/portal/{cast.Summit.Slug}/pictures/{first.Id}.png"); // A mail of last week still shows it.

        Assert.Equal((HttpStatusCode.OK, "image/png"), (picture.Status, picture.Headers["Content-Type"]));
        Assert.Equal("public, max-age=31536000, immutable", picture.Headers["Cache-Control"]);
        Assert.Equal("cross-origin", picture.Headers["Cross-Origin-Resource-Policy"]);
        Assert.Equal("nosniff", picture.Headers["X-Content-Type-Options"]);
        Assert.Contains("default-src 'none'", picture.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.False(picture.Headers.ContainsKey("Set-Cookie"));
        var page = await nobody.GetAsync($"/portal/{cast.Summit.Slug}/sign-in");
        Assert.Equal("same-origin", page.Headers["Cross-Origin-Resource-Policy"]);
    }

    [Fact]
    public async Task Another_companys_picture_is_not_there()
    {
        var cast = await site.GatherAsync();
        using var nobody = site.Visit();
        var theirs = await Add.RunAsync(cast.Spark.Owner, Clear(40, 40), PictureCrop.None, BrandPlace.Logo, RequestKey.New("test"), default);

        var picture = await nobody.GetAsync($"/portal/{cast.Summit.Slug}/pictures/{theirs.Id}.png");
        var unknown = await nobody.GetAsync($"/portal/{cast.Summit.Slug}/pictures/{Guid.NewGuid()}.png");
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => SaveAsync(cast, s_unchanged with { Logo = theirs.Id.ToString() }));
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        var preview = await owen.GetAsync($"{BrandChoice.Previews}/portal?logo={theirs.Id}");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (picture.Status, unknown.Status));
        Assert.False(picture.Headers.GetValueOrDefault("Cache-Control", "").Contains("immutable", StringComparison.Ordinal));
        Assert.Equal(BrandRules.Picture, refused.Rule);
        Assert.DoesNotContain(theirs.Id.ToString(), preview.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync($"/portal/{cast.Spark.Slug}/pictures/{theirs.Id}.png")).Status);
    }

    [Fact]
    public async Task Pictures_that_were_only_tried_on_are_forgotten_those_that_were_saved_stay()
    {
        var cast = await site.GatherAsync();
        var saved = await AddAsync(cast, Clear(40, 10), PictureCrop.None);
        await SaveAsync(cast, s_unchanged with { Logo = saved.Id.ToString() });
        await SaveAsync(cast, s_unchanged with { Logo = "" });
        List<BrandImage> tried = [];
        for (var i = 0; i < BrandPicture.MostTriedOn + 3; i++)
        {
            tried.Add(await AddAsync(cast, Clear(40, 10), PictureCrop.None));
        }

        var kept = await site.ReadAsync(cast.Owen, db => db.BrandPictures.Select(p => p.Id).ToListAsync());

        Assert.Equal([saved.Id, .. tried.Skip(3).Select(t => t.Id)], kept.Order());
    }

    [Fact]
    public async Task Dispatchers_and_technicians_add_none()
    {
        var cast = await site.GatherAsync();

        foreach (var staff in new[] { cast.Priya, cast.Dana })
        {
            var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
                Add.RunAsync(staff, Clear(40, 10), PictureCrop.None, BrandPlace.Logo, RequestKey.New("test"), default)
            );
            Assert.Equal(StaffRoles.NotAllowed, refused.Rule);
        }
    }

    [Theory]
    [InlineData("Band", false)]
    [InlineData("Plain", false)]
    [InlineData("Band", true)]
    [InlineData("Plain", true)]
    public async Task A_mail_begins_with_the_logo_or_the_name_on_a_band_or_plain(string header, bool named)
    {
        var cast = await site.GatherAsync();
        var logo = await AddAsync(cast, Clear(880, 220), PictureCrop.None);
        await SaveAsync(cast, s_unchanged with { Logo = logo.Id.ToString(), MailHeader = header, NamesMails = named });

        var mail = AngleSharpOf(await MailAsync(cast));

        var head = mail.Document.QuerySelector("table.sheet td")!; // Every mail has its sheet.
        var picture = head.QuerySelector("img");
        Assert.Equal(
            named ? null : $"{site.Service<PublicAddress>().Url}/portal/{cast.Summit.Slug}/pictures/{logo.Id}.png",
            picture?.GetAttribute("src")
        );
        if (!named)
        {
            Assert.Equal(
                ("208", "52", "Summit Air Heating & Cooling"),
                (picture!.GetAttribute("width"), picture.GetAttribute("height"), picture.GetAttribute("alt")) // As asserted.
            );
        }
        else
        {
            Assert.Contains("Summit Air Heating & Cooling", head.TextContent, StringComparison.Ordinal);
        }

        Assert.Equal(header == "Band", head.GetAttribute("style")!.Contains("background-color:#0b5fa5", StringComparison.Ordinal)); // Every mail's bar has one.
    }

    [Fact]
    public async Task A_browsers_tab_shows_the_companys_initials_until_it_has_an_icon()
    {
        var cast = await site.GatherAsync();
        using var nobody = site.Visit();
        var signIn = $"/portal/{cast.Summit.Slug}/sign-in";

        var before = await nobody.GetAsync(signIn);
        using var letters = await DrawnAsync(nobody, before, "link[rel=icon]");
        using var home = await DrawnAsync(nobody, before, "link[rel=apple-touch-icon]");
        var icon = await Add.RunAsync(cast.Owen, Clear(400, 200), PictureCrop.None, BrandPlace.Icon, RequestKey.New("test"), default);
        await SaveAsync(cast, s_unchanged with { Icon = icon.Id.ToString() });
        var after = await nobody.GetAsync(signIn);
        using var chosen = await DrawnAsync(nobody, after, "link[rel=icon]");
        using var whole = await DrawnAsync(nobody, after, "link[rel=apple-touch-icon]");

        Assert.Equal((SKColor.Parse("#0b5fa5"), 0), (letters.GetPixel(90, 12), letters.GetPixel(0, 0).Alpha));
        Assert.Contains(Enumerable.Range(0, 180), x => letters.GetPixel(x, 90) == SKColors.White); // The letters.
        Assert.Equal(SKColor.Parse("#0b5fa5"), home.GetPixel(0, 0)); // A phone cuts its own corners.
        Assert.NotEqual(before.Find("link[rel=icon]")!.GetAttribute("href"), after.Find("link[rel=icon]")!.GetAttribute("href")); // Both were followed.
        Assert.Equal((180, 180, 0), (chosen.Width, chosen.Height, chosen.GetPixel(90, 2).Alpha)); // Whole, in a square.
        Assert.Equal(SKColors.White, whole.GetPixel(90, 2));
        Assert.All(new[] { before, after }, page => Assert.Null(page.Find("link[rel=icon][href*=svg]")));
    }

    private Task<BrandImage> AddAsync(Cast cast, byte[] file, PictureCrop crop) =>
        Add.RunAsync(cast.Owen, file, crop, BrandPlace.Logo, RequestKey.New("test"), default);

    private Task SaveAsync(Cast cast, BrandChoice choice) => Change.RunAsync(cast.Owen, choice, RequestKey.New("test"), default);

    private async Task<byte[]> PngAsync(Cast cast, BrandImage image) =>
        await new BrandPictureQuery(site.Workspaces).FindAsync(cast.Owen.WorkspaceId, image.Id, default)
        ?? throw new InvalidOperationException("It was not kept.");

    private async Task<string> MailAsync(Cast cast)
    {
        var company = await site.ReadAsync(cast.Owen, db => WorkspaceViews.ReadAsync(db, default));
        return await site.Service<LetterWriter>().HtmlAsync(new BrandSampleLetter(Letterhead.Of(company, site.Service<PublicAddress>(), default)));
    }

    private static Page AngleSharpOf(string html) => new("mail", HttpStatusCode.OK, null, new Dictionary<string, string>(), html);

    private static async Task<SKBitmap> DrawnAsync(WebVisitor visitor, Page page, string link)
    {
        var address = page.Find(link)?.GetAttribute("href") ?? throw new InvalidOperationException($"No {link} on {page.Path}.");
        using var answer = await visitor.Http.GetAsync(new Uri(visitor.Http.BaseAddress!, address)); // It has an address.
        Assert.Equal(
            ("image/png", true),
            (answer.Content.Headers.ContentType?.MediaType, answer.Headers.CacheControl?.ToString().Contains("immutable", StringComparison.Ordinal))
        );
        return SKBitmap.Decode(await answer.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Blue in its left three quarters, clear in the rest.</summary>
    private static byte[] Clear(int width, int height)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Transparent);
        using var blue = new SKPaint { Color = SKColors.Blue };
        surface.Canvas.DrawRect(0, 0, width * 0.75f, height, blue);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
