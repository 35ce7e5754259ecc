using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Data.Tests;

/// <summary>The scenarios' people stand as every other test takes them to stand.</summary>
public sealed class CastTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    [Fact]
    public async Task The_cast_stands_as_the_scenarios_say()
    {
        var cast = await data.GatherAsync();
        var again = await data.GatherAsync();

        var estimate = await data.ReadAsync(cast.Maria, db => db.Estimates.Include(e => e.Versions).SingleAsync());
        var job = await data.ReadAsync(cast.Owen, db => db.Jobs.SingleAsync());

        Assert.Equal(("EST-1001", EstimateState.Sent), (estimate.Number, estimate.State));
        Assert.Equal(81_226, estimate.Sent!.Content.TotalsWithoutOptions.Total.MinorUnits);
        Assert.Equal(108_320, estimate.Sent.Content.Totals(new HashSet<string> { Cast.SurgeProtector }).Total.MinorUnits);
        Assert.Equal(new DateTimeOffset(2027, 6, 23, 6, 0, 0, TimeSpan.Zero), estimate.Sent.ExpiresAt);
        Assert.Equal(("JOB-1001", JobStage.EstimateSent), (job.Number, job.Stage));
        Assert.NotEqual(cast.Summit.Slug, again.Summit.Slug);
        Assert.InRange(estimate.CreatedAt, Cast.Moment, Cast.Moment.AddMinutes(5));
        Assert.Empty(await new ChainVerification(data.Workspaces).RunAsync(cast.Summit.Id, CancellationToken.None));
        Assert.NotEmpty(data.Commits.All);
    }

    [Fact]
    public async Task An_approval_leaves_an_intact_history()
    {
        var cast = await data.GatherAsync();

        await data.ActAsync(cast.Maria, db => Cast.ApproveAsync(db, cast.Maria, cast.Summit.Estimate, Cast.SurgeProtector));

        Assert.Empty(await new ChainVerification(data.Workspaces).RunAsync(cast.Summit.Id, CancellationToken.None));
        Assert.Equal(JobStage.Approved, await data.ReadAsync(cast.Owen, db => db.Jobs.Select(j => j.Stage).SingleAsync()));
    }
}
