using System.Globalization;
using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Branding;
using Altitude.Web.Features.Workspaces;
using CsCheck;

namespace Altitude.Web.Tests.Features.Branding;

/// <summary>How a company chooses what its customers see.</summary>
public sealed class BrandSettingsTests(AppFixture site) : IClassFixture<AppFixture>
{
    private const string Choice = "?primary=%23F7E27A&accent=%23112233&scheme=Dark";

    private ChangeBrandKit ChangeBrand => new(site.Workspaces);
    private ChangeCompany ChangeCompany => new(site.Workspaces);

    [Fact]
    public async Task The_preview_shows_what_is_being_chosen_and_changes_nothing()
    {
        var cast = await site.GatherAsync();
        using var owen = site.VisitAs(cast.Owen, cast.Summit);

        var page = await owen.GetAsync(BrandChoice.Previews + "/portal" + Choice);
        var sheet = await owen.GetAsync(BrandChoice.Previews + "/brand.css" + Choice);
        var mail = await owen.GetAsync(BrandChoice.Previews + "/mail" + Choice);

        Assert.Contains("data-scheme=\"dark\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("primary=%23f7e27a&amp;accent=%23112233", page.Html, StringComparison.Ordinal);
        Assert.Contains("--brand-primary:#f7e27a;--brand-on-primary:#000000", sheet.Html, StringComparison.Ordinal);
        Assert.Contains("background-color:#f7e27a", mail.Html, StringComparison.Ordinal);
        Assert.Equal("#0b5fa5", (await site.ReadAsync(cast.Owen, db => Task.FromResult(db.Workspaces.Single()))).Brand.Primary.ToString());
    }

    [Fact]
    public async Task Only_the_offices_own_pages_frame_a_preview()
    {
        var cast = await site.GatherAsync();
        using var owen = site.VisitAs(cast.Owen, cast.Summit);

        foreach (var preview in new[] { "/portal", "/mail" })
        {
            var page = await owen.GetAsync(BrandChoice.Previews + preview);
            Assert.Contains("frame-ancestors 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        }

        var settings = await owen.GetAsync("/office/settings/brand");
        Assert.Contains("frame-ancestors 'none'", settings.Headers["Content-Security-Policy"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("red;}body{display:none", "#112233")]
    [InlineData("#112233", "url(//elsewhere.example)")]
    [InlineData("", null)]
    public async Task What_is_no_colour_reaches_no_stylesheet_and_is_refused_by_name(string primary, string? accent)
    {
        var cast = await site.GatherAsync();
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        var query = $"?primary={Uri.EscapeDataString(primary)}&accent={Uri.EscapeDataString(accent ?? "")}&scheme=%3Cb%3E";

        var sheet = await owen.GetAsync(BrandChoice.Previews + "/brand.css" + query);
        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            ChangeBrand.RunAsync(cast.Owen, new BrandChoice(primary, accent, "Device"), RequestKey.New("test"), default)
        );

        Assert.DoesNotContain("display", sheet.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", sheet.Html, StringComparison.Ordinal);
        Assert.Equal(primary == "#112233" ? BrandRules.Accent : BrandRules.Primary, refused.Rule);
    }

    [Fact]
    public async Task Customers_see_the_new_brand_and_name_with_their_next_page()
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        var before = await maria.GetAsync($"/portal/{cast.Summit.Slug}");

        await ChangeBrand.RunAsync(cast.Owen, new BrandChoice("#7A1F3D", "#F2B705", "Light"), RequestKey.New("test"), default);
        await ChangeCompany.RunAsync(
            cast.Ada,
            new CompanyForm("Summit Air & Sons", new CompanyDetails("+1 303 555 0111", "hello@summit-air.example", "1 New St"), []),
            RequestKey.New("test"),
            default
        );
        var after = await maria.GetAsync($"/portal/{cast.Summit.Slug}");

        Assert.DoesNotContain("7a1f3d", before.Html, StringComparison.Ordinal);
        Assert.Contains("brand.css?v=7a1f3df2b705Light", after.Html, StringComparison.Ordinal);
        Assert.Contains("Summit Air & Sons", after.Text, StringComparison.Ordinal);
        Assert.NotNull(after.Find("a[href='tel:+13035550111']"));
    }

    [Theory]
    [InlineData("", "", "", WorkspaceRules.Name)]
    [InlineData("Summit Air", "nobody@", "", WorkspaceRules.Email)]
    [InlineData("Summit Air", "", "GST\0", WorkspaceRules.Tax)]
    public async Task What_cannot_be_used_is_refused_and_changes_nothing(string name, string email, string tax, string rule)
    {
        var cast = await site.GatherAsync();
        TaxRate[] taxes = tax.Length > 0 ? [new TaxRate(tax, 5)] : [];

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            ChangeCompany.RunAsync(cast.Owen, new CompanyForm(name, new CompanyDetails("", email, ""), taxes), RequestKey.New("test"), default)
        );

        Assert.Equal(rule, refused.Rule);
        var stays = await site.ReadAsync(cast.Owen, db => Task.FromResult(db.Workspaces.Single()));
        Assert.Equal(("Summit Air Heating & Cooling", "+1 303 555 0100"), (stays.Name, stays.Company.Phone));
    }

    [Fact]
    public async Task Dispatchers_and_technicians_change_neither()
    {
        var cast = await site.GatherAsync();

        foreach (var staff in new[] { cast.Priya, cast.Dana })
        {
            var brand = await Assert.ThrowsAsync<RuleViolation>(() =>
                ChangeBrand.RunAsync(staff, new BrandChoice("#112233", "#112233", "Device"), RequestKey.New("test"), default)
            );
            var company = await Assert.ThrowsAsync<RuleViolation>(() =>
                ChangeCompany.RunAsync(staff, new CompanyForm("Mine", CompanyDetails.None, []), RequestKey.New("test"), default)
            );
            Assert.Equal((StaffRoles.NotAllowed, StaffRoles.NotAllowed), (brand.Rule, company.Rule));
        }
    }

    /// <summary>What links may stand on, light and dark, as the portal's own stylesheet says.</summary>
    private static readonly string[][] s_papers =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "Altitude.Web", "wwwroot", "portal.css"))
            .Where(line => line.Contains("--paper: #", StringComparison.Ordinal))
            .Take(2)
            .Select(line => new[] { "paper", "sheet", "sunk" }.Select(paper => line.Split($"--{paper}: ", 2)[1][..7]).ToArray()),
    ];

