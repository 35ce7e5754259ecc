using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Jobs;

namespace Altitude.Web.Tests.Features.Estimates;

public sealed class RecordApprovalTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    /// <summary>12:05 in Denver: when the cast's estimate was sent.</summary>
    private static readonly DateTime s_noon = new(2027, 6, 8, 12, 5, 0);

    [Fact]
    public async Task An_approval_by_phone_makes_invoice_and_stage_and_says_who_wrote_it_down()
    {
        var cast = await data.GatherAsync();

        await RecordAsync(cast, cast.Priya, await ApprovalAsync(cast, Cast.SurgeProtector));

        var view = await ViewAsync(cast);
        var consent = view.Consent!;
        Assert.Equal(
            (EstimateState.Approved, "Maria Delgado", ConsentKind.Phone, "Priya Nair", "She called at noon.", 108_320L, 32_496L),
            (view.State, view.AnsweredBy, consent.Kind, consent.RecordedBy, consent.Note, consent.Total.MinorUnits, consent.Deposit.MinorUnits)
        );
        Assert.Equal(("", "", ""), (consent.ContactName, consent.IpAddress, consent.Channel));
        var job = await new JobPageQuery(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, default);
        Assert.Equal(JobStage.Approved, job!.Stage);
        Assert.Equal(
            1L,
            await data.PeekAsync("select count(*) from tenant.invoices where workspace_id = $1 and total_minor_units = 108320", cast.Summit.Id.Value)
        );
        Assert.Contains(
            job.Timeline,
            note => (note.Who + note.Text).Contains("by phone, $1,083.20, recorded by Priya Nair", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Its_evidence_is_sealed_and_the_chain_knows_it()
    {
        var cast = await data.GatherAsync();
        await RecordAsync(cast, cast.Priya, await ApprovalAsync(cast));
        Assert.Empty(await new ChainVerification(data.Workspaces).RunAsync(cast.Summit.Id, default));

        await data.TamperAsync("update tenant.consents set kind = 'Paper' where workspace_id = $1", cast.Summit.Id.Value);

        var found = await new ChainVerification(data.Workspaces).RunAsync(cast.Summit.Id, default);
        Assert.Contains(found, finding => finding.StartsWith("consent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_customer_reads_that_the_company_wrote_it_down()
    {
        var cast = await data.GatherAsync();
        await RecordAsync(cast, cast.Priya, await ApprovalAsync(cast));

        var seen = await new PortalEstimateQuery(data.Workspaces).RunAsync(cast.Maria.Actor, cast.Summit.EstimateNumber, null, default);

        Assert.Equal((ConsentKind.Phone, "Priya Nair", null), (seen!.Consent!.Kind, seen.Consent.RecordedBy, seen.Consent.ContactId));
        Assert.Contains("accepted estimate EST-1001", seen.Consent.Wording, StringComparison.Ordinal);
        Assert.DoesNotContain("pressing", seen.Consent.Wording, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_refused_where_it_could_not_have_been_given()
    {
        var cast = await data.GatherAsync();
        var right = await ApprovalAsync(cast);

        (ApprovalToRecord Wrong, string Rule)[] refused =
        [
            (right with { GivenAt = s_noon.AddMinutes(-2) }, EstimateRules.WhenApproved),
            (right with { GivenAt = s_noon.AddMinutes(2) }, EstimateRules.WhenApproved),
            (right with { Kind = ConsentKind.Portal }, EstimateRules.HowApproved),
            (right with { TypedName = "7" }, EstimateRules.TypedName),
            (right with { ShownTotal = right.ShownTotal - 1 }, EstimateRules.TotalDiffers),
            (right with { Shown = new string('0', 64) }, EstimateRules.Changed),
            (right with { Note = new string('n', 2_001) }, EstimateRules.Texts),
        ];
        foreach (var (wrong, rule) in refused)
        {
            Assert.Equal(rule, (await Assert.ThrowsAsync<RuleViolation>(() => RecordAsync(cast, cast.Priya, wrong))).Rule);
        }

        Assert.Null((await ViewAsync(cast)).Consent);
    }

    [Fact]
    public async Task Who_may_not_price_may_not_record_and_nobody_records_twice()
    {
        var cast = await data.GatherAsync();
        var approval = await ApprovalAsync(cast);
        var dana = await Assert.ThrowsAsync<RuleViolation>(() => RecordAsync(cast, cast.Dana, approval));
        Assert.Equal(StaffRoles.NotAllowed, dana.Rule);
        var stranger = await Assert.ThrowsAsync<RuleViolation>(() =>
            new RecordApproval(data.Workspaces).RunAsync(cast.Spark.Owner, "EST-1002", approval, Key(), default)
        );
        Assert.Equal(EstimateRules.Missing, stranger.Rule);
        await RecordAsync(cast, cast.Priya, approval);

        var again = await Assert.ThrowsAsync<RuleViolation>(() => RecordAsync(cast, cast.Owen, approval));

        Assert.Equal(EstimateRules.NotOpen, again.Rule);
        Assert.Empty(await new OpenEstimatesQuery(data.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, default));
    }

    private Task RecordAsync(Cast cast, Staff staff, ApprovalToRecord approval) =>
        new RecordApproval(data.Workspaces).RunAsync(staff, cast.Summit.EstimateNumber, approval, Key(), default);

    private async Task<ApprovalToRecord> ApprovalAsync(Cast cast, params string[] ticked)
    {
        var sent = (await ViewAsync(cast)).Sent!; // The cast's estimate was sent.
        return new ApprovalToRecord(
            sent.DocumentHash.Hex,
            ticked.ToHashSet(),
            sent.Content.Totals(ticked.ToHashSet()).Total.MinorUnits,
            "Maria Delgado",
            ConsentKind.Phone,
            s_noon,
            "She called at noon."
        );
    }

    private async Task<EstimateView> ViewAsync(Cast cast) =>
        (await new EstimatePageQuery(data.Workspaces).RunAsync(cast.Priya, cast.Summit.EstimateNumber, default))!; // The cast's own.

    private static RequestKey Key() => RequestKey.New("test");
}
