using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Invoices.Office;
using Altitude.Web.Live;
using Altitude.Web.Tests.Features.Estimates.Office;
using Altitude.Web.Tests.Stripe;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.Invoices.Office;

/// <summary>Writing an invoice: begun from an estimate, a job or a customer, reckoned as one types, safe from a second writer, issued with a number.</summary>
public sealed class InvoiceEditorTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly TimeSpan Soon = EstimateOffice.Soon;

    [Fact]
    public async Task The_totals_follow_what_is_typed_and_it_is_saved_and_issued()
    {
        var cast = await data.GatherAsync();
        var draft = await Billing.DraftAsync(data.Workspaces, cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var feed = office.Services.GetRequiredService<LiveFeed>();
        var page = Open(office, draft);
        Assert.Equal(1, feed.CountSubscribers());

        await page.InvokeAsync(() => page.Find("td.item input").Input("Capacitor 45/5 uF"));
        await page.InvokeAsync(() => page.Find("td[data-label=Price] input").Input("189.00"));
        Assert.Equal("$205.65", page.Find(".totals .grand dd").TextContent); // 189.00 and 8.81 %.
        page.WaitForAssertion(() => Assert.StartsWith("Saved", page.Find(".saved").TextContent, StringComparison.Ordinal), Soon);
        await page.InvokeAsync(() => page.FindAll("button").First(b => b.TextContent.StartsWith("Issue invoice", StringComparison.Ordinal)).Click());
        page.WaitForElement("dialog", Soon);
        await page.InvokeAsync(() => page.FindAll("dialog button").Single(b => b.TextContent == "Issue without sending").Click());

        page.WaitForAssertion(
            () => Assert.EndsWith("/office/invoices/INV-2044", office.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal),
            Soon
        );
        var view = await new InvoicePageQuery(data.Workspaces).RunAsync(cast.Priya, "INV-2044", default);
        Assert.Equal((20_565L, null), (view!.Sums.Total.MinorUnits, view.SentAt)); // It was just issued.
        await office.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());
    }

    [Fact]
    public async Task Nothing_to_bill_and_a_day_that_is_over_are_said_before_it_is_issued()
    {
        var cast = await data.GatherAsync();
        var draft = await Billing.DraftAsync(data.Workspaces, cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, draft);

        await page.InvokeAsync(page.FindComponent<InvoiceEditor>().Instance.AskToSendAsync);
        page.WaitForAssertion(() => Assert.Contains("Add at least one line before issuing it", page.Markup, StringComparison.Ordinal), Soon);
        Assert.Empty(page.FindAll("dialog"));

        await page.InvokeAsync(() => page.Find("td.item input").Input("Labour"));
        await page.InvokeAsync(() => page.Find("td[data-label=Price] input").Input("145"));
        await page.InvokeAsync(() => page.Find("#valid").Input("2027-06-01"));
        await page.InvokeAsync(page.FindComponent<InvoiceEditor>().Instance.AskToSendAsync);
        page.WaitForAssertion(() => Assert.Contains("The due day is over", page.Find("[role=alert]").TextContent, StringComparison.Ordinal), Soon);
        Assert.Empty(page.FindAll("dialog"));
    }

    [Fact]
    public async Task The_second_to_save_is_told_who_was_first_and_chooses()
    {
        var cast = await data.GatherAsync();
        var draft = await WrittenAsync(cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, draft);
        await SaveAsync(cast, draft, 22_900);

        await page.InvokeAsync(() => page.Find("#line-capacitor-price").Input("199.00"));

        page.WaitForAssertion(() => Assert.Contains("changed this while you were writing", page.Markup, StringComparison.Ordinal), Soon);
        Assert.Equal("199.00", page.Find("#line-capacitor-price").GetAttribute("value"));
        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent == "Take all of theirs").Click());
        page.WaitForAssertion(() => Assert.Equal("229.00", page.Find("#line-capacitor-price").GetAttribute("value")), Soon);
    }

    [Fact]
    public async Task Whoever_writes_is_seen_and_what_they_save_comes_in()
    {
        var cast = await data.GatherAsync();
        var draft = await WrittenAsync(cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, draft);

        using var owen = office.Services.GetRequiredService<EstimateEditors>().Sit(cast.Owen, draft);
        page.WaitForAssertion(() => Assert.Equal("Owen is editing", page.Find(".editing").TextContent), Soon);
        await SaveAsync(cast, draft, 22_900);
        owen.Saved();

        page.WaitForAssertion(() => Assert.Equal("229.00", page.Find("#line-capacitor-price").GetAttribute("value")), Soon);
        Assert.Equal("Owen Hart changed this just now", page.Find(".saved").TextContent);
    }

    [Fact]
    public async Task What_a_colleague_issues_meanwhile_stops_the_writer_and_keeps_what_was_typed()
    {
        var cast = await data.GatherAsync();
        var draft = await WrittenAsync(cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, draft);
        await page.InvokeAsync(() => page.Find("#notes").Input("Replaced the capacitor, and"));
        page.WaitForAssertion(() => Assert.StartsWith("Saved", page.Find(".saved").TextContent, StringComparison.Ordinal), Soon);
        await page.InvokeAsync(() => page.Find("#line-capacitor-price").Input("199.x"));

        await new IssueInvoice(office.Services.GetRequiredService<WorkspaceDbFactory>()).RunAsync(
            cast.Owen,
            new Id<InvoiceDraft>(draft),
            await RevisionAsync(cast, draft),
            send: false,
            Billing.Key(),
            default
        );

        page.WaitForAssertion(
            () => Assert.Contains("It was issued as INV-2044 meanwhile", page.Find("[role=alert]").TextContent, StringComparison.Ordinal),
            Soon
        );
        Assert.Equal("199.x", page.Find("#line-capacitor-price").GetAttribute("value"));
    }

    [Fact]
    public async Task A_draft_that_is_discarded_leaves_no_number_behind()
    {
        var cast = await data.GatherAsync();
        var draft = await WrittenAsync(cast);
        await using var office = EstimateOffice.For(cast.Priya, data);
        var page = Open(office, draft);

        await page.InvokeAsync(() => page.FindAll("button").First(b => b.TextContent == "Discard").Click());
        await page.InvokeAsync(() => page.Find("dialog form").Submit());

        page.WaitForAssertion(
            () =>
                Assert.EndsWith(
                    "/office/invoices?status=draft",
                    office.Services.GetRequiredService<NavigationManager>().Uri,
                    StringComparison.Ordinal
                ),
            Soon
        );
        var drafts = await new InvoicesQuery(data.Workspaces).RunAsync(cast.Priya, InvoiceFilter.Of("draft", null), 10, default);
        Assert.Empty(drafts.Rows);
        var again = office.Render<InvoiceDraftPage>(p => p.Add(d => d.Draft, draft));
        again.WaitForAssertion(() => Assert.Contains("This draft was discarded", again.Markup, StringComparison.Ordinal), Soon);
    }

    [Fact]
    public async Task A_new_one_is_made_by_a_press_of_what_an_estimate_leaves_to_bill()
    {
        var cast = await data.ApprovedAsync();
        await new VoidInvoice(data.Workspaces, NoPages.Of(data.Workspaces)).RunAsync(
            cast.Priya,
            Billing.Number,
            "Written twice",
            Billing.Key(),
            default
        );
        await using var office = EstimateOffice.For(cast.Priya, data);
        var navigation = office.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo($"office/invoices/new?estimate={cast.Summit.EstimateNumber}");
        var page = office.Render<NewInvoicePage>();
        page.WaitForAssertion(() => Assert.Contains("the lines of EST-1001 that no invoice bills yet", page.Markup, StringComparison.Ordinal), Soon);

        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent == "Make the invoice").Click());

        page.WaitForAssertion(() => Assert.Contains("/office/invoices/drafts/", navigation.Uri, StringComparison.Ordinal), Soon);
        var draft = await new InvoiceDraftQuery(data.Workspaces).RunAsync(
            cast.Priya,
            new Id<InvoiceDraft>(Guid.Parse(navigation.Uri.Split('/')[^1])),
            default
        );
        Assert.Equal(108_320, draft!.Content.Totals.Total.MinorUnits); // It was just made.
    }

    [Fact]
    public async Task A_customer_is_found_and_billed_alone()
    {
        var cast = await data.GatherAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        office.Services.GetRequiredService<NavigationManager>().NavigateTo("office/invoices/new");
        var page = office.Render<NewInvoicePage>();
        page.WaitForElement("#customer", Soon);

        await page.InvokeAsync(() => page.Find("#customer").Input("delg"));

        page.WaitForAssertion(() => Assert.Equal("Delgado household", page.Find("[data-row]").TextContent), Soon);
        Assert.Equal($"/office/invoices/new?customer={cast.Summit.Customer}", page.Find("[data-row]").GetAttribute("href"));
    }

    [Fact]
    public async Task From_the_board_one_comes_to_the_invoice_that_waits_to_be_sent()
    {
        var cast = await data.ApprovedAsync();
        await using var office = EstimateOffice.For(cast.Priya, data);
        var navigation = office.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo($"office/invoices/new?job={cast.Summit.JobNumber}&go=1");

        var page = office.Render<NewInvoicePage>();

        page.WaitForAssertion(() => Assert.EndsWith("/office/invoices/INV-2044?act=send", navigation.Uri, StringComparison.Ordinal), Soon);
    }

    private static IRenderedComponent<InvoiceDraftPage> Open(BunitContext office, Guid draft)
    {
        var page = office.Render<InvoiceDraftPage>(p => p.Add(d => d.Draft, draft));
        page.WaitForElement(".editor-lines", Soon);
        return page;
    }

    private async Task<Guid> WrittenAsync(Cast cast)
    {
        var draft = await Billing.DraftAsync(data.Workspaces, cast);
        await SaveAsync(cast, draft, 18_900);
        return draft;
    }

    private async Task SaveAsync(Cast cast, Guid draft, long capacitor) =>
        await new SaveInvoiceDraft(data.Workspaces).RunAsync(
            cast.Owen,
            new Id<InvoiceDraft>(draft),
            await RevisionAsync(cast, draft),
            InvoiceContent.Of(Cast.AcRepair(capacitor)),
            new DateOnly(2027, 6, 22),
            Billing.Key(),
            default
        );

    private Task<int> RevisionAsync(Cast cast, Guid draft) =>
        data.ReadAsync(
            cast.Summit.Operator,
            db => db.InvoiceDrafts.Where(d => d.Id == new Id<InvoiceDraft>(draft)).Select(d => d.Revision).SingleAsync()
        );
}
