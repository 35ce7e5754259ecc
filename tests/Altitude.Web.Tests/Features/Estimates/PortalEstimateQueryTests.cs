using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Home;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Estimates;

public sealed class PortalEstimateQueryTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private PortalEstimateQuery Estimates => new(data.Workspaces);
    private PortalJobQuery Jobs => new(data.Workspaces);

    [Fact]
    public async Task A_customer_reads_their_own_estimate()
    {
        var cast = await data.GatherAsync();

        var found = await Estimates.RunAsync(cast.Luis.Actor, cast.Summit.EstimateNumber, version: null, default);

        Assert.Equal((EstimateState.Sent, 81_226L), (found?.State, found?.Content.TotalsWithoutOptions.Total.MinorUnits));
    }

    [Fact]
    public async Task Anothers_estimate_and_job_are_missing_like_those_that_do_not_exist()
    {
        var cast = await data.GatherAsync();
        var stranger = await StrangerAsync(cast);

        Assert.Null(await Estimates.RunAsync(stranger, cast.Summit.EstimateNumber, version: null, default));
        Assert.Null(await Estimates.RunAsync(stranger, cast.Summit.EstimateNumber, version: 1, default));
        Assert.Null(await Jobs.RunAsync(stranger, cast.Summit.JobNumber, cast.Summit.Zone, default));
        Assert.Null(await Estimates.RunAsync(cast.Maria.Actor, "EST-9999", version: null, default));
        Assert.Null(await Estimates.RunAsync(cast.Maria.Actor, cast.Summit.EstimateNumber, version: 2, default));
    }

    [Fact]
    public async Task What_is_being_written_is_not_there_for_the_customer()
    {
        var cast = await data.GatherAsync();
        var number = cast.Summit.EstimateNumber;
        var revision = await data.ReadAsync(cast.Owen, db => db.Estimates.Where(e => e.Number == number).Select(e => e.Revision).SingleAsync());
        await new SaveEstimateDraft(data.Workspaces).RunAsync(
            cast.Owen,
            number,
            revision,
            Cast.AcRepair(22_900),
            Data.RequestKey.New("test"),
            default
        );

        Assert.Null(await Estimates.RunAsync(cast.Maria.Actor, number, version: 2, default));
        var found = await Estimates.RunAsync(cast.Maria.Actor, number, version: null, default);
        Assert.Equal((1, 1, 81_226L), (found?.Version, found?.Versions.Count, found?.Content.TotalsWithoutOptions.Total.MinorUnits));
        await new MarkEstimateViewed(data.Workspaces).RunAsync(cast.Maria.Actor, number, version: 2, default);
        Assert.Equal(0L, await data.PeekAsync("select count(*) from tenant.estimate_views where estimate_id = $1", cast.Summit.Estimate.Value));
    }

    [Fact]
    public async Task A_contact_for_billing_reads_of_no_estimate_anywhere()
    {
        var cast = await data.GatherAsync();
        await data.ActAsync(cast.Maria, db => Cast.ApproveAsync(db, cast.Maria, cast.Summit.Estimate));
        var books = cast.Books.Actor;

        var job = await Jobs.RunAsync(books, cast.Summit.JobNumber, cast.Summit.Zone, default);
        var home = await new PortalHomeQuery(data.Workspaces).RunAsync(books, TimeZoneInfo.Utc, default);
        var activity = await new PortalActivityQuery(data.Workspaces).RunAsync(books, default);

        Assert.Null(await Estimates.RunAsync(books, cast.Summit.EstimateNumber, version: null, default));
        Assert.Null(await new PortalEstimatesQuery(data.Workspaces).RunAsync(books, default));
        Assert.Empty(job?.Estimates ?? throw new InvalidOperationException("The job is theirs."));
        Assert.Empty(home.Waiting);
        Assert.DoesNotContain(
            activity.Lines.Concat(job.Activity).Concat(home.Activity),
            l => l.Kind.StartsWith("estimate.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_contact_who_may_approve_reads_of_no_invoice()
    {
        var cast = await data.GatherAsync();

        Assert.Null(await new PortalInvoicesQuery(data.Workspaces).RunAsync(cast.Luis.Actor, cast.Summit.Zone, default));
        Assert.DoesNotContain("invoice.issued", CustomerActivity.KindsFor(ContactRights.Approve));
    }

    /// <summary>Signed in like Maria, but for another customer: what a wrong row in a session would mean.</summary>
    private static Task<Visitor> StrangerAsync(Cast cast) => Task.FromResult(cast.Maria.Actor with { CustomerId = Domain.Id<Customer>.New() });
}
