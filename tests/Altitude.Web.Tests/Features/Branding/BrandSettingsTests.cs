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
}
