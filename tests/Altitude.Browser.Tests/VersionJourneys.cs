using System.Text.RegularExpressions;
using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>S4, S2 and what else happens around an answer, customer and office side by side.</summary>
public sealed class VersionJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private static readonly string s_shots =
        Environment.GetEnvironmentVariable("ALTITUDE_SHOTS") ?? Path.Combine(Repository.Root, "artifacts", "screens");

    [Fact]
    public async Task A_new_version_shows_old_and_new_and_must_be_seen_before_it_is_approved()
    {
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        var page = maria.Page;
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Surge protector" }).CheckAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Surge protector" }).UncheckAsync();
        await MarkAsync(page);

        await OwenSendsAsync("EST-1001", 22_900);

        await Expect(
                page.GetByRole(AriaRole.Status)
                    .Filter(new() { HasTextRegex = new Regex(@"sent a new version of EST-1001: the total is now \$855\.78") })
            )
            .ToBeVisibleAsync();
        var notice = page.Locator(".replaced > section:visible");
        await Expect(notice).ToHaveCountAsync(1);
        await Expect(notice)
            .ToContainTextAsync(new Regex(@"Version 2 replaces version 1[\s\S]*Capacitor[\s\S]*\$189\.00[\s\S]*\$229\.00[\s\S]*\+\$43\.52"));
        var approve = page.GetByRole(AriaRole.Button, new() { Name = Approve });
        await Expect(approve).ToBeDisabledAsync();
        await Expect(Sum(page)).ToHaveTextAsync("$855.78");
        await LookAsync(page, "new-version");
        await OwenSendsAsync("EST-1001", 24_900);
        await Expect(page.Locator(".replaced > section:visible"))
            .ToContainTextAsync(new Regex(@"Version 3 replaces version 1[\s\S]*\$189\.00[\s\S]*\$249\.00"));
        await OwenSendsAsync("EST-1001", 22_900);
        await Expect(Sum(page)).ToHaveTextAsync("$855.78");

        await page.GetByRole(AriaRole.Button, new() { Name = "I have seen the changes" }).ClickAsync();
        await Expect(approve).ToBeEnabledAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = NameBox })).ToHaveValueAsync("Maria Delgado");
        Assert.True(await IsSameAsync(page), "The page was loaded anew.");
        await approve.ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        Assert.Equal(
            1,
            await CountAsync(
                "select count(*) from tenant.consents c join tenant.estimates e on e.id = c.estimate_id where e.number = 'EST-1001' and c.version = 4 and c.total_minor_units = 85578"
            )
        );
        await page.GetByRole(AriaRole.Link, new() { Name = "Version 1" }).ClickAsync();
        await Expect(page.Locator(".chip").First).ToHaveTextAsync("Superseded");
        await Expect(page.Locator("main")).ToContainTextAsync("$812.26");
        await LookAsync(page, "version");
    }

    [Fact]
    public async Task What_expires_while_it_is_open_is_asked_for_extended_and_opens_again()
    {
        var ends = await EndOfAsync("EST-1002");
        await Site.Clock.SetAsync(ends.AddMinutes(-63));
        await LengthenAsync(ends);
        var maria = await ReadEstimateAsync(await OnPhoneAsync(), number: "EST-1002");
        var page = maria.Page;
        var countdown = page.Locator("section[data-until]");
        await Expect(countdown).ToBeHiddenAsync();
        await Site.Clock.SetAsync(ends.AddHours(-1).AddSeconds(-2));
        await page.ReloadAsync();
        await Expect(countdown).ToBeVisibleAsync();
        await Expect(countdown).ToContainTextAsync("This offer ends in 60 minutes");
        await LookAsync(page, "last-hour");
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await MarkAsync(page);

        await Site.Clock.SetAsync(ends.AddSeconds(-3));
        await Site.Clock.SetAsync(ends.AddMilliseconds(500));
        var ask = page.GetByRole(AriaRole.Button, new() { Name = "Ask for a new price" });
        await Expect(ask).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = Approve })).ToHaveCountAsync(0);
        Assert.True(await IsSameAsync(page), "The page was loaded anew.");
        await LookAsync(page, "expired");
        await ask.ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("A new price was asked for");
        await MailAsync("owen@", which: m => m.Subject == "Maria Delgado asks for a new price for EST-1002");
        await MarkAsync(page);

        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        await priya.Page.GotoAsync("/office/estimates/EST-1002");
        await Expect(priya.Page.GetByText("Asks for a new price", new() { Exact = true })).ToBeVisibleAsync();
        await priya.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await priya.Page.GetByLabel("Extend to").FillAsync(TimeZoneInfo.ConvertTime(ends.AddDays(2), Denver).ToString("yyyy-MM-dd"));
        await PressAsync(
            priya.Page.GetByRole(AriaRole.Button, new() { Name = "Extend", Exact = true }),
            page.GetByRole(AriaRole.Button, new() { Name = Approve })
        );

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = Approve })).ToBeEnabledAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "extended EST-1002" })).ToBeVisibleAsync();
        Assert.True(await IsSameAsync(page), "The page was loaded anew.");
        await LookAsync(page, "extended");
        await LookAsync(priya.Page, "office-talk", isPhoneToo: false);
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task An_approval_that_came_too_late_keeps_the_name_until_the_page_opens_again()
    {
        var ends = await EndOfAsync("EST-1002");
        await Site.Clock.SetAsync(ends.AddMinutes(-20));
        await LengthenAsync(ends);
        var maria = await ReadEstimateAsync(await OnPhoneAsync(o => o.JavaScriptEnabled = false), number: "EST-1002");
        var page = maria.Page;
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await Site.Clock.SetAsync(ends.AddMilliseconds(500));

        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This estimate has expired. Ask for a new price.");
        await Expect(page.Locator("main")).ToContainTextAsync("Maria Delgado");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Ask for a new price" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Words_looks_and_second_thoughts_reach_the_other_side_live()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        await priya.Page.GotoAsync("/office/estimates/EST-1001");
        await Expect(priya.Page.GetByText("Nobody yet.")).ToBeVisibleAsync();
        await MarkAsync(priya.Page);
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        var page = maria.Page;
        await Expect(priya.Page.GetByText(new Regex("Viewed by Maria Delgado"))).ToBeVisibleAsync();

        await page.GetByText("Would you like something changed?").ClickAsync();
        await page.GetByLabel("What should be different?").FillAsync("Could you leave out the refrigerant?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Request changes" }).ClickAsync();
        await Expect(priya.Page.Locator(".talk")).ToContainTextAsync("Could you leave out the refrigerant?");
        await Expect(page.Locator(".talk")).ToContainTextAsync("Could you leave out the refrigerant?"); // Her own page has come back.
        await MarkAsync(page);
        await priya.Page.GetByLabel("Answer the customer").FillAsync("It leaks; we would not.");
        await priya.Page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
        await Expect(page.Locator(".talk")).ToContainTextAsync("It leaks; we would not.");
        Assert.True(await IsSameAsync(page), "The page was loaded anew.");
        await LookAsync(page, "talk");

        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(priya.Page.Locator(".chip").First).ToHaveTextAsync("Approved");
        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        await LookAsync(page, "take-back");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take back my approval" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = Approve })).ToBeVisibleAsync();
        await Expect(priya.Page.Locator(".chip").First).ToHaveTextAsync("Sent");
        Assert.True(await IsSameAsync(priya.Page), "The office was loaded anew.");
        Assert.Equal(1, await CountAsync("select count(*) from tenant.invoices where number = 'INV-2044' and voided_at is not null"));
    }

    [Fact]
    public async Task A_package_is_chosen_and_its_total_follows()
    {
        await OwenSendsAsync(
            "EST-1001",
            18_900,
            lines =>
                [
                    .. lines.Select(
                        (l, i) =>
                            i == 1 ? l with { Package = "Good" }
                            : i == 2 ? l with { Package = "Better" }
                            : l
                    ),
                ]
        );
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        var page = maria.Page;
        await Expect(Sum(page)).ToHaveTextAsync("$502.15");
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");

        await page.GetByRole(AriaRole.Radio, new() { Name = "Better" }).CheckAsync();
        await Expect(Sum(page)).ToHaveTextAsync("$606.61");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Surge protector" }).CheckAsync();
        await Expect(page.Locator(".package-total").First).ToHaveTextAsync("$773.09");
        await LookAsync(page, "packages");
        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();

        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        await Expect(page.Locator("main")).ToContainTextAsync("Package Better was chosen; Good was declined with it.");
        Assert.Equal(1, await CountAsync("select count(*) from tenant.consents where package = 'Better' and total_minor_units = 87755"));
    }

    private static readonly TimeZoneInfo Denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");

    private static ILocator Sum(IPage page) => page.Locator("dd[data-sum=total]");

    private async Task<DateTimeOffset> EndOfAsync(string number) =>
        new(
            (DateTime)
                (
                    await Site.PeekAsync(
                        "select v.expires_at from tenant.estimate_versions v join tenant.estimates e on e.id = v.estimate_id where e.number = $1 order by v.number desc limit 1",
                        number
                    )
                )!
        );

    /// <summary>Who came in long before the clock was moved is let in still: links, sessions and sign-ins.</summary>
    private async Task LengthenAsync(DateTimeOffset until)
    {
        var late = until.UtcDateTime;
        await Site.TamperAsync("update tenant.setup_links set expires_at = $1::timestamptz + interval '4 hours'", late);
        await Site.TamperAsync("update tenant.workspaces set portal_longest_session_hours = 168");
    }

    /// <summary>As Owen does at his desk, without his desk: writes the line's price and sends.</summary>
    private async Task OwenSendsAsync(
        string number,
        long capacitor,
        Func<IReadOnlyList<Domain.Estimates.LineItem>, IReadOnlyList<Domain.Estimates.LineItem>>? change = null
    )
    {
        var owen = await OwenAsync();
        var factory = Site.Service<WorkspaceDbFactory>();
        await using var db = await factory.ReadAsync(owen, CancellationToken.None);
        var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Number == number);
        var content = estimate.Sent!.Content; // The story sent it.
        var lines = content.Lines.Select(l => l.Description.StartsWith("Capacitor", StringComparison.Ordinal) ? l with { UnitPrice = capacitor } : l);
        content = content with { Lines = change is null ? [.. lines] : change([.. lines]) };
        var saved = await Site.Service<SaveEstimateDraft>()
            .RunAsync(owen, number, estimate.Revision, content, RequestKey.New("edit"), CancellationToken.None);
        await Site.Service<SendEstimate>().RunAsync(owen, number, saved.Revision, RequestKey.New("send"), CancellationToken.None);
    }

    private async Task<Staff> OwenAsync()
    {
        if (_owen is null)
        {
            var desk = await AtDeskAsync();
            await SignInAsync(desk, "owen@summit-air.example");
            await using var command = Site.Superuser.CreateCommand(
                "select s.workspace_id, s.id, s.staff_id from platform.staff_sessions s join tenant.staff_members m on m.id = s.staff_id where m.name = 'Owen Hart' and s.ended_at is null order by s.started_at desc limit 1"
            );
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            _owen = new Staff(new(reader.GetGuid(0)), new(reader.GetGuid(1)), new(reader.GetGuid(2)), Domain.Workspaces.StaffRole.Owner, "Owen Hart");
        }

        return _owen;
    }

    private Staff? _owen;

    private static async Task LookAsync(IPage page, string name, bool isPhoneToo = true)
    {
        var axe = await page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa") });
        Assert.Empty(axe.Violations.SelectMany(v => v.Nodes.Select(n => $"{name}: {v.Id}: {n.Target} {n.Html[..Math.Min(160, n.Html.Length)]}")));
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (var width in isPhoneToo ? new[] { 1280, 390 } : [1280])
            {
                await page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
                await page.ScreenshotAsync(
                    new() { Path = Path.Combine(s_shots, $"{name}-{width}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.png"), FullPage = true }
                );
            }
        }

        if (isPhoneToo)
        {
            await page.SetViewportSizeAsync(320, 640);
            var wide = await page.EvaluateAsync<string[]>(
                """
                () => document.documentElement.scrollWidth <= 320 ? []
                  : [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 320).map(e => e.outerHTML.slice(0, 120))
                """
            );
            Assert.True(wide.Length == 0, $"{name} is wider than 320 px: {string.Join(Environment.NewLine, wide)}");
            await page.SetViewportSizeAsync(390, 844);
        }
    }
}
