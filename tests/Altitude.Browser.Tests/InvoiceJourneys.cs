using System.Text.RegularExpressions;
using Altitude.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>S1, steps 5 to 7, where the money comes by cheque: portal and office side by side.</summary>
public sealed class InvoiceJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    [Fact]
    public async Task From_the_approval_to_the_last_cheque_both_sides_see_each_step_at_once()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var board = priya.Page;
        var maria = await ReadEstimateAsync(await OnPhoneAsync());
        var page = maria.Page;
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Surge protector" }).CheckAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        await Expect(CardIn(board, "Approved")).ToBeVisibleAsync();

        // The deposit: asked for in the portal, written down in the office.
        await page.GotoAsync("/portal/summit-air");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The deposit of INV-2044 is due" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See the invoice" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Invoice INV-2044" })).ToBeVisibleAsync();
        await Expect(Balance(page)).ToHaveTextAsync("$1,083.20");
        var office = await priya.Context.NewPageAsync();
        await office.GotoAsync("/office/invoices/INV-2044");
        await Expect(office.GetByText("The deposit of $324.96 is due now.")).ToBeVisibleAsync();
        await PayAsync(office, "324.96");
        await Expect(Balance(page)).ToHaveTextAsync("$758.24");
        await Expect(page.Locator(".title .chip")).ToHaveTextAsync("Partially paid");

        // The balance: the card dropped on "Invoiced" opens the sending.
        await CardIn(board, "Approved").ClickAsync(new() { Button = MouseButton.Right });
        await board.GetByRole(AriaRole.Menuitem, new() { Name = "Invoiced" }).ClickAsync();
        await Expect(board).ToHaveURLAsync(new Regex("/office/invoices/INV-2044"));
        var dialog = board.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("$758.24");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send now" }).ClickAsync();
        await Expect(board.GetByText("INV-2044 is on its way to the customer.")).ToBeVisibleAsync();
        var mail = await MailAsync(Maria, which: m => m.Subject.StartsWith("Invoice INV-2044", StringComparison.Ordinal));
        Assert.Contains("$758.24 due by", mail.Subject, StringComparison.Ordinal);
        await board.GotoAsync("/office/board");
        await Expect(CardIn(board, "Invoiced")).ToBeVisibleAsync();

        // Maria opens the mail's link on another device; the last cheque comes, and both pages say so.
        var laptop = await AtDeskAsync();
        await laptop.Page.GotoAsync(LinkIn(mail));
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(laptop.Page).ToHaveURLAsync(new Regex("/portal/summit-air/invoices/INV-2044$"));
        await MarkAsync(board);
        await PayAsync(office, "758.24");
        foreach (var seen in new[] { page, laptop.Page })
        {
            await Expect(seen.Locator(".title .chip")).ToHaveTextAsync("Paid");
            await Expect(Balance(seen)).ToHaveTextAsync("$0.00");
        }

        await Expect(CardIn(board, "Paid")).ToBeVisibleAsync();
        Assert.True(await IsSameAsync(board), "The board was loaded anew.");
        await page.GotoAsync("/portal/summit-air/statement");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing is owed" })).ToBeVisibleAsync();
        await Expect(page.Locator(".totals .grand dd")).ToHaveTextAsync("$0.00");
        Assert.Equal(
            2, // Maria and the books: Luis sees no invoices.
            await CountAsync("select count(*) from tenant.email_deliveries where kind = 'invoice-sent' and state = 'Sent'")
        );
    }

    [Fact]
    public async Task An_invoice_is_written_by_keyboard_issued_and_read_without_scripts()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var page = priya.Page;
        var customer = (Guid)(await Site.PeekAsync("select customer_id from tenant.contacts where email = 'books@delgado-rentals.example' limit 1"))!; // The story tells it.
        await page.GotoAsync($"/office/invoices/new?customer={customer}");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Make the invoice" })).ToBeFocusedAsync(); // Its circuit is there.
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("input[role=combobox]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Filter change");
        await page.GetByLabel("Price of Filter change").FillAsync("120");
        await page.GetByLabel("Filter change is taxed").UncheckAsync();
        await Expect(page.Locator(".totals .grand dd")).ToHaveTextAsync("$120.00");
        await page.GetByLabel("What it is for").FillAsync("Filter change");
        await Expect(page.Locator(".saved")).ToContainTextAsync("Saved");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Issue without sending" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "INV-2044" })).ToBeVisibleAsync();

        var maria = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await ComeInAsync(maria);
        await maria.Page.GotoAsync("/portal/summit-air/invoices");
        await maria.Page.GetByRole(AriaRole.Link, new() { Name = "INV-2044" }).ClickAsync();
        await Expect(maria.Page.GetByRole(AriaRole.Heading, new() { Name = "Invoice INV-2044" })).ToBeVisibleAsync();
        await Expect(Balance(maria.Page)).ToHaveTextAsync("$120.00");
        var download = await maria.Page.RunAndWaitForDownloadAsync(() =>
            maria.Page.GetByRole(AriaRole.Link, new() { Name = "Download as PDF" }).ClickAsync()
        );
        Assert.Equal("INV-2044.pdf", download.SuggestedFilename);
    }

    private static ILocator CardIn(IPage board, string column) =>
        board
            .GetByRole(AriaRole.Region, new() { Name = column, Exact = true })
            .GetByRole(AriaRole.Article, new() { Name = "JOB-1001", Exact = true });

    private static ILocator Balance(IPage page) => page.Locator("[data-live=balance]");

    private static async Task PayAsync(IPage office, string amount)
    {
        var dialog = office.GetByRole(AriaRole.Dialog);
        await PressAsync(office.GetByRole(AriaRole.Button, new() { Name = "Record payment" }).First, dialog.GetByLabel("Amount"));
        await dialog.GetByLabel("Amount").FillAsync(amount);
        await dialog.GetByLabel("Note, for you").FillAsync("Cheque 1187");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Record payment" }).ClickAsync();
        await Expect(office.GetByText($"${amount} was written down.")).ToBeVisibleAsync();
    }
}
