using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Estimates;

public sealed class SendEstimateTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    [Fact]
    public async Task A_draft_is_made_written_and_sent_with_its_end_queued_and_its_job_moved()
    {
        var cast = await data.GatherAsync();
        var job = await NewJobAsync(cast);

        var number = await new DraftEstimate(data.Workspaces).RunAsync(cast.Priya, job, Key(), default);
        var saved = await new SaveEstimateDraft(data.Workspaces).RunAsync(
            cast.Priya,
            number,
            await RevisionAsync(cast, number),
            Cast.AcRepair(),
            Key(),
            default
        );
        await new SendEstimate(data.Workspaces).RunAsync(cast.Priya, number, saved.Revision, Key(), default);

        var (state, total, expires, stage) = await data.ReadAsync(
            cast.Priya,
            async db =>
            {
                var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Number == number);
                var stage = await db.Jobs.Where(j => j.Number == job).Select(j => j.Stage).SingleAsync();
                return (estimate.State, estimate.Sent!.Content.TotalsWithoutOptions.Total.MinorUnits, estimate.Sent.ExpiresAt, stage);
            }
        );
        Assert.Equal((EstimateState.Sent, 81_226L, JobStage.EstimateSent), (state, total, stage));
        var due = await data.PeekAsync(
            "select o.due_at from platform.outbox o join tenant.estimates e on e.id = o.subject where o.kind = 'expire-estimate' and e.workspace_id = $1 and e.number = $2",
            cast.Summit.Id.Value,
            number
        );
        Assert.Equal(expires, new DateTimeOffset((DateTime)due!));
    }

    [Fact]
    public async Task Saving_over_what_somebody_else_wrote_is_refused()
    {
        var cast = await data.GatherAsync();
        var number = await new DraftEstimate(data.Workspaces).RunAsync(cast.Priya, await NewJobAsync(cast), Key(), default);
        var seen = await RevisionAsync(cast, number);
        await new SaveEstimateDraft(data.Workspaces).RunAsync(cast.Owen, number, seen, Cast.AcRepair(), Key(), default);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            new SaveEstimateDraft(data.Workspaces).RunAsync(cast.Priya, number, seen, Cast.AcRepair(22_900), Key(), default)
        );

        Assert.Equal(EstimateRules.Stale, refused.Rule);
    }

    [Fact]
    public async Task Nothing_is_sent_that_the_sender_has_not_seen()
    {
        var cast = await data.GatherAsync();
        var number = await new DraftEstimate(data.Workspaces).RunAsync(cast.Priya, await NewJobAsync(cast), Key(), default);
        var seen = await RevisionAsync(cast, number);
        await new SaveEstimateDraft(data.Workspaces).RunAsync(cast.Owen, number, seen, Cast.AcRepair(), Key(), default);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            new SendEstimate(data.Workspaces).RunAsync(cast.Priya, number, seen, Key(), default)
        );

        Assert.Equal(EstimateRules.Stale, refused.Rule);
    }

    [Fact]
    public async Task A_technician_neither_makes_nor_sends_nor_withdraws()
    {
        var cast = await data.GatherAsync();
        var number = cast.Summit.EstimateNumber;

        Func<Task>[] acts =
        [
            () => new DraftEstimate(data.Workspaces).RunAsync(cast.Dana, cast.Summit.JobNumber, Key(), default),
            () => new SaveEstimateDraft(data.Workspaces).RunAsync(cast.Dana, number, 1, Cast.AcRepair(), Key(), default),
            () => new SendEstimate(data.Workspaces).RunAsync(cast.Dana, number, 1, Key(), default),
            () => new WithdrawEstimate(data.Workspaces).RunAsync(cast.Dana, number, "", Key(), default),
        ];
        foreach (var act in acts)
        {
            Assert.Equal(StaffRoles.NotAllowed, (await Assert.ThrowsAsync<RuleViolation>(act)).Rule);
        }
    }

    [Fact]
    public async Task Editing_what_was_sent_begins_the_next_version_and_leaves_the_first()
    {
        var cast = await data.GatherAsync();
        var number = cast.Summit.EstimateNumber;

        var saved = await new SaveEstimateDraft(data.Workspaces).RunAsync(
            cast.Owen,
            number,
            await RevisionAsync(cast, number),
            Cast.AcRepair(22_900),
            Key(),
            default
        );
        await new SendEstimate(data.Workspaces).RunAsync(cast.Owen, number, saved.Revision, Key(), default);

        var view = await new EstimatePageQuery(data.Workspaces).RunAsync(cast.Owen, number, default);
        Assert.Equal([(2, 85_578L, false), (1, 81_226L, true)], view!.Versions.Select(v => (v.Number, v.Total.MinorUnits, v.IsSuperseded)));
        Assert.Equal(["luis.delgado@example.com", "maria.delgado@example.com"], view.Deciders.Select(d => d.Email));
    }

    [Fact]
    public async Task Withdrawing_moves_the_job_back_and_keeps_the_reason()
    {
        var cast = await data.GatherAsync();

        await new WithdrawEstimate(data.Workspaces).RunAsync(cast.Priya, cast.Summit.EstimateNumber, "Wrong part", Key(), default);

        var view = await new EstimatePageQuery(data.Workspaces).RunAsync(cast.Priya, cast.Summit.EstimateNumber, default);
        Assert.Equal((EstimateState.Withdrawn, "Wrong part", "Priya Nair"), (view!.State, view.Reason, view.AnsweredBy));
        var job = await new JobPageQuery(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, default);
        Assert.Equal(JobStage.Lead, job!.Stage);
    }

    [Fact]
    public async Task Another_workspaces_estimate_does_not_exist()
    {
        var cast = await data.GatherAsync();
        var number = await new DraftEstimate(data.Workspaces).RunAsync(cast.Priya, await NewJobAsync(cast), Key(), default);

        Assert.Null(await new EstimatePageQuery(data.Workspaces).RunAsync(cast.Spark.Owner, number, default));
        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            new SendEstimate(data.Workspaces).RunAsync(cast.Spark.Owner, number, 2, Key(), default)
        );
        Assert.Equal(EstimateRules.Missing, refused.Rule);
    }

    private Task<string> NewJobAsync(Cast cast) =>
        new OpenJob(data.Workspaces).RunAsync(
            cast.Priya,
            new NewJob(cast.Summit.Customer, "No heat upstairs", cast.Summit.Location, null),
            Key(),
            default
        );

    private async Task<int> RevisionAsync(Cast cast, string number) =>
        await data.ReadAsync(cast.Owen, db => db.Estimates.Where(e => e.Number == number).Select(e => e.Revision).SingleAsync());

    private static RequestKey Key() => RequestKey.New("test");
}
