using System.Text.RegularExpressions;
using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>S1, steps 3 and 4, and what may become of an estimate besides: portal and office side by side.</summary>
public sealed class ApprovalJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task An_approval_moves_the_card_on_an_open_board()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var maria = await OnPhoneAsync();
        await ComeInAsync(maria, about: "EST-1001");
        await Expect(maria.Page).ToHaveURLAsync(new Regex("/jobs/"));
        var job = new Uri(maria.Page.Url).Segments[^1];
        var card = (string column) =>
            priya
                .Page.GetByRole(AriaRole.Region, new() { Name = column, Exact = true })
                .GetByRole(AriaRole.Article, new() { Name = job, Exact = true });
        await Expect(card("Estimate sent")).ToBeVisibleAsync();
        await MarkAsync(priya.Page);

        await maria
            .Page.GetByRole(AriaRole.Link, new() { Name = "EST-1001" })
            .Or(maria.Page.Locator("a.row[href$='/estimates/EST-1001']"))
            .First.ClickAsync();
        var page = maria.Page;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Estimate EST-1001" })).ToBeVisibleAsync();
        await Expect(Sum(page, "total")).ToHaveTextAsync("$812.26");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Surge protector" }).CheckAsync();
        await Expect(Sum(page, "total")).ToHaveTextAsync("$1,083.20");
        await Expect(Sum(page, "tax")).ToHaveTextAsync("$63.70");
        await Expect(Sum(page, "deposit")).ToHaveTextAsync("$324.96");
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();

        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        await Expect(page.Locator("body")).ToContainTextAsync("$324.96");
        await Expect(card("Approved")).ToBeVisibleAsync();
        await Expect(card("Estimate sent")).ToHaveCountAsync(0);
        await Expect(priya.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("EST-1001");
        Assert.True(await IsSameAsync(priya.Page), "The board was loaded anew.");
        Assert.Equal(1, await CountAsync("select count(*) from tenant.invoices where number = 'INV-2044' and total_minor_units = 108320"));

        await page.GetByText("Evidence of this approval", new() { Exact = true }).ClickAsync();
        var hash = await page.Locator("dd.hash").TextContentAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Verify this approval" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This approval is intact" })).ToBeVisibleAsync();
        Assert.EndsWith(hash!, page.Url, StringComparison.Ordinal);
        await Expect(page.Locator("body")).Not.ToContainTextAsync("Maria");
    }

    [Fact]
    public async Task Without_scripts_the_total_is_updated_and_approved()
    {
        var maria = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await ReadEstimateAsync(maria);
        var page = maria.Page;
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Surge protector" }).CheckAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");

        await page.GetByRole(AriaRole.Button, new() { Name = "Update total" }).ClickAsync();
        await Expect(Sum(page, "total")).ToHaveTextAsync("$1,083.20");
        await Expect(Sum(page, "deposit")).ToHaveTextAsync("$324.96");
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = NameBox })).ToHaveValueAsync("Maria Delgado");
        Assert.Equal(
            0,
            await CountAsync("select count(*) from tenant.consents c join tenant.estimates e on e.id = c.estimate_id where e.number = 'EST-1001'")
        );
        var statuses = new System.Collections.Concurrent.ConcurrentQueue<int>();
        page.Response += (_, answer) => statuses.Enqueue(answer.Status);
        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();

        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        Assert.Contains(303, statuses);
        await page.GetByText("Evidence of this approval", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("dd.hash")).ToHaveTextAsync(new Regex("^[0-9a-f]{64}$"));
        Assert.Equal(1, await CountAsync("select count(*) from tenant.invoices where number = 'INV-2044' and total_minor_units = 108320"));
    }

    [Fact]
    public async Task Of_two_who_approve_at_once_one_decides_and_the_other_is_told_who()
    {
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        var luis = await ReadEstimateAsync(await AtDeskAsync(), Luis);
        var beside = await luis.Context.NewPageAsync();
        await beside.GotoAsync("/portal/summit-air/estimates/EST-1001");
        await Expect(beside.GetByRole(AriaRole.Button, new() { Name = Approve })).ToBeVisibleAsync();
        await MarkAsync(beside);
        await maria.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await luis.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Luis Delgado");

        // Both buttons are at hand before either is pressed: the quicker press takes the other's button away, live.
        var buttons = new[]
        {
            await maria.Page.GetByRole(AriaRole.Button, new() { Name = Approve }).ElementHandleAsync(),
            await luis.Page.GetByRole(AriaRole.Button, new() { Name = Approve }).ElementHandleAsync(),
        };
        await Task.WhenAll(buttons.Select(button => button.EvaluateAsync("pressed => pressed.click()")));
        await Expect(beside.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });

        var who = await WhoApprovedAsync();
        foreach (var page in new[] { maria.Page, luis.Page, beside })
        {
            await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
            await Expect(page.Locator("main")).ToContainTextAsync(new Regex(who + @".*\d{1,2}:\d\d [AP]M"));
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = Approve })).ToHaveCountAsync(0);
        }

        Assert.True(await IsSameAsync(beside), "The page that only looked was loaded anew.");
        Assert.Equal(1, await CountAsync("select count(*) from tenant.invoices where number = 'INV-2044'"));
    }

    [Fact]
    public async Task A_declined_estimate_is_seen_on_the_board_with_its_reason()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        await Expect(priya.Page.GetByRole(AriaRole.Region, new() { Name = "Estimate sent", Exact = true })).ToBeVisibleAsync();
        await MarkAsync(priya.Page);
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        var page = maria.Page;

        await page.Locator("summary", new() { HasText = "Decline" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { NameRegex = new Regex("Why do you decline") }).FillAsync("We found a used unit.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decline estimate" }).ClickAsync();

        await Expect(page.Locator("main")).ToContainTextAsync("We found a used unit.");
        await Expect(page.Locator(".chip").First).ToHaveTextAsync("Declined");
        await Expect(priya.Page.GetByRole(AriaRole.Log)).ToContainTextAsync(new Regex("declined.*EST-1001", RegexOptions.IgnoreCase));
        Assert.True(await IsSameAsync(priya.Page), "The board was loaded anew.");
    }

    [Fact]
    public async Task An_estimate_is_approved_by_keyboard_alone()
    {
        var maria = await ReadEstimateAsync(await AtDeskAsync());
        var (page, keys) = (maria.Page, maria.Page.Keyboard);

        await TabToAsync(page, "input[data-option]");
        await keys.PressAsync("Space");
        await Expect(Sum(page, "total")).ToHaveTextAsync("$1,083.20");
        await TabToAsync(page, "#name-EST-1001");
        await keys.TypeAsync("Maria Delgado");
        await TabToAsync(page, "[data-approve]");
        await keys.PressAsync("Enter");

        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        Assert.Equal(1, await CountAsync("select count(*) from tenant.invoices where number = 'INV-2044' and total_minor_units = 108320"));
    }

    [Fact]
    public async Task An_offer_that_ends_while_it_is_open_gives_way()
    {
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        var page = maria.Page;
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        var ends = (DateTime)
            (
                await Site.PeekAsync(
                    "select v.expires_at from tenant.estimate_versions v join tenant.estimates e on e.id = v.estimate_id where e.number = 'EST-1001' order by v.expires_at desc limit 1"
                )
            )!;
        await MarkAsync(page);

        await Site.Clock.SetAsync(new DateTimeOffset(ends).AddMinutes(-1));
        await Site.TamperAsync(
            "update tenant.portal_sessions set started_at = $1::timestamptz - interval '1 hour', expires_at = $1::timestamptz + interval '4 hours'",
            ends
        ); // Maria came in long after the mail.
        await Site.Clock.SetAsync(new DateTimeOffset(ends).AddSeconds(1));

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = Approve })).ToHaveCountAsync(0);
        await Expect(page.Locator(".chip").First).ToHaveTextAsync("Expired");
        Assert.True(await IsSameAsync(page), "The page was loaded anew.");
    }

    private static ILocator Sum(IPage page, string what) => page.Locator($"dd[data-sum={what}]");

    private async Task<string> WhoApprovedAsync()
    {
        Assert.Equal(
            1,
            await CountAsync("select count(*) from tenant.consents c join tenant.estimates e on e.id = c.estimate_id where e.number = 'EST-1001'")
        );
        return (string)
            (
                await Site.PeekAsync(
                    "select c.typed_name from tenant.consents c join tenant.estimates e on e.id = c.estimate_id where e.number = 'EST-1001'"
                )
            )!;
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var steps = 0; steps < 80; steps++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("s => document.activeElement?.matches(s) === true", selector))
            {
                return;
            }
        }

        Assert.Fail($"Tab never came to {selector}.");
    }
}
