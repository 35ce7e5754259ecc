using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;

namespace Altitude.Domain.Tests.Estimates;

public sealed class EstimateTests
{
    /// <summary>The end of 2027-06-15 in Denver.</summary>
    private static readonly DateTimeOffset Midnight = new(2027, 6, 16, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_sent_estimate_is_approved_with_a_typed_name()
    {
        var estimate = Summit.Sent();

        var consent = estimate.Approve(Summit.MariaAgrees(estimate));

        Assert.Equal(EstimateState.Approved, estimate.State);
        Assert.Equal("Maria Delgado", estimate.AnsweredBy);
        Assert.Equal(consent.GivenAt, estimate.AnsweredAt);
        var approved = Assert.IsType<EstimateAnswered>(estimate.TakeEvents()[^1]);
        Assert.Equal("estimate.approved", approved.Kind);
        Assert.Equal(consent.Id, approved.Consent);
        Assert.Equal(Summit.Dollars(812.26m), approved.Total);
    }

    [Fact]
    public void It_can_be_approved_until_the_last_moment_and_not_at_expiry()
    {
        Expiring().Approve(Midnight.AddTicks(-1));

        Assert.Equal(EstimateRules.Expired, Summit.RefusedBy(() => Expiring().Approve(Midnight)));
        Assert.Equal(EstimateRules.Expired, Summit.RefusedBy(() => Expiring().Approve(Midnight.AddMilliseconds(500))));
    }

    [Fact]
    public void A_decision_that_began_before_expiry_stands_after_the_sweep()
    {
        var (estimate, approve) = Expiring();
        estimate.NoteExpiry(Midnight.AddMilliseconds(100));

        approve(Midnight.AddMilliseconds(-100));

        Assert.Equal(EstimateState.Approved, estimate.StateAt(Midnight.AddDays(1)));
    }

    [Fact]
    public void An_expired_estimate_opens_again_when_it_is_extended()
    {
        var (estimate, _) = Expiring();
        var sent = estimate.Sent!.Content; // Sent by the builder.
        estimate.NoteExpiry(Midnight);

        estimate.Edit(sent with { ValidThrough = new DateOnly(2027, 6, 18) });
        Assert.Equal(EstimateState.Expired, estimate.StateAt(Midnight));
        estimate.Send(Summit.Denver, Midnight.AddMinutes(5));

        Assert.Equal(EstimateState.Sent, estimate.StateAt(Midnight.AddMinutes(5)));
        Assert.Null(estimate.ExpiryNotedAt);
        estimate.Approve(Summit.MariaAgrees(estimate, at: Midnight.AddMinutes(6)));
    }

    [Fact]
    public void The_sweep_notes_an_expiry_once()
    {
        var (estimate, _) = Expiring();

        Assert.False(estimate.NoteExpiry(Midnight.AddTicks(-1)));
        Assert.True(estimate.NoteExpiry(Midnight));
        Assert.False(estimate.NoteExpiry(Midnight.AddMinutes(1)));
        Assert.Equal("estimate.expired", estimate.TakeEvents()[^1].Kind);
        Assert.Equal(Midnight, estimate.ExpiryNotedAt);
    }

    [Fact]
    public void It_is_answered_only_once()
    {
        var estimate = Summit.Sent();
        var given = Summit.MariaAgrees(estimate);
        estimate.Decline("Luis Delgado", ContactRights.Approve, given.Shown, "Too dear", Summit.Tuesday);

        var refused = Assert.Throws<RuleViolation>(() => estimate.Approve(given));

        Assert.Equal(EstimateRules.NotOpen, refused.Rule);
        Assert.Contains("declined by Luis Delgado", refused.Message, StringComparison.Ordinal);
        Assert.Equal(EstimateState.Declined, estimate.State);
        Assert.Equal("Too dear", estimate.Reason);
    }

    [Fact]
    public void A_price_that_changed_after_sending_must_be_seen_first()
    {
        var estimate = Summit.Sent();
        var before = Summit.MariaAgrees(estimate);
        estimate.Edit(Summit.AcRepairContent(capacitor: 229));
        estimate.Send(Summit.Denver, Summit.Tuesday.AddMinutes(10));

        Assert.Equal(EstimateRules.Changed, Summit.RefusedBy(() => estimate.Approve(before)));
        Assert.Equal(EstimateRules.Changed, Summit.RefusedBy(() => estimate.Decline("Maria", ContactRights.Full, before.Shown, "", Summit.Tuesday)));

        var consent = estimate.Approve(Summit.MariaAgrees(estimate));
        Assert.Equal(Summit.Dollars(855.78m), consent.Total);
        Assert.Equal(2, consent.Version);
    }

    [Fact]
    public void While_staff_write_the_next_version_the_sent_one_can_still_be_approved()
    {
        var estimate = Summit.Sent();
        estimate.Edit(Summit.AcRepairContent(capacitor: 229));

        var consent = estimate.Approve(Summit.MariaAgrees(estimate));

        Assert.Equal(1, consent.Version);
        Assert.Null(estimate.Draft);
    }

    [Fact]
    public void Saving_what_was_sent_unchanged_begins_no_version()
    {
        var estimate = Summit.Sent();
        var revision = estimate.Revision;

        estimate.Edit(Summit.AcRepairContent());

        Assert.Null(estimate.Draft);
        Assert.Equal(revision, estimate.Revision);
        Assert.Equal(EstimateRules.NothingToSend, Summit.RefusedBy(() => estimate.Send(Summit.Denver, Summit.Tuesday)));
    }

    [Fact]
    public void A_total_other_than_the_one_shown_is_refused_in_words()
    {
        var estimate = Summit.Sent();
        var given = Summit.MariaAgrees(estimate) with { Ticked = Summit.WithSurgeProtector };

        var refused = Assert.Throws<RuleViolation>(() => estimate.Approve(given));

        Assert.Equal(EstimateRules.TotalDiffers, refused.Rule);
        Assert.Contains("$1,083.20", refused.Message, StringComparison.Ordinal);
        Assert.Equal(EstimateState.Sent, estimate.State);
    }

    [Fact]
    public void Who_may_only_see_invoices_decides_nothing()
    {
        var estimate = Summit.Sent();
        var given = Summit.MariaAgrees(estimate) with { Rights = ContactRights.BillingOnly };

        Assert.Equal(EstimateRules.NotTheirs, Summit.RefusedBy(() => estimate.Approve(given)));
        Assert.Equal(
            EstimateRules.NotTheirs,
            Summit.RefusedBy(() => estimate.Decline("Books", ContactRights.BillingOnly, given.Shown, "", Summit.Tuesday))
        );
    }

    [Fact]
    public void A_draft_is_neither_decided_nor_withdrawn()
    {
        var estimate = Summit.Drafted();
        var given = Summit.MariaAgrees(Summit.Sent());

        Assert.Equal(EstimateRules.NotOpen, Summit.RefusedBy(() => estimate.Approve(given)));
        Assert.Equal(EstimateRules.NotOpen, Summit.RefusedBy(() => estimate.Approve(given with { Shown = new DocumentHash("") })));
        Assert.Equal(EstimateRules.NotOpen, Summit.RefusedBy(() => estimate.Withdraw("Owen Hart", "", Summit.Tuesday)));
    }

    [Fact]
    public void A_draft_is_not_the_customers_to_see()
    {
        var drafted = Assert.Single(Summit.Drafted().TakeEvents());

        Assert.Equal("estimate.drafted", drafted.Kind);
        Assert.Null(drafted.Customer);
    }

    [Fact]
    public void Nothing_but_options_is_nothing_to_send()
    {
        var estimate = Summit.Drafted(Summit.AcRepairContent() with { Lines = [Summit.Line("extra", 1, 1, taxed: true, optional: true)] });

        Assert.Equal(EstimateRules.Empty, Summit.RefusedBy(() => estimate.Send(Summit.Denver, Summit.Tuesday)));
    }

    [Fact]
    public void It_is_not_sent_after_its_last_day()
    {
        var estimate = Summit.Drafted(Summit.AcRepairContent() with { ValidThrough = new DateOnly(2027, 6, 15) });

        Assert.Equal(EstimateRules.ValidThrough, Summit.RefusedBy(() => estimate.Send(Summit.Denver, Midnight)));
        estimate.Send(Summit.Denver, Midnight.AddTicks(-1));
        Assert.Equal(Midnight, estimate.Sent?.ExpiresAt);
    }

    [Fact]
    public void What_staff_take_back_is_over()
    {
        var estimate = Summit.Sent();
        estimate.Withdraw("Owen Hart", " Wrong address ", Summit.Tuesday);

        Assert.Equal(EstimateState.Withdrawn, estimate.State);
        Assert.Equal("Wrong address", estimate.Reason);
        Assert.Equal(EstimateRules.NotOpen, Summit.RefusedBy(() => estimate.Approve(Summit.MariaAgrees(estimate))));
        Assert.Equal(EstimateRules.NotOpen, Summit.RefusedBy(() => estimate.Edit(Summit.AcRepairContent())));
        Assert.Equal(EstimateRules.NotOpen, Summit.RefusedBy(() => estimate.Send(Summit.Denver, Summit.Tuesday)));
        Assert.Equal(EstimateRules.NotOpen, Summit.RefusedBy(() => estimate.Withdraw("Owen Hart", "", Summit.Tuesday)));
    }

    [Fact]
    public void A_reason_is_not_a_novel()
    {
        var estimate = Summit.Sent();
        var shown = Summit.MariaAgrees(estimate).Shown;

        Assert.Equal(
            EstimateRules.Texts,
            Summit.RefusedBy(() => estimate.Decline("Maria", ContactRights.Full, shown, new string('x', 2_001), Summit.Tuesday))
        );
        Assert.Equal(EstimateRules.Texts, Summit.RefusedBy(() => estimate.Withdraw("Owen Hart", new string('x', 2_001), Summit.Tuesday)));
        Assert.Equal(EstimateState.Sent, estimate.State);
    }

    [Fact]
    public void Events_name_customer_and_job()
    {
        var estimate = Summit.Sent();

        var sent = estimate.TakeEvents()[^1];

        Assert.Equal("estimate.sent", sent.Kind);
        Assert.Equal(estimate.Id.Value, sent.Subject);
        Assert.Equal(estimate.CustomerId.Value, sent.Customer);
        Assert.Equal(estimate.JobId.Value, sent.Job);
        Assert.Equal("81226", sent.Details["amount"]);
        Assert.Empty(estimate.TakeEvents());
    }

    /// <summary>EST-1002 of S2, valid through 2027-06-15, and Maria's approval of it at a given moment.</summary>
    private static (Estimate Estimate, Action<DateTimeOffset> Approve) Expiring()
    {
        var estimate = Summit.Sent(Summit.AcRepairContent() with { ValidThrough = new DateOnly(2027, 6, 15) });
        return (estimate, at => estimate.Approve(Summit.MariaAgrees(estimate, at: at)));
    }
}
