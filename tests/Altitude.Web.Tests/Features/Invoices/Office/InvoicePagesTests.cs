using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Invoices.Office;
using Altitude.Web.Live;
using Altitude.Web.Tests.Features.Estimates.Office;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.Invoices.Office;

/// <summary>List and page of invoices: they hear of a change, act, say what is refused, and let go.</summary>
public sealed class InvoicePagesTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly TimeSpan Soon = EstimateOffice.Soon;

    [Fact]
    public async Task An_open_list_hears_of_a_payment_and_lets_go()
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var feed = office.Services.GetRequiredService<LiveFeed>();
        var list = office.Render<InvoicesPage>();
        list.WaitForAssertion(() => Assert.Equal("$1,083.20", Cells(list)[^1]), Soon);
        Assert.Equal("Open", list.Find("tbody .chip").TextContent);
        Assert.Equal(1, feed.CountSubscribers());

        await Billing.PayAsync(office.Services.GetRequiredService<WorkspaceDbFactory>(), cast.Owen, 32_496);

        list.WaitForAssertion(() => Assert.Equal("$758.24", Cells(list)[^1]), Soon);
        Assert.Equal("Partially paid", list.Find("tbody .chip").TextContent);
        Assert.Equal("$758.24", list.Find(".figures strong").TextContent);
        await office.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());
    }

    [Fact]
    public async Task An_open_invoice_hears_of_a_payment_keeps_what_is_typed_and_lets_go()
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var feed = office.Services.GetRequiredService<LiveFeed>();
        var page = Open(office);
        await page.InvokeAsync(() => ButtonOf(page, "Record payment").Click());
        page.Find("#money-amount").Change("12.50");
        page.Find("#money-note").Change("Half a cheque");

        await Billing.PayAsync(office.Services.GetRequiredService<WorkspaceDbFactory>(), cast.Owen, 32_496);

        page.WaitForAssertion(() => Assert.Equal("Partially paid", page.Find(".page-head .chip").TextContent), Soon);
        Assert.Equal(("12.50", "Half a cheque"), (page.Find("#money-amount").GetAttribute("value"), page.Find("#money-note").GetAttribute("value")));
        Assert.Contains("$758.24 is still due", page.Find("dialog").TextContent, StringComparison.Ordinal);
        await office.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());
    }

    [Fact]
    public async Task A_payment_by_hand_is_written_down_and_undone()
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office);

        await page.InvokeAsync(() => ButtonOf(page, "Record payment").Click());
        Assert.Equal("1083.20", page.Find("#money-amount").GetAttribute("value"));
        page.Find("#money-amount").Change("400");
        page.Find("#money-method").Change(PaymentMethods.Cash);
        await SubmitAsync(page);

        page.WaitForAssertion(
            () => Assert.Contains("$400.00 was written down", page.Find(".notice.good").TextContent, StringComparison.Ordinal),
            Soon
        );
        page.WaitForElement(".notice.good button:not([disabled])", Soon); // It rests until the act has ended.
        Assert.Empty(page.FindAll("dialog"));
        Assert.Contains("Paid by cash", page.Find("section[aria-labelledby=money]").TextContent, StringComparison.Ordinal);
        Assert.Contains("$683.20", page.Find(".totals").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find(".notice.good button").Click());

        page.WaitForAssertion(() => Assert.Equal("Open", page.Find(".page-head .chip").TextContent), Soon);
        Assert.Contains("undone by Priya Nair", page.Find("section[aria-labelledby=money]").TextContent, StringComparison.Ordinal);
        Assert.Contains("was undone", page.Find(".timeline").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1083.21", "$1,083.20 is the most that is still due.")]
    [InlineData("a lot", "Write an amount, such as 129.00.")]
    [InlineData("1.005", "USD has 2 decimals.")]
    public async Task What_cannot_be_paid_is_said_beside_the_amount_and_stays_typed(string typed, string said)
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office);
        await page.InvokeAsync(() => ButtonOf(page, "Record payment").Click());
        page.Find("#money-amount").Change(typed);
        page.Find("#money-note").Change("Cheque 1187");

        await SubmitAsync(page);

        page.WaitForAssertion(() => Assert.Equal(said, page.Find("#money-amount-error").TextContent), Soon);
        Assert.Equal("true", page.Find("#money-amount").GetAttribute("aria-invalid"));
        Assert.Equal((typed, "Cheque 1187"), (page.Find("#money-amount").GetAttribute("value"), page.Find("#money-note").GetAttribute("value")));
    }

    [Fact]
    public async Task The_figures_of_part_payments_and_refunds_stand_on_the_page()
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var workspaces = office.Services.GetRequiredService<WorkspaceDbFactory>();
        await Billing.PayAsync(workspaces, cast.Priya, 32_496);
        await Billing.PayAsync(workspaces, cast.Priya, 40_000);
        var page = Open(office);

        await page.InvokeAsync(() => ButtonsOf(page, "Refund")[^1].Click());
        Assert.Equal("400.00", page.Find("#money-amount").GetAttribute("value"));
        page.Find("#money-amount").Change("100.00");
        await SubmitAsync(page);

        page.WaitForAssertion(() => Assert.Equal("$458.24", page.FindAll(".totals .grand dd")[^1].TextContent), Soon);
        Assert.Equal("Partially refunded", page.Find(".page-head .chip").TextContent);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("dialog")), Soon); // The change may be heard before the act has ended.
        await page.InvokeAsync(() => ButtonsOf(page, "Refund")[^1].Click());
        page.Find("#money-amount").Change("350");
        await SubmitAsync(page);
        page.WaitForAssertion(() => Assert.Equal("$300.00 is the most left on that payment.", page.Find("#money-amount-error").TextContent), Soon);
    }

    [Fact]
    public async Task A_credit_needs_a_reason_lowers_what_is_due_and_is_taken_back()
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office);
        await page.InvokeAsync(() => ButtonOf(page, "Give credit").Click());
        page.Find("#money-amount").Change("83.20");
        await SubmitAsync(page);
        page.WaitForAssertion(
            () => Assert.Contains("what the credit is for", page.Find("#money-note-error").TextContent, StringComparison.Ordinal),
            Soon
        );

        page.Find("#money-note").Change("The visit was late");
        await SubmitAsync(page);
        page.WaitForAssertion(() => Assert.Equal("$1,000.00", page.FindAll(".totals .grand dd")[^1].TextContent), Soon);
        page.WaitForElement(".notice.good button:not([disabled])", Soon); // It rests until the act has ended.
        await page.InvokeAsync(() => page.Find(".notice.good button").Click());

        page.WaitForAssertion(() => Assert.Equal("$1,083.20", page.FindAll(".totals .grand dd")[^1].TextContent), Soon);
    }

    [Fact]
    public async Task Voiding_asks_why_and_a_void_invoice_offers_nothing_more()
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office);
        await page.InvokeAsync(() => ButtonOf(page, "Void").Click());
        await SubmitAsync(page);
        page.WaitForAssertion(() => Assert.Equal("Say in a few words why it is void.", page.Find("#void-error").TextContent), Soon);

        page.Find("#void-reason").Change("Written twice");
        await SubmitAsync(page);

        page.WaitForAssertion(() => Assert.Equal("Void", page.Find(".page-head .chip").TextContent), Soon);
        Assert.Contains("Written twice", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".page-head button"));
    }

    [Fact]
    public async Task Sending_says_to_whom_and_an_address_can_ask_for_it()
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        office.Services.GetRequiredService<NavigationManager>().NavigateTo($"office/invoices/{Billing.Number}?act=send");
        var page = Open(office);
        page.WaitForElement("dialog", Soon);
        Assert.Equal(
            ["Delgado Rentals books books@delgado-rentals.example", "Maria Delgado maria.delgado@example.com"],
            page.FindAll("dialog li").Select(l => l.TextContent)
        );

        await SubmitAsync(page);

        page.WaitForAssertion(
            () =>
            {
                Assert.Contains("on its way to the customer", page.Markup, StringComparison.Ordinal);
                Assert.Single(ButtonsOf(page, "Send again")); // Once the page has heard of its own act.
            },
            Soon
        );
    }

    [Fact]
    public async Task A_technician_reads_it_and_is_told_who_changes_it()
    {
        var cast = await data.ApprovedAsync();
        await Billing.PayAsync(data.Workspaces, cast.Priya, 32_496);
        await using var office = EstimateOffice.For(cast.Dana, data);

        var page = Open(office);

        Assert.Empty(page.FindAll("button"));
        Assert.Contains("An owner, admin or dispatcher changes them", page.Markup, StringComparison.Ordinal);
        var list = office.Render<InvoicesPage>();
        list.WaitForElement("tbody tr", Soon);
        Assert.Empty(list.FindAll("a[href='/office/invoices/new']"));
    }

    [Theory]
    [InlineData("overdue", "", 0)]
    [InlineData("partially-paid", "", 1)]
    [InlineData("all", "2044", 1)]
    [InlineData("all", "inv-2044", 1)]
    [InlineData("all", "2045", 0)]
    [InlineData("", "delgado", 1)]
    [InlineData("", "303 555 0142", 1)]
    [InlineData("", "JOB-1001", 1)]
    [InlineData("", "JOB-1002", 0)]
    [InlineData("paid", "delgado", 0)]
    [InlineData("nonsense", "", 1)]
    public async Task The_address_says_what_is_shown(string status, string find, int rows)
    {
        var cast = await data.ApprovedAsync();
        await Billing.PayAsync(data.Workspaces, cast.Priya, 32_496);
        await using var office = EstimateOffice.For(cast.Priya, data);
        office.Services.GetRequiredService<NavigationManager>().NavigateTo($"office/invoices?status={status}&find={Uri.EscapeDataString(find)}");

        var list = office.Render<InvoicesPage>();

        list.WaitForElement("[role=status]", Soon);
        Assert.Equal(rows, list.FindAll("tbody tr").Count);
        Assert.Equal(rows == 0, list.FindAll(".empty").Count == 1);
    }

    [Fact]
    public async Task What_is_longest_overdue_stands_first()
    {
        var cast = await data.ApprovedAsync();
        foreach (var due in new[] { new DateOnly(2027, 7, 30), new DateOnly(2027, 6, 9) })
        {
            await data.IssueAsync(cast, due);
        }

        var view = await new InvoicesQuery(data.Workspaces).RunAsync(cast.Priya, InvoiceFilter.Of(null, null), InvoicesQuery.Page, default);

        Assert.Equal(["INV-2046", "INV-2044", "INV-2045"], view.Rows.Select(r => r.Number));
        Assert.Equal((3, 3 * 108_320L), (view.ToBePaid.Count, view.ToBePaid.Amount.MinorUnits));
        Assert.Equal(0, view.Overdue.Count);
    }

    [Fact]
    public async Task Anothers_invoice_is_not_there()
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Spark.Owner, data);

        var page = office.Render<InvoicePage>(p => p.Add(i => i.Number, Billing.Number));

        page.WaitForAssertion(() => Assert.Contains("There is no invoice INV-2044", page.Markup, StringComparison.Ordinal), Soon);
    }

    private static IRenderedComponent<InvoicePage> Open(BunitContext office)
    {
        var page = office.Render<InvoicePage>(p => p.Add(i => i.Number, Billing.Number));
        page.WaitForElement(".page-head h1", Soon);
        return page;
    }

    /// <summary>As a person can: not while the button rests, because an act before it has not ended.</summary>
    private static async Task SubmitAsync(IRenderedComponent<InvoicePage> page)
    {
        page.WaitForElement("dialog button[type=submit]:not([disabled])", Soon);
        await page.InvokeAsync(() => page.Find("dialog form").Submit());
    }

    private static IElement ButtonOf(IRenderedComponent<InvoicePage> page, string name) => ButtonsOf(page, name).First();

    private static List<IElement> ButtonsOf(IRenderedComponent<InvoicePage> page, string name) =>
        [.. page.FindAll("button").Where(b => b.TextContent.StartsWith(name, StringComparison.Ordinal))];

    private static List<string> Cells(IRenderedComponent<InvoicesPage> list) =>
        [.. list.FindAll("tbody tr:first-child > *").Select(c => c.TextContent)];
}
