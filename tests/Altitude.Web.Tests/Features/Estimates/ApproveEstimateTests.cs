using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Estimates;

public sealed class ApproveEstimateTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly RequestOrigin Phone = RequestOrigin.Of("203.0.113.9", "Phone");

    private ApproveEstimate Approve => new(data.Workspaces);

    [Fact]
    public async Task An_approval_its_evidence_its_deposit_invoice_and_the_jobs_stage_are_one()
    {
        var cast = await data.GatherAsync();

        await Approve.RunAsync(cast.Maria.Actor, cast.Summit.EstimateNumber, await SeenAsync(cast, Cast.SurgeProtector), Key(), Phone, default);

        await data.ReadAsync(
            cast.Summit.Operator,
            async db =>
            {
                var estimate = await db.Estimates.SingleAsync(e => e.Id == cast.Summit.Estimate);
                var consent = await db.Consents.SingleAsync(c => c.EstimateId == estimate.Id);
                var invoice = await db.Invoices.SingleAsync(i => i.EstimateId == estimate.Id);
                var job = await db.Jobs.SingleAsync(j => j.Id == cast.Summit.Job);
                Assert.Equal(EstimateState.Approved, estimate.State);
                Assert.Equal(("Maria Delgado", 108_320L, 32_496L), (consent.TypedName, consent.Total.MinorUnits, consent.Deposit.MinorUnits));
                Assert.Equal(("203.0.113.9", "Phone"), (consent.IpAddress, consent.UserAgent));
                Assert.InRange(consent.GivenAt, Cast.Moment, db.Now);
                Assert.Contains("$1,083.20", consent.Wording, StringComparison.Ordinal);
                Assert.Equal(("INV-2044", 108_320L, 32_496L), (invoice.Number, invoice.Total.MinorUnits, invoice.Deposit.MinorUnits));
                Assert.Equal((new DateOnly(2027, 6, 8), new DateOnly(2027, 6, 22)), (invoice.IssuedOn, invoice.DueOn));
                Assert.Null(invoice.SentAt);
                Assert.Equal(JobStage.Approved, job.Stage);
                return true;
            }
        );
    }

    [Fact]
    public async Task What_was_done_stands_before_what_followed_from_it()
    {
        var cast = await data.GatherAsync();

        await Approve.RunAsync(cast.Maria.Actor, cast.Summit.EstimateNumber, await SeenAsync(cast), Key(), Phone, default);

        var kinds = await data.PeekAsync(
            "select string_agg(kind, ' ' order by seq) from tenant.activity where workspace_id = $1 and actor_id = $2",
            cast.Summit.Id.Value,
            cast.Maria.Actor.ContactId.Value
        );
        Assert.Equal("estimate.approved invoice.issued job.moved", kinds);
    }

    [Fact]
    public async Task A_total_that_differs_from_the_shown_one_is_refused_and_nothing_is_recorded()
    {
        var cast = await data.GatherAsync();
        var seen = await SeenAsync(cast);

        var refused = await RefusedAsync(cast.Maria.Actor, cast, seen with { Ticked = new HashSet<string> { Cast.SurgeProtector } });

        Assert.Equal(EstimateRules.TotalDiffers, refused.Rule);
        Assert.Contains("$1,083.20", refused.Message, StringComparison.Ordinal);
        await NothingIsRecordedAsync(cast);
    }

    [Fact]
    public async Task A_version_that_was_not_shown_is_refused()
    {
        var cast = await data.GatherAsync();
        var seen = await SeenAsync(cast);

        var refused = await RefusedAsync(cast.Maria.Actor, cast, seen with { Shown = new string('a', 64) });

        Assert.Equal(EstimateRules.Changed, refused.Rule);
        await NothingIsRecordedAsync(cast);
    }

    [Fact]
    public async Task Another_companys_customer_reaches_their_own_estimate_of_that_number_at_most()
    {
        var cast = await data.GatherAsync();
        var seen = await SeenAsync(cast);

        var refused = await RefusedAsync(cast.MariaAtSpark.Actor, cast, seen);

        Assert.Equal(EstimateRules.Changed, refused.Rule); // Theirs was never shown to her here.
        await NothingIsRecordedAsync(cast);
    }

    [Fact]
    public async Task Who_may_only_pay_finds_no_estimate()
    {
        var cast = await data.GatherAsync();

        var refused = await RefusedAsync(cast.Books.Actor, cast, await SeenAsync(cast));

        Assert.Equal(EstimateRules.Missing, refused.Rule);
    }

    [Fact]
    public async Task The_second_to_decide_is_told_who_was_first()
    {
        var cast = await data.GatherAsync();
        var seen = await SeenAsync(cast);
        await Approve.RunAsync(cast.Luis.Actor, cast.Summit.EstimateNumber, seen with { TypedName = "Luis Delgado" }, Key(), Phone, default);

        var refused = await RefusedAsync(cast.Maria.Actor, cast, seen);

        Assert.Equal(EstimateRules.NotOpen, refused.Rule);
        Assert.Contains("approved by Luis Delgado", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_press_sent_again_succeeds_again_and_does_nothing()
    {
        var cast = await data.GatherAsync();
        var (seen, key) = (await SeenAsync(cast), Key());

        await Approve.RunAsync(cast.Maria.Actor, cast.Summit.EstimateNumber, seen, key, Phone, default);
        await Approve.RunAsync(cast.Maria.Actor, cast.Summit.EstimateNumber, seen, key, Phone, default);

        Assert.Equal(1L, await data.PeekAsync("select count(*) from tenant.consents where estimate_id = $1", cast.Summit.Estimate.Value));
        Assert.Equal(1L, await data.PeekAsync("select count(*) from tenant.invoices where estimate_id = $1", cast.Summit.Estimate.Value));
    }

    [Fact]
    public async Task An_ended_session_approves_nothing()
    {
        var cast = await data.GatherAsync();
        var seen = await SeenAsync(cast);
        await data.TamperAsync("update tenant.portal_sessions set ended_at = altitude.now() where id = $1", cast.Maria.Actor.Session.Value);

        var refused = await RefusedAsync(cast.Maria.Actor, cast, seen);

        Assert.Equal(AccessRules.SessionEnded, refused.Rule);
        await NothingIsRecordedAsync(cast);
    }

    private async Task<Approval> SeenAsync(Cast cast, params string[] ticked)
    {
        var version = await data.ReadAsync(
            cast.Summit.Operator,
            db => db.EstimateVersions.SingleAsync(v => v.EstimateId == cast.Summit.Estimate && v.Number == 1)
        );
        var total = version.Content.Totals(ticked.ToHashSet()).Total.MinorUnits;
        return new Approval(version.DocumentHash.Hex, ticked.ToHashSet(), total, "Maria Delgado");
    }

    private async Task<RuleViolation> RefusedAsync(Visitor visitor, Cast cast, Approval approval) =>
        await Assert.ThrowsAsync<RuleViolation>(() => Approve.RunAsync(visitor, cast.Summit.EstimateNumber, approval, Key(), Phone, default));

    private async Task NothingIsRecordedAsync(Cast cast)
    {
        Assert.Equal(0L, await data.PeekAsync("select count(*) from tenant.consents where estimate_id = $1", cast.Summit.Estimate.Value));
        Assert.Equal("Sent", await data.PeekAsync("select state from tenant.estimates where id = $1", cast.Summit.Estimate.Value));
    }

    private static RequestKey Key() => RequestKey.New("approve");
}
