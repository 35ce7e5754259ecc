using Altitude.Domain;
using Altitude.Testing;
using Altitude.Web.Features.Home;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Jobs;

namespace Altitude.Web.Tests.Features.Invoices;

/// <summary>What needs a customer now: the deposit at once, the balance when it was asked for, and nothing in between.</summary>
public sealed class PortalDueTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task The_deposit_is_due_at_once_the_balance_when_it_was_sent_and_nothing_when_it_is_paid()
    {
        var cast = await app.ApprovedAsync();
        Assert.Equal(("INV-2044", 32_496L, true, false), Of(Assert.Single(await DueAsync(cast))));

        await Billing.PayAsync(app.Workspaces, cast.Priya, 32_496);
        Assert.Empty(await DueAsync(cast));

        await new SendInvoice(app.Workspaces).RunAsync(cast.Priya, Billing.Number, Billing.Key(), default);
        Assert.Equal(("INV-2044", 75_824L, false, false), Of(Assert.Single(await DueAsync(cast))));
        await Billing.PayAsync(app.Workspaces, cast.Priya, 75_824);
        Assert.Empty(await DueAsync(cast));
    }

    [Fact]
    public async Task Front_page_and_job_lead_to_the_invoice_of_whoever_sees_invoices()
    {
        var cast = await app.ApprovedAsync();
        using var maria = app.VisitAs(cast.Maria);
        using var books = app.VisitAs(cast.Books);
        using var luis = app.VisitAs(cast.Luis);

        foreach (var path in new[] { $"/portal/{cast.Summit.Slug}", $"/portal/{cast.Summit.Slug}/jobs/{cast.Summit.JobNumber}" })
        {
            foreach (var visitor in new[] { maria, books })
            {
                var page = await visitor.GetAsync(path);
                Assert.Equal("The deposit of INV-2044 is due", page.Document.QuerySelector(".need h2")?.TextContent);
                Assert.Equal($"/portal/{cast.Summit.Slug}/invoices/INV-2044", page.Document.QuerySelector(".need a.button")?.GetAttribute("href"));
            }

            Assert.DoesNotContain("INV-2044", (await luis.GetAsync(path)).Document.QuerySelector("main")?.TextContent, StringComparison.Ordinal);
        }
    }

    private async Task<IReadOnlyList<DueInvoice>> DueAsync(Cast cast)
    {
        var home = await new PortalHomeQuery(app.Workspaces).RunAsync(cast.Maria.Actor, cast.Summit.Zone, default);
        var job = await new PortalJobQuery(app.Workspaces).RunAsync(cast.Maria.Actor, cast.Summit.JobNumber, cast.Summit.Zone, default);
        Assert.Equal(home.Due.Select(d => (Money?)d.Amount), new[] { job!.Due?.Asked }.Where(a => a is not null)); // Their own job; both pages say the same.
        return home.Due;
    }

    private static (string, long, bool, bool) Of(DueInvoice due) => (due.Number, due.Amount.MinorUnits, due.IsDeposit, due.IsOverdue);
}
