using System.Text.Json;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Estimates;

/// <summary>What may happen around an answer: more time, words, packages, and second thoughts.</summary>
public sealed class EstimateAnswersTests
{
    /// <summary>The end of 2027-06-15 in Denver.</summary>
    private static readonly DateTimeOffset Midnight = new(2027, 6, 16, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Friday = new(2027, 6, 18);

    [Fact]
    public void What_expired_opens_again_until_a_later_day_and_what_was_sent_stays()
    {
        var estimate = Expiring();
        estimate.NoteExpiry(Midnight);
        var sealedFirst = estimate.Versions[0].Document;

        estimate.Extend(Friday, Summit.Denver, Midnight.AddHours(3));

        Assert.Equal(EstimateState.Sent, estimate.StateAt(Midnight.AddHours(3)));
        Assert.Equal(new DateTimeOffset(2027, 6, 19, 6, 0, 0, TimeSpan.Zero), estimate.Sent?.ExpiresAt);
        Assert.Equal((2, sealedFirst), (estimate.SentVersion, estimate.Versions[0].Document));
        Assert.True(estimate.Versions[0].Content.SameAs(estimate.Sent!.Content with { ValidThrough = new DateOnly(2027, 6, 15) }));
        var happened = Assert.IsType<EstimateExtended>(estimate.TakeEvents()[^1]);
        Assert.Equal(
            ("estimate.extended", "2027-06-18", estimate.Sent.DocumentHash.Hex),
            (happened.Kind, happened.Details["through"], happened.Evidence)
        );
        Assert.Equal(2, estimate.Approve(Summit.MariaAgrees(estimate, at: Midnight.AddHours(4))).Version);
    }

    [Fact]
    public void An_approval_of_what_was_shown_before_the_extension_is_refused()
    {
        var estimate = Expiring();
        var before = Summit.MariaAgrees(estimate);

        estimate.Extend(Friday, Summit.Denver, Summit.Tuesday);

        Assert.Equal(EstimateRules.Changed, Summit.RefusedBy(() => estimate.Approve(before)));
    }

    [Fact]
    public void A_draft_moves_behind_an_extension_and_is_not_lost()
    {
        var estimate = Expiring();
        estimate.Edit(Summit.AcRepairContent(capacitor: 229) with { ValidThrough = new DateOnly(2027, 6, 15) });

        estimate.Extend(Friday, Summit.Denver, Summit.Tuesday);

        Assert.Equal((2, 3), (estimate.SentVersion, estimate.DraftVersion));
        Assert.Equal(18_900, estimate.Sent!.Content.Lines[1].UnitPrice);
        Assert.Equal((22_900, Friday), (estimate.Draft!.Content.Lines[1].UnitPrice, estimate.Draft.Content.ValidThrough));
        estimate.Send(Summit.Denver, Summit.Tuesday);
        Assert.Equal(3, estimate.SentVersion);
    }

    [Fact]
    public void Only_what_is_before_the_customer_is_extended_and_only_to_a_later_day()
    {
        var estimate = Expiring();

        Assert.Equal(EstimateRules.ValidThrough, Summit.RefusedBy(() => estimate.Extend(new DateOnly(2027, 6, 15), Summit.Denver, Summit.Tuesday)));
        Assert.Equal(
            EstimateRules.ValidThrough,
            Summit.RefusedBy(() => estimate.Extend(new DateOnly(2027, 6, 16), Summit.Denver, Midnight.AddDays(2)))
        );
        Assert.Equal(EstimateRules.NotOpen, Summit.RefusedBy(() => Summit.Drafted().Extend(Friday, Summit.Denver, Summit.Tuesday)));
        estimate.Approve(Summit.MariaAgrees(estimate));
        Assert.Equal(EstimateRules.NotOpen, Summit.RefusedBy(() => estimate.Extend(Friday, Summit.Denver, Summit.Tuesday)));
    }

    [Fact]
    public void Words_about_an_estimate_change_nothing_of_it()
    {
        var estimate = Summit.Sent();
        estimate.TakeEvents();
        var revision = estimate.Revision;

        var remark = estimate.RequestChanges(
            Id<EstimateRemark>.New(),
            Id<Contact>.New(),
            "Maria Delgado",
            ContactRights.Full,
            "  No capacitor  ",
            Summit.Tuesday
        );

        Assert.Equal(("No capacitor", 1, RemarkKind.ChangesRequested), (remark.Text, remark.Version, remark.Kind));
        Assert.Equal((EstimateState.Sent, EstimateWish.Changes, revision), (estimate.State, estimate.Wish, estimate.Revision)); // Whoever writes a version has missed nothing.
        Assert.Empty(estimate.TakeEvents());
        var happened = Assert.Single(remark.TakeEvents());
        Assert.Equal(("estimate.changes-requested", estimate.Id.Value, estimate.JobId.Value), (happened.Kind, happened.Subject, happened.Job));
        estimate.Approve(Summit.MariaAgrees(estimate));
        Assert.Null(estimate.Wish);
    }

    [Fact]
    public void A_wish_is_over_when_staff_answer_send_or_extend()
    {
        Action<Estimate>[] answers =
        [
            e => e.Reply(Id<EstimateRemark>.New(), Id<StaffMember>.New(), "Owen Hart", "We can do that.", Summit.Tuesday),
            e =>
            {
                e.Edit(Summit.AcRepairContent(capacitor: 149));
                e.Send(Summit.Denver, Summit.Tuesday);
            },
            e => e.Extend(new DateOnly(2027, 7, 1), Summit.Denver, Summit.Tuesday),
        ];
        foreach (var answer in answers)
        {
            var estimate = Summit.Sent();
            estimate.RequestChanges(Id<EstimateRemark>.New(), Id<Contact>.New(), "Maria", ContactRights.Full, "Cheaper?", Summit.Tuesday);

            answer(estimate);

            Assert.Null(estimate.Wish);
        }
    }

    [Fact]
    public void A_new_price_is_asked_for_after_expiry_and_once()
    {
        var estimate = Expiring();

        Assert.Equal(EstimateRules.NotExpired, Summit.RefusedBy(() => Ask(estimate, Midnight.AddTicks(-1))));
        Assert.Equal(RemarkKind.NewPriceAsked, Ask(estimate, Midnight).Kind);
        Assert.Equal(EstimateWish.NewPrice, estimate.Wish);
        Assert.Equal(EstimateRules.Asked, Summit.RefusedBy(() => Ask(estimate, Midnight.AddMinutes(1))));
        Assert.Equal(
            EstimateRules.Expired,
            Summit.RefusedBy(() =>
                estimate.RequestChanges(Id<EstimateRemark>.New(), Id<Contact>.New(), "Maria", ContactRights.Full, "Cheaper?", Midnight)
            )
        );
    }

    [Fact]
    public void Words_are_neither_empty_nor_a_novel_nor_anybodys()
    {
        var estimate = Summit.Sent();
        var say = (string text, ContactRights rights) =>
            estimate.RequestChanges(Id<EstimateRemark>.New(), Id<Contact>.New(), "Maria", rights, text, Summit.Tuesday);

        Assert.Equal(EstimateRules.Texts, Summit.RefusedBy(() => say("  ", ContactRights.Full)));
        Assert.Equal(EstimateRules.Texts, Summit.RefusedBy(() => say(new string('x', 2_001), ContactRights.Full)));
        Assert.Equal(EstimateRules.NotTheirs, Summit.RefusedBy(() => say("Cheaper?", ContactRights.BillingOnly)));
        Assert.Null(estimate.Wish);
        Assert.Equal(
            EstimateRules.NotOpen,
            Summit.RefusedBy(() => Summit.Drafted().Reply(Id<EstimateRemark>.New(), Id<StaffMember>.New(), "Owen", "Hello", Summit.Tuesday))
        );
    }

    [Fact]
    public void What_was_said_before_the_end_is_recorded_after_it_and_nothing_that_was_said_later()
    {
        var estimate = Expiring();
        var record = (DateTimeOffset given) =>
            estimate.RecordApproval(
                Id<Consent>.New(),
                new ConsentRecorded(
                    estimate.Sent!.DocumentHash,
                    EstimateContent.NoTicks,
                    81_226,
                    "Maria Delgado",
                    ConsentKind.Phone,
                    given,
                    "",
                    Id<StaffMember>.New(),
                    "Priya Nair",
                    Midnight.AddDays(1)
                ),
                "Summit Air Heating & Cooling",
                Summit.Format
            );

        Assert.Equal(EstimateRules.Expired, Summit.RefusedBy(() => record(Midnight)));
        Assert.Equal(Midnight.AddMinutes(-1), record(Midnight.AddMinutes(-1)).GivenAt);
        Assert.Equal((EstimateState.Approved, Midnight.AddMinutes(-1)), (estimate.State, estimate.AnsweredAt));
    }

    [Fact]
    public void An_approval_is_taken_back_within_ten_minutes_and_stays_on_record()
    {
        var (estimate, given) = (Summit.Sent(), Summit.MariaAgrees(Summit.Sent()));
        given = given with { Shown = estimate.Sent!.DocumentHash };
        var consent = estimate.Approve(given);
        var until = Estimate.TakeBackUntil(estimate.State, estimate.AnsweredByContact, estimate.AnsweredAt);

        var withdrawal = estimate.TakeBack(Summit.TakenBackBy(given.Contact, given.At.AddMinutes(9)), consent, AnswerFollowed.Nothing);

        Assert.Equal(given.At.AddMinutes(10), until);
        Assert.Equal((consent.Id, given.Contact), (withdrawal?.ConsentId, withdrawal?.ContactId));
        Assert.Equal((EstimateState.Sent, 1, 2), (estimate.State, estimate.SentVersion, estimate.Round));
        Assert.Null(estimate.AnsweredAt);
        var happened = Assert.IsType<EstimateAnswered>(estimate.TakeEvents()[^1]);
        Assert.Equal(("estimate.approval-taken-back", consent.DocumentHash.Hex), (happened.Kind, happened.Evidence));
        Assert.Equal((1, 2), (consent.Round, estimate.Approve(given with { At = given.At.AddMinutes(10) }).Round));
    }

    [Fact]
    public void It_is_too_late_after_ten_minutes_after_a_payment_or_after_work_and_never_anothers()
    {
        var estimate = Summit.Sent();
        var given = Summit.MariaAgrees(estimate);
        var consent = estimate.Approve(given);
        var back = (Id<Contact> by, int minutes, AnswerFollowed followed) =>
            Summit.RefusedBy(() => estimate.TakeBack(Summit.TakenBackBy(by, given.At.AddMinutes(minutes)), consent, followed));

        Assert.Equal(EstimateRules.TooLate, back(given.Contact, 10, AnswerFollowed.Nothing));
        Assert.Equal(EstimateRules.Followed, back(given.Contact, 1, AnswerFollowed.Payment));
        Assert.Equal(EstimateRules.Followed, back(given.Contact, 1, AnswerFollowed.Work));
        Assert.Equal(EstimateRules.NotTheirs, back(Id<Contact>.New(), 1, AnswerFollowed.Nothing));
        Assert.Equal(EstimateState.Approved, estimate.State);
    }

    [Fact]
    public void A_refusal_is_taken_back_too_and_what_staff_were_writing_comes_back()
    {
        var estimate = Summit.Sent();
        var (shown, luis) = (estimate.Sent!.DocumentHash, Id<Contact>.New());
        estimate.Edit(Summit.AcRepairContent(capacitor: 229));
        estimate.Decline("Luis Delgado", ContactRights.Approve, shown, "Too dear", Summit.Tuesday, luis);

        var withdrawal = estimate.TakeBack(Summit.TakenBackBy(luis, Summit.Tuesday.AddMinutes(1)), null, AnswerFollowed.Nothing);

        Assert.Null(withdrawal);
        Assert.Equal((EstimateState.Sent, "", 2), (estimate.State, estimate.Reason, estimate.DraftVersion));
        Assert.Equal("estimate.decline-taken-back", estimate.TakeEvents()[^1].Kind);
        Assert.Equal(
            EstimateRules.NotAnswered,
            Summit.RefusedBy(() => estimate.TakeBack(Summit.TakenBackBy(luis, Summit.Tuesday.AddMinutes(2)), null, AnswerFollowed.Nothing))
        );
    }

    [Fact]
    public void What_was_taken_back_after_its_last_day_has_expired()
    {
        var estimate = Expiring();
        var given = Summit.MariaAgrees(estimate, at: Midnight.AddMinutes(-5));
        var consent = estimate.Approve(given);

        estimate.TakeBack(Summit.TakenBackBy(given.Contact, Midnight.AddMinutes(1)), consent, AnswerFollowed.Nothing);

        Assert.Equal(EstimateState.Expired, estimate.StateAt(Midnight.AddMinutes(1)));
        Assert.True(estimate.NoteExpiry(Midnight.AddMinutes(1)));
    }

    [Fact]
    public void A_package_has_its_own_total_and_the_consent_covers_the_chosen_one()
    {
        var estimate = Summit.Sent(Summit.Packages());
        var content = estimate.Sent!.Content;
        var given = Summit.MariaAgrees(estimate, Summit.WithSurgeProtector) with
        {
            Package = "Better",
            ShownTotal = content.Totals(Summit.WithSurgeProtector, "Better").Total.MinorUnits,
        };

        var consent = estimate.Approve(given);

        Assert.Equal(["Good", "Better", "Best"], content.Packages);
        Assert.Equal(
            [423.15m, 466.67m, 597.25m, 868.18m],
            [
                content.TotalsWithoutOptions.Total.Major,
                content.Totals(EstimateContent.NoTicks, "Better").Total.Major,
                content.Totals(EstimateContent.NoTicks, "Best").Total.Major,
                content.Totals(Summit.WithSurgeProtector, "Best").Total.Major,
            ]
        );
        Assert.Equal((466.67m, 140.00m, "Better"), (consent.Total.Major, consent.Deposit.Major, consent.Package));
        Assert.Empty(consent.Ticked); // The option is part of another package.
        Assert.Contains(", package Better, for $466.67 ", consent.Wording, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(consent.Document);
        Assert.Equal("Better", document.RootElement.GetProperty("package").GetString());
        using var offered = JsonDocument.Parse(document.RootElement.GetProperty("estimate").GetString()!);
        Assert.Equal(
            ["", "Good", "Better", "Best", "Best"],
            offered.RootElement.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("package").GetString())
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("Cheapest")]
    public void One_of_the_packages_must_be_chosen(string package)
    {
        var estimate = Summit.Sent(Summit.Packages());

        Assert.Equal(EstimateRules.Package, Summit.RefusedBy(() => estimate.Approve(Summit.MariaAgrees(estimate) with { Package = package })));
    }

    [Fact]
    public void Where_there_are_no_packages_none_is_chosen()
    {
        var estimate = Summit.Sent();

        Assert.Equal(EstimateRules.Package, Summit.RefusedBy(() => estimate.Approve(Summit.MariaAgrees(estimate) with { Package = "Good" })));
    }

    [Fact]
    public void A_package_alone_or_of_options_only_is_not_sent()
    {
        var content = Summit.Packages();
        var alone = Summit.Drafted(content with { Lines = [.. content.Lines.Take(2)] });
        var optional = Summit.Drafted(content with { Lines = [content.Lines[1], content.Lines[4]] });

        Assert.Equal(EstimateRules.Package, Summit.RefusedBy(() => alone.Send(Summit.Denver, Summit.Tuesday)));
        var refused = Assert.Throws<RuleViolation>(() => optional.Send(Summit.Denver, Summit.Tuesday));
        Assert.Equal(EstimateRules.Empty, refused.Rule);
        Assert.Contains("Package Best", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seven_packages_are_too_many()
    {
        var lines = Enumerable.Range(1, 7).Select(i => Summit.Line($"line-{i}", 1, 10, taxed: true) with { Package = $"Package {i}" });

        Assert.Equal(EstimateRules.Package, Summit.RefusedBy(() => (Summit.AcRepairContent() with { Lines = [.. lines] }).RequireSensible()));
    }

    /// <summary>EST-1002 of S2, valid through 2027-06-15.</summary>
    private static Estimate Expiring() => Summit.Sent(Summit.AcRepairContent() with { ValidThrough = new DateOnly(2027, 6, 15) });

    private static EstimateRemark Ask(Estimate estimate, DateTimeOffset at) =>
        estimate.AskForNewPrice(Id<EstimateRemark>.New(), Id<Contact>.New(), "Maria Delgado", ContactRights.Full, "", at);
}