    [Fact]
    public void Whatever_two_colours_are_chosen_everything_can_be_read_in_the_portal_mails_and_the_office() =>
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, (r, g, b) => new BrandColor(r, g, b))
            .Array[2]
            .Sample(
                colours =>
                {
                    var kit = new BrandKit(colours[0], colours[1], ColorScheme.Device);
                    var css = BrandTokens.Css(kit);
                    var parts = css.Split("@media", 2);
                    var dark = parts[1];
                    BrandColor Of(string sheet, string token) => BrandColor.Parse(sheet.Split($"--brand-{token}:", 2)[1][..7]);
                    bool Reads(string sheet, string[] papers) =>
                        Of(sheet, "primary").ContrastTo(Of(sheet, "on-primary")) >= 4.5
                        && papers.All(p => Of(sheet, "link").ContrastTo(BrandColor.Parse(p)) >= 4.5); // The focus ring has the link's colour.

                    return Reads(parts[0], s_papers[0])
                        && Reads(dark, s_papers[1])
                        && Of(parts[0], "accent").ContrastTo(Of(parts[0], "on-accent")) >= 4.5
                        && Of(parts[0], "primary") == kit.Primary // The brand's own colour stays.
                        && kit.Primary.ContrastTo(kit.Primary.ReadableText) >= 4.5; // A mail's bar and button.
                },
                iter: 10_000
            );

    /// <summary>What stands behind text in the office, light and dark, as its own stylesheet says.</summary>
    private static readonly BrandColor[][] s_officePapers =
    [
        .. File.ReadLines(OfficeSheet)
            .Where(line => line.Contains("--paper: #", StringComparison.Ordinal))
            .Take(2)
            .Select(line =>
                new[] { "paper", "sheet", "sunk", "rail", "hover", "picked" }
                    .Select(paper => BrandColor.Parse(line.Split($"--{paper}: ", 2)[1][..7]))
                    .ToArray()
            ),
    ];

    private static string OfficeSheet => Path.Combine(Repository.Root, "Altitude.Web", "wwwroot", "office.css");

    [Fact]
    public void Whatever_colour_is_chosen_the_offices_text_can_be_read_also_on_what_is_pointed_at() =>
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, (r, g, b) => new BrandColor(r, g, b))
            .Sample(
                colour =>
                    SchemesOf(colour)
                        .All(scheme =>
                            scheme.Of("primary").ContrastTo(scheme.Of("on-primary")) >= 4.5
                            && scheme.PointedAt.ContrastTo(scheme.Of("on-primary")) >= 4.5
                            && scheme.Papers.All(paper => paper.ContrastTo(scheme.Of("link")) >= 4.5)
                        ),
                iter: 10_000
            );

    [Fact]
    public void Whatever_colour_is_chosen_the_offices_focus_ring_is_seen() =>
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, (r, g, b) => new BrandColor(r, g, b))
            .Sample(colour => SchemesOf(colour).All(scheme => scheme.Papers.All(paper => paper.ContrastTo(scheme.Of("link")) >= 3)), iter: 10_000);

    [Fact]
    public void The_office_and_its_component_library_take_those_colours_and_no_others()
    {
        var sheet = File.ReadAllText(OfficeSheet);

        Assert.Contains(":focus-visible) { outline: 2px solid var(--brand-link)", sheet, StringComparison.Ordinal);
        Assert.Contains(".button:hover { box-shadow: inset 0 0 0 99px var(--brand-veil", sheet, StringComparison.Ordinal);
        string[] tokens = ["primary: var(--brand-primary)", "primary-text: var(--brand-on-primary)", "primary-darken: var(--brand-primary)"];
        Assert.All(tokens, token => Assert.Contains($"--mud-palette-{token};", sheet, StringComparison.Ordinal));
    }

    private static IEnumerable<Scheme> SchemesOf(BrandColor colour)
    {
        var parts = BrandTokens.Css(new BrandKit(colour, BrandColor.Black, ColorScheme.Device)).Split("@media", 2);
        return parts.Zip(s_officePapers, (css, papers) => new Scheme(css, papers));
    }

    /// <summary>The tokens of one scheme, and what they stand on.</summary>
    private sealed record Scheme(string Css, BrandColor[] Papers)
    {
        public BrandColor Of(string token) => BrandColor.Parse(Css.Split($"--brand-{token}:", 2)[1][..7]);

        /// <summary>A button's ground under the veil that is laid over it.</summary>
        public BrandColor PointedAt
        {
            get
            {
                var (veil, share) = Css.Split("--brand-veil:rgb(", 2)[1].Split(')')[0].Split('/') is [var rgb, var alpha]
                    ? (byte.Parse(rgb.Split(' ')[0], CultureInfo.InvariantCulture), double.Parse("0" + alpha, CultureInfo.InvariantCulture))
                    : throw new FormatException(Css);
                byte Under(byte channel) => (byte)Math.Round((channel * (1 - share)) + (veil * share));
                var ground = Of("primary");
                return new BrandColor(Under(ground.Red), Under(ground.Green), Under(ground.Blue));
            }
        }
    }

    [Theory]
    [InlineData(CornerStyle.Square, 0)]
    [InlineData(CornerStyle.Soft, 10)]
    [InlineData(CornerStyle.Round, 20)]
    public async Task Corners_and_footer_reach_pages_and_mails(CornerStyle corners, int radius)
    {
        var cast = await site.GatherAsync();
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        var choice = new BrandChoice("#7A1F3D", "#F2B705", "Light") { Corners = corners.ToString(), MailFooter = "Open 7 to 4, <b>licence 4411</b>" };

        await ChangeBrand.RunAsync(cast.Owen, choice, RequestKey.New("test"), default);
        var sheet = await owen.GetAsync($"/portal/{cast.Summit.Slug}/brand.css");
        var mail = await owen.GetAsync(BrandChoice.Previews + "/mail");

        Assert.Contains($"--radius:{radius}px", sheet.Html, StringComparison.Ordinal);
        Assert.Contains($"border-radius:{radius}px", mail.Html, StringComparison.Ordinal);
        Assert.Contains("Open 7 to 4, <b>licence 4411</b>", mail.Text, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            ChangeBrand.RunAsync(cast.Owen, choice with { MailFooter = new string('x', 301) }, RequestKey.New("test"), default)
        );
        Assert.Equal(BrandRules.MailFooter, refused.Rule);
    }

    [Fact]
    public async Task Where_the_company_leaves_it_to_them_a_customer_chooses_light_or_dark_without_a_script()
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        var home = $"/portal/{cast.Summit.Slug}";
        Assert.False((await maria.GetAsync(home)).Has("Dark"));
        await ChangeBrand.RunAsync(cast.Owen, new BrandChoice("#7A1F3D", "#F2B705", "Customer"), RequestKey.New("test"), default);

        var page = await maria.GetAsync(home + "/messages?job=JOB-1001");
        var sent = await maria.PressAsync(page, "Dark");
        var dark = await maria.FollowAsync(sent);
        Assert.NotNull(sent.Location);

        Assert.Null(SchemeOf(page));
        Assert.Equal(
            (home + "/messages?job=JOB-1001", "dark"),
            (new Uri(maria.Http.BaseAddress!, sent.Location).PathAndQuery, SchemeOf(dark)) // It has an address.
        );
        Assert.Equal("true", dark.Find(".schemes button[value=dark]")?.GetAttribute("aria-pressed"));
        Assert.Equal("dark", SchemeOf(await maria.GetAsync(home + "/estimates")));
        Assert.Null(SchemeOf(await maria.FollowAsync(await maria.PressAsync(await maria.GetAsync(home + "/looks"), "As on this device"))));
    }

    [Theory]
    [InlineData("//elsewhere.example/")]
    [InlineData("https://elsewhere.example/portal/")]
    [InlineData("/office")]
    public async Task The_choice_leads_back_to_the_portal_and_nowhere_else(string back)
    {
        var cast = await site.GatherAsync();
        using var nobody = site.Visit();
        await ChangeBrand.RunAsync(cast.Owen, new BrandChoice("#7A1F3D", "#F2B705", "Customer"), RequestKey.New("test"), default);
        var signIn = await nobody.GetAsync($"/portal/{cast.Summit.Slug}/sign-in");

        var sent = await nobody.PressAsync(signIn, "Light", [new("back", back)]);

        Assert.Equal($"/portal/{cast.Summit.Slug}", new Uri(nobody.Http.BaseAddress!, sent.Location).PathAndQuery); // It has an address.
    }

    [Fact]
    public async Task A_company_that_decides_for_itself_again_overrides_what_its_customers_chose()
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        var home = $"/portal/{cast.Summit.Slug}";
        await ChangeBrand.RunAsync(cast.Owen, new BrandChoice("#7A1F3D", "#F2B705", "Customer"), RequestKey.New("test"), default);
        var page = await maria.GetAsync(home);
        await maria.PressAsync(page, "Dark");

        await ChangeBrand.RunAsync(cast.Owen, new BrandChoice("#7A1F3D", "#F2B705", "Light"), RequestKey.New("test"), default);

        Assert.Equal("light", SchemeOf(await maria.GetAsync(home)));
        Assert.Equal(HttpStatusCode.NotFound, (await maria.PressAsync(page, "Dark")).Status); // From a page that was open.
        Assert.Equal(HttpStatusCode.NotFound, (await maria.GetAsync(home + "/looks")).Status);
    }

    [Fact]
    public async Task Of_two_who_choose_at_once_the_second_is_told_what_changed_before_anything_is_lost()
    {
        var cast = await site.GatherAsync();
        var seen = (await site.ReadAsync(cast.Owen, db => WorkspaceViews.ReadAsync(db, default))).Brand;
        await ChangeBrand.RunAsync(
            cast.Ada,
            BrandChoice.Of(seen) with
            {
                Primary = "#123456",
                Font = "Serif",
            },
            RequestKey.New("test"),
            default,
            seen
        );

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            ChangeBrand.RunAsync(cast.Owen, BrandChoice.Of(seen) with { Corners = "Round" }, RequestKey.New("test"), default, seen)
        );
        var now = (await site.ReadAsync(cast.Owen, db => WorkspaceViews.ReadAsync(db, default))).Brand;
        await ChangeBrand.RunAsync(cast.Owen, BrandChoice.Of(seen) with { Corners = "Round" }, RequestKey.New("test"), default, now);

        Assert.Equal(BrandRules.Overtaken, refused.Rule);
        Assert.Contains("the main colour and the letters", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("#123456", CornerStyle.Soft), (now.Primary.ToString(), now.Corners));
        var after = (await site.ReadAsync(cast.Owen, db => WorkspaceViews.ReadAsync(db, default))).Brand;
        Assert.Equal((seen.Primary, CornerStyle.Round), (after.Primary, after.Corners));
    }

    /// <summary>It is kept for ever, so that an open page would not see what has the same address.</summary>
    [Fact]
    public async Task Whatever_changes_the_stylesheet_changes_its_address()
    {
        var cast = await site.GatherAsync();
        var company = await site.ReadAsync(cast.Owen, db => WorkspaceViews.ReadAsync(db, default));
        BrandKit[] others =
        [
            company.Brand with
            {
                Primary = BrandColor.Black,
            },
            company.Brand with
            {
                Accent = BrandColor.Black,
            },
            company.Brand with
            {
                Corners = CornerStyle.Square,
            },
            company.Brand with
            {
                Font = BrandFont.Friendly,
            },
            company.Brand with
            {
                Font = BrandFont.Device,
            },
        ];

        Assert.All(
            others,
            other =>
            {
                Assert.NotEqual(BrandTokens.Css(company.Brand), BrandTokens.Css(other));
                Assert.NotEqual(company.BrandVersion, (company with { Brand = other }).BrandVersion);
            }
        );
    }

    private static string? SchemeOf(Page page) => page.Document.DocumentElement.GetAttribute("data-scheme");
}
