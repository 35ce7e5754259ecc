using System.Text.RegularExpressions;
using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>Estimates as the office makes them: by keyboard, by touch, by two at once; and the board moved by mouse and by keys.</summary>
public sealed class OfficeEstimateJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task An_estimate_is_made_and_sent_by_keyboard_alone()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var (page, keys) = (priya.Page, priya.Page.Keyboard);
        await OpenJobAsync(page, "No cold air upstairs");

        await page.GetByRole(AriaRole.Link, new() { Name = "New estimate" }).FocusAsync();
        await keys.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Make the estimate" })).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await StoryEstimate.TypeAsync(page);

        await Expect(page.Locator(".totals .grand dd")).ToHaveTextAsync("$812.26");
        await Expect(page.Locator(".totals")).ToContainTextAsync("$1,083.20");
        await Expect(page.Locator(".saved")).ToContainTextAsync("Saved");
        await keys.PressAsync("Control+Enter");
        var send = page.GetByRole(AriaRole.Button, new() { Name = "Send now" });
        await Expect(send).ToBeFocusedAsync();
        await keys.PressAsync("Enter");

        await Expect(page.Locator(".page-head .chip").First).ToHaveTextAsync("Sent");
        await Expect(page.Locator(".totals .grand dd")).ToHaveTextAsync("$812.26");
        var number = await page.Locator("h1").TextContentAsync();
        await MailAsync(Maria, which: mail => mail.Subject.Contains(number!, StringComparison.Ordinal)); // A heading has text.
    }

    [Fact]
    public async Task A_line_of_the_price_book_is_taken_by_keys_and_an_estimate_is_written_by_touch()
    {
        var priya = await OnPhoneAsync(o => o.HasTouch = true);
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        await OpenJobAsync(page, "Rattling condenser");
        await page.GetByRole(AriaRole.Link, new() { Name = "New estimate" }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the estimate" }).TapAsync();

        await page.Locator("input[role=combobox]").First.TapAsync();
        await page.Keyboard.TypeAsync("refrig");
        await Offers(page).Filter(new() { HasText = "R-410A refrigerant" }).TapAsync();
        await Expect(page.Locator("input[id$=-price]").First).ToHaveValueAsync("95.00");
        await Expect(page.Locator("input[id$=-quantity]").First).ToBeFocusedAsync();
        await page.Locator("input[id$=-quantity]").First.FillAsync("3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a line" }).TapAsync();
        await Expect(page.Locator("input[role=combobox]").Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("capac");
        await Expect(Offers(page)).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Offers(page)).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("input[id$=-price]").Nth(1)).ToHaveValueAsync("189.00");

        await Expect(page.Locator(".totals .grand dd")).ToHaveTextAsync("$515.76");
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "It is wider than the telephone.");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Remove Capacitor") }).TapAsync();
        await Expect(page.Locator(".totals .grand dd")).ToHaveTextAsync("$310.11");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).TapAsync();
        await Expect(page.Locator(".totals .grand dd")).ToHaveTextAsync("$515.76");
        await Expect(page.Locator(".saved")).ToContainTextAsync("Saved");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Send estimate") }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send now" }).TapAsync();
        await Expect(page.Locator(".page-head .chip").First).ToHaveTextAsync("Sent");
    }

    [Fact]
    public async Task A_line_is_dragged_to_its_place_and_another_editor_follows()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        foreach (var each in new[] { priya.Page, owen.Page })
        {
            await each.GotoAsync("/office/estimates/EST-1001");
            await PressAsync(each.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("[Nn]ew version") }), each.Locator(".editor-lines"));
        }

        await Expect(priya.Page.Locator(".editing")).ToHaveTextAsync("Owen is editing");
        var page = priya.Page;
        var rows = page.Locator("tr[data-line]");
        var (last, total) = (await rows.CountAsync() - 1, await page.Locator(".totals .grand dd").TextContentAsync());
        var (first, moved) = (await LineAsync(rows.First), await LineAsync(rows.Nth(last)));

        await DragAsync(rows.Nth(last), onto: rows.First);
        await Expect(rows.First).ToHaveAttributeAsync("data-drop", "above");
        await page.Keyboard.PressAsync("Escape");
        await page.Mouse.UpAsync();
        await Expect(page.Locator("[data-drop], [data-dragged]")).ToHaveCountAsync(0);
        await Expect(rows.First).ToHaveAttributeAsync("data-line", first); // And the editor is still there.

        await DragAsync(rows.Nth(last), onto: rows.First);
        await page.Mouse.UpAsync();

        await Expect(rows.First).ToHaveAttributeAsync("data-line", moved);
        await Expect(rows.Nth(1)).ToHaveAttributeAsync("data-line", first);
        await Expect(page.Locator($"#line-{moved}-grip")).ToBeFocusedAsync();
        await Expect(page.Locator(".totals .grand dd")).ToHaveTextAsync(total!); // It was there.
        await Expect(page.Locator(".saved")).ToContainTextAsync("Saved");
        await Expect(owen.Page.Locator("tr[data-line]").First).ToHaveAttributeAsync("data-line", moved);

        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(rows.Nth(1)).ToHaveAttributeAsync("data-line", moved);
        await Expect(owen.Page.Locator("tr[data-line]").Nth(1)).ToHaveAttributeAsync("data-line", moved);
    }

    private static async Task<string> LineAsync(ILocator row) => await row.GetAttributeAsync("data-line") ?? "";

    /// <summary>Without letting go.</summary>
    private static async Task DragAsync(ILocator row, ILocator onto)
    {
        await row.Locator(".grip").HoverAsync();
        await row.Page.Mouse.DownAsync();
        var place = (await onto.BoundingBoxAsync())!; // It is shown.
        await row.Page.Mouse.MoveAsync(place.X + 10, place.Y + 3, new() { Steps = 8 });
    }

    [Fact]
    public async Task Two_who_write_at_once_see_each_other_and_lose_nothing()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        foreach (var page in new[] { priya.Page, owen.Page })
        {
            await page.GotoAsync("/office/estimates/EST-1001");
            await PressAsync(page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("[Nn]ew version") }), page.Locator(".editor-lines"));
        }

        await Expect(priya.Page.Locator(".editing")).ToHaveTextAsync("Owen is editing");
        await Expect(owen.Page.Locator(".editing")).ToHaveTextAsync("Priya is editing");
        var price = (IPage page) => page.Locator("#line-capacitor-price");
        var notes = (IPage page) => page.GetByLabel("What you will do");

        // Both while neither has heard of the other.
        await Task.WhenAll(price(owen.Page).FillAsync("229.00"), price(priya.Page).FillAsync("199.00"));
        var panels = new[] { owen.Page, priya.Page }.Select(p => p.Locator("#merge").WaitForAsync()).ToArray();
        var second = await Task.WhenAny(panels) == panels[0] ? owen.Page : priya.Page;

        await Expect(second.Locator(".differences tbody tr")).ToHaveCountAsync(1);
        await Expect(second.Locator(".differences")).ToContainTextAsync("$229.00");
        await Expect(second.Locator(".differences")).ToContainTextAsync("$199.00");
        await notes(second).FillAsync("Typed while it was to be chosen.");
        await second.GetByRole(AriaRole.Button, new() { Name = "Take all of theirs" }).ClickAsync();
        await Expect(second.Locator(".saved")).ToContainTextAsync("Saved");
        await Expect(second.Locator("#merge")).ToHaveCountAsync(0);
        await Expect(price(second)).ToHaveValueAsync(await price(second == owen.Page ? priya.Page : owen.Page).InputValueAsync());

        await priya.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Close") }).ClickAsync();
        await Expect(owen.Page.Locator(".editing")).ToHaveTextAsync("");
        await Expect(priya.Page.Locator(".editing")).ToHaveTextAsync("Owen is editing");
        await owen.Context.CloseAsync();
        await Expect(priya.Page.Locator(".editing")).ToHaveTextAsync("");
    }

    [Fact]
    public async Task A_card_is_dragged_by_mouse_to_the_act_that_leads_there()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        await OpenJobAsync(page, "No cold air upstairs");
        var job = new Uri(page.Url).Segments[^1];
        await page.GotoAsync("/office/board");
        await Expect(CardOf(page, job, "Lead")).ToBeVisibleAsync();

        await DragAsync(page, CardOf(page, job, "Lead"), Column(page, "Paid"), "It comes here when every invoice is settled");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await DragAsync(page, CardOf(page, job, "Lead"), Column(page, "Scheduled"), "Book a visit");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await DragAsync(page, CardOf(page, job, "Lead"), Column(page, "Scheduled"), "Book a visit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Book the visit" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(CardOf(page, job, "Scheduled")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_card_is_moved_by_keys_to_the_act_that_leads_there()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var (page, keys) = (priya.Page, priya.Page.Keyboard);
        await OpenJobAsync(page, "No cold air upstairs");
        var job = new Uri(page.Url).Segments[^1];
        await page.GotoAsync("/office/board");

        await CardOf(page, job, "Lead").FocusAsync();
        await keys.PressAsync("m");
        await Expect(page.GetByRole(AriaRole.Menu)).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);
        await Expect(CardOf(page, job, "Lead")).ToBeFocusedAsync();
        await keys.PressAsync("m");
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = $"Open {job}" })).ToBeFocusedAsync();
        await keys.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { NameRegex = new Regex("^Scheduled") })).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(page.GetByLabel("What for")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");

        await Expect(CardOf(page, job, "Scheduled")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_approval_by_phone_is_recorded_from_the_board_and_both_sides_say_so()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        var page = priya.Page;
        await page.GotoAsync("/office/estimates/EST-1001");
        var job = new Uri(await page.Locator(".crumb a").First.EvaluateAsync<string>("a => a.href")).Segments[^1];
        await page.GotoAsync("/office/board");
        await Expect(CardOf(page, job, "Estimate sent")).ToBeVisibleAsync();

        await DragAsync(page, CardOf(page, job, "Estimate sent"), Column(page, "Approved"), "Record an approval");
        await Expect(page).ToHaveURLAsync(new Regex("/office/estimates/EST-1001/approval"));
        await page.GetByLabel("Who approved").FillAsync("Maria Delgado");
        await page.GetByRole(AriaRole.Radio, new() { Name = "By phone" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("Surge protector") }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Record the approval of $1,083.20" }).ClickAsync();

        await Expect(page.Locator(".page-head .chip").First).ToHaveTextAsync("Approved");
        await Expect(page.Locator("main")).ToContainTextAsync("Recorded by Priya Nair, approved by phone by Maria Delgado");
        await Expect(maria.Page.Locator("h1")).ToContainTextAsync("Maria Delgado approved EST-1001");
        await Expect(maria.Page.Locator("main")).ToContainTextAsync("Recorded by Priya Nair, approved by phone by Maria Delgado");
        var mail = await MailAsync(Maria, which: m => m.Subject.Contains("by phone", StringComparison.Ordinal));
        Assert.Contains("If that is not so", mail.Text, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("select count(*) from tenant.invoices where number = 'INV-2044' and total_minor_units = 108320"));
        await page.GotoAsync((await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^[0-9a-f]{64}$") }).GetAttributeAsync("href"))!); // It has one.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This approval is intact" })).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("written down by the company");
    }

    [Fact]
    public async Task A_sent_estimate_is_withdrawn_and_its_card_goes_back()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        await page.GotoAsync("/office/estimates/EST-1001");
        var (withdraw, dialog) = (page.GetByRole(AriaRole.Button, new() { Name = "Withdraw", Exact = true }), page.GetByRole(AriaRole.Dialog));
        await AwakeAsync(page);
        await withdraw.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(withdraw).ToBeFocusedAsync(); // Whoever thinks better of it goes on where they were.
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Reason, for you").FillAsync("Wrong part");
        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw estimate" }).ClickAsync();

        await Expect(page.Locator(".page-head .chip").First).ToHaveTextAsync("Withdrawn");
        await Expect(page.Locator("main")).ToContainTextAsync("Wrong part");
    }

    /// <summary>Opens a job for the Delgados by the board's dialog, and waits for its page.</summary>
    private static async Task OpenJobAsync(IPage page, string title)
    {
        await Expect(page.Locator(".job-card").First).ToBeVisibleAsync(); // The cards come with the circuit.
        await page.GetByRole(AriaRole.Button, new() { Name = "New job" }).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Customer", Exact = true }).FillAsync("delg");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delgado household" }).ClickAsync();
        await Expect(page.GetByLabel("What for")).ToBeFocusedAsync();
        await page.GetByLabel("What for").FillAsync(title);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the job" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/office/jobs/JOB-"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 1 })).ToBeVisibleAsync();
    }

    /// <summary>By the mouse itself: down on the card, over to the column, which says what it would do, and up.</summary>
    private static async Task DragAsync(IPage page, ILocator card, ILocator column, string says)
    {
        await card.ScrollIntoViewIfNeededAsync();
        var from = (await card.BoundingBoxAsync())!; // It is on the page.
        var to = (await column.BoundingBoxAsync())!; // Likewise.
        await page.Mouse.MoveAsync(from.X + (from.Width / 2), from.Y + 30);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(from.X + (from.Width / 2) + 12, from.Y + 40, new() { Steps = 4 });
        await page.Mouse.MoveAsync(to.X + (to.Width / 2), to.Y + (to.Height / 2), new() { Steps = 12 });
        await Expect(column.Locator(".column-why")).ToContainTextAsync(says);
        await page.Mouse.UpAsync();
    }

    private static ILocator Offers(IPage page) => page.Locator("#price-offers [role=option]");

    private static ILocator Column(IPage page, string name) => page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    private static ILocator CardOf(IPage page, string job, string column) =>
        Column(page, column).GetByRole(AriaRole.Article, new() { Name = job, Exact = true });
}
