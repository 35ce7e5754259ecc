using System.Runtime.CompilerServices;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using CsCheck;

namespace Altitude.Domain.Tests.Estimates;

/// <summary>Random lives of an estimate, beside a model that is too simple to be wrong.</summary>
public sealed class EstimateHistoryTests
{
    private static readonly Gen<Act> Acts = Gen.OneOf<Act>(
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 20], (price, days) => (Act)new Edit(price, days)),
        Gen.Const<Act>(new Edit(-1, 7)),
        Gen.Const<Act>(new Send()),
        Gen.Const<Act>(new Send()),
        Gen.Select(
            Gen.Int[0, 3],
            Gen.Bool,
            Gen.Bool,
            Gen.Bool,
            (shown, ticked, total, mayDecide) => (Act)new Approve(shown, ticked, total, mayDecide)
        ),
        Gen.Int[0, 3].Select(shown => (Act)new Decline(shown)),
        Gen.Const<Act>(new Withdraw()),
        Gen.Const<Act>(new NoteExpiry()),
        Gen.Int[0, 30].Select(days => (Act)new Extend(days)),
        Gen.Const<Act>(new RequestChanges()),
        Gen.Const<Act>(new AskForNewPrice()),
        Gen.Const<Act>(new Reply()),
        Gen.Bool.Select(own => (Act)new TakeBack(own)),
        Gen.Const<Act>(new TakeBack(IsOwn: true)),
        Gen.Int[0, 9].Select(minutes => (Act)new Wait(minutes)),
        Gen.Int[-60, 60 * 24 * 9].Select(minutes => (Act)new Wait(minutes))
    );

    [Fact]
    public void Every_history_ends_as_the_rules_say_and_every_rule_has_its_say()
    {
        HashSet<string> seen = [];
        Acts.Array[1, 40]
            .Sample(
                acts =>
                {
                    var (estimate, model) = (Summit.Drafted(), new Model());
                    foreach (var act in acts)
                    {
                        var outcome = Live(estimate, model, act);
                        lock (seen)
                        {
                            seen.Add(outcome);
                        }
                    }
                },
                iter: 2_000
            );

        string[] expected =
        [
            "done",
            EstimateRules.NotOpen,
            EstimateRules.NotTheirs,
            EstimateRules.Expired,
            EstimateRules.Changed,
            EstimateRules.TotalDiffers,
            EstimateRules.NothingToSend,
            EstimateRules.ValidThrough,
            EstimateRules.Line,
            EstimateRules.NotAnswered,
            EstimateRules.TooLate,
            EstimateRules.NotExpired,
            EstimateRules.Asked,
        ];
        Assert.Equal(expected.Order(), seen.Order());
    }

    /// <returns>The rule that refused, or "done".</returns>
    private static string Live(Estimate estimate, Model model, Act act)
    {
        var before = Snapshot.Of(estimate);
        var expected = model.Expect(act);
        try
        {
            act.On(estimate, model);
        }
        catch (RuleViolation refused)
        {
            Assert.Equal(expected, refused.Rule);
            Assert.Equal(before, Snapshot.Of(estimate));
            return refused.Rule;
        }

        Assert.Equal(Model.Done, expected);
        var after = Snapshot.Of(estimate);
        model.Follow(act, estimate);

        Assert.Equal(model.State, estimate.State);
        Assert.Equal(model.Sent.Count == 0 ? null : model.Sent.Count, estimate.SentVersion);
        Assert.Equal(model.Sent, after.Sealed);
        Assert.Equal(model.HasDraft, estimate.Draft is not null);
        Assert.Equal((model.Round, model.Wish), (estimate.Round, estimate.Wish));
        Assert.InRange(after.Answers, act is TakeBack ? 0 : before.Answers, 1);
        Assert.Equal(model.IsAnswered, estimate.AnsweredAt is not null);
        return Model.Done;
    }

    /// <summary>One thing that someone does, or time that passes.</summary>
    private abstract record Act
    {
        public virtual void On(Estimate estimate, Model model) { }
    }

    /// <param name="Price">0 to 3 are prices, less is none.</param>
    private sealed record Edit(int Price, int ValidForDays) : Act
    {
        public EstimateContent Content =>
            Summit.AcRepairContent(capacitor: 189 + Price) with
            {
                Lines =
                [
                    Summit.AcRepairContent(189 + Price).Lines[1] with
                    {
                        UnitPrice = Price < 0 ? -1 : 18_900 + Price,
                    },
                    Summit.AcRepairContent().Lines[4],
                ],
                ValidThrough = new DateOnly(2027, 6, 8).AddDays(ValidForDays),
            };

        public override void On(Estimate estimate, Model model) => estimate.Edit(Content);
    }

    private sealed record Send : Act
    {
        public override void On(Estimate estimate, Model model) => estimate.Send(Summit.Denver, model.Now);
    }

    /// <param name="Shown">How many versions ago the page was read.</param>
    private sealed record Approve(int Shown, bool Ticked, bool TotalAsShown, bool MayDecide) : Act
    {
        public override void On(Estimate estimate, Model model)
        {
            var ticked = Ticked ? Summit.WithSurgeProtector : EstimateContent.NoTicks;
            var total = estimate.Sent?.Content.Totals(ticked).Total.MinorUnits ?? 0;
            model.Consent = estimate.Approve(
                new ConsentGiven(
                    model.PageRead(Shown),
                    ticked,
                    TotalAsShown ? total : total + 1,
                    "Maria Delgado",
                    Model.Maria,
                    "Maria Delgado",
                    MayDecide ? ContactRights.Full : ContactRights.BillingOnly,
                    default,
                    default,
                    RequestOrigin.Of(null, null),
                    model.Now
                )
            );
        }
    }

    private sealed record Decline(int Shown) : Act
    {
        public override void On(Estimate estimate, Model model) =>
            estimate.Decline("Luis Delgado", ContactRights.Approve, model.PageRead(Shown), "", model.Now, Model.Luis);
    }

    private sealed record Extend(int ValidForDays) : Act
    {
        public DateOnly Through => new DateOnly(2027, 6, 8).AddDays(ValidForDays);

        public override void On(Estimate estimate, Model model) => estimate.Extend(Through, Summit.Denver, model.Now);
    }

    private sealed record RequestChanges : Act
    {
        public override void On(Estimate estimate, Model model) =>
            estimate.RequestChanges(Id<EstimateRemark>.New(), Model.Maria, "Maria Delgado", ContactRights.Full, "Cheaper?", model.Now);
    }

    private sealed record AskForNewPrice : Act
    {
        public override void On(Estimate estimate, Model model) =>
            estimate.AskForNewPrice(Id<EstimateRemark>.New(), Model.Maria, "Maria Delgado", ContactRights.Full, "", model.Now);
    }

    private sealed record Reply : Act
    {
        public override void On(Estimate estimate, Model model) =>
            estimate.Reply(Id<EstimateRemark>.New(), Id<StaffMember>.New(), "Owen Hart", "Yes.", model.Now);
    }

    /// <param name="IsOwn">Whoever answered takes it back; else the other of the two.</param>
    private sealed record TakeBack(bool IsOwn) : Act
    {
        public override void On(Estimate estimate, Model model)
        {
            var answered = model.State == EstimateState.Declined ? Model.Luis : Model.Maria;
            var other = answered == Model.Luis ? Model.Maria : Model.Luis;
            var withdrawal = estimate.TakeBack(Summit.TakenBackBy(IsOwn ? answered : other, model.Now), model.Consent, AnswerFollowed.Nothing);
            Assert.Equal(model.State == EstimateState.Approved ? model.Consent?.Id : null, withdrawal?.ConsentId);
        }
    }

    private sealed record Withdraw : Act
    {
        public override void On(Estimate estimate, Model model) => estimate.Withdraw("Owen Hart", "", model.Now);
    }

    private sealed record NoteExpiry : Act
    {
        public override void On(Estimate estimate, Model model) =>
            Assert.Equal(model.State == EstimateState.Sent && model.HasExpired && !model.ExpiryNoted, estimate.NoteExpiry(model.Now));
    }

    private sealed record Wait(int Minutes) : Act;

    /// <summary>What should be true, kept with as little cleverness as possible.</summary>
    private sealed class Model
    {
        public const string Done = "done";

        public static readonly Id<Contact> Maria = Id<Contact>.New();
        public static readonly Id<Contact> Luis = Id<Contact>.New();

        private DateOnly? _draftThrough = new DateOnly(2027, 6, 22);
        private EstimateContent? _draft = Summit.AcRepairContent();
        private EstimateContent? _shelved;
        private EstimateContent? _sentContent;
        private DateTimeOffset _answeredAt;

        /// <summary>The approval that stands; null: none.</summary>
        public Consent? Consent { get; set; }
        public int Round { get; private set; } = 1;
        public EstimateWish? Wish { get; private set; }

        public EstimateState State { get; private set; } = EstimateState.Draft;
        public DateTimeOffset Now { get; private set; } = Summit.Tuesday;

        /// <summary>Hash and text of each sent version, oldest first: they must never change.</summary>
        public List<(DocumentHash Hash, string Document)> Sent { get; } = [];
        public bool HasDraft => _draft is not null;
        public bool ExpiryNoted { get; private set; }

        /// <summary>Denver is six hours behind in June.</summary>
        private static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1), new TimeOnly(6, 0), TimeSpan.Zero);

        public bool HasExpired => _sentContent is { } sent && Now >= EndOf(sent.ValidThrough);

        public DocumentHash PageRead(int versionsAgo) => Sent.Count > versionsAgo ? Sent[^(versionsAgo + 1)].Hash : new DocumentHash("");

        public string Expect(Act act) =>
            act switch
            {
                Edit when IsAnswered => EstimateRules.NotOpen,
                Edit { Price: < 0 } => EstimateRules.Line,
                Send when IsAnswered => EstimateRules.NotOpen,
                Send when _draft is null => EstimateRules.NothingToSend,
                Send when Now >= EndOf(_draftThrough ?? default) => EstimateRules.ValidThrough,
                Approve { MayDecide: false } => EstimateRules.NotTheirs,
                TakeBack when State is not (EstimateState.Approved or EstimateState.Declined) => EstimateRules.NotAnswered,
                TakeBack { IsOwn: false } => EstimateRules.NotTheirs,
                TakeBack when Now >= _answeredAt.AddMinutes(10) => EstimateRules.TooLate,
                Reply when Sent.Count == 0 => EstimateRules.NotOpen,
                Approve or Decline or Withdraw or Extend or RequestChanges or AskForNewPrice when State != EstimateState.Sent =>
                    EstimateRules.NotOpen,
                Extend extend when extend.Through <= _sentContent?.ValidThrough || EndOf(extend.Through) <= Now => EstimateRules.ValidThrough,
                AskForNewPrice when !HasExpired => EstimateRules.NotExpired,
                AskForNewPrice when Wish == EstimateWish.NewPrice => EstimateRules.Asked,
                Approve or Decline or RequestChanges when HasExpired => EstimateRules.Expired,
                Approve { Shown: > 0 } or Decline { Shown: > 0 } => EstimateRules.Changed,
                Approve { TotalAsShown: false } => EstimateRules.TotalDiffers,
                _ => Done,
            };

        public void Follow(Act act, Estimate estimate)
        {
            switch (act)
            {
                case Edit edit when _draft is not null || _sentContent is null || !edit.Content.SameAs(_sentContent):
                    (_draft, _draftThrough) = (edit.Content, edit.Content.ValidThrough);
                    break;
                case Send:
                    (State, _sentContent, _draft, ExpiryNoted, Wish) = (EstimateState.Sent, _draft, null, false, null);
                    Sent.Add((estimate.Sent!.DocumentHash, estimate.Sent.Document)); // It was sent this moment.
                    break;
                case Extend extend:
                    (_sentContent, ExpiryNoted, Wish) = (_sentContent! with { ValidThrough = extend.Through }, false, null); // Something was sent.
                    if (_draft is not null && _draftThrough < extend.Through)
                    {
                        (_draft, _draftThrough) = (_draft with { ValidThrough = extend.Through }, extend.Through);
                    }

                    Sent.Add((estimate.Sent!.DocumentHash, estimate.Sent.Document)); // As above.
                    break;
                case RequestChanges:
                    Wish = EstimateWish.Changes;
                    break;
                case AskForNewPrice:
                    Wish = EstimateWish.NewPrice;
                    break;
                case Reply:
                    Wish = null;
                    break;
                case TakeBack:
                    (State, _draft, Consent, ExpiryNoted, Round) = (EstimateState.Sent, _shelved, null, false, Round + 1);
                    break;
                case Approve:
                    Answer(EstimateState.Approved);
                    break;
                case Decline:
                    Answer(EstimateState.Declined);
                    break;
                case Withdraw:
                    Answer(EstimateState.Withdrawn);
                    break;
                case NoteExpiry:
                    ExpiryNoted |= State == EstimateState.Sent && HasExpired;
                    break;
                case Wait wait:
                    Now = Now.AddMinutes(wait.Minutes);
                    break;
            }
        }

        private void Answer(EstimateState state) => (State, _shelved, _draft, _answeredAt, Wish) = (state, _draft, null, Now, null);

        public bool IsAnswered => State is EstimateState.Approved or EstimateState.Declined or EstimateState.Withdrawn;
    }

    /// <summary>All that an act may change; a refusal changes none of it.</summary>
    private sealed record Snapshot(
        EstimateState State,
        int Revision,
        int? SentVersion,
        int? DraftVersion,
        DateTimeOffset? AnsweredAt,
        string? AnsweredBy,
        string Reason,
        DateTimeOffset? ExpiryNotedAt,
        string Rest,
        string Versions
    )
    {
        public required IReadOnlyList<(DocumentHash, string)> Sealed { get; init; }
        public int Answers => AnsweredAt is null ? 0 : 1;

        public bool Equals(Snapshot? other) => other is not null && ToString() == other.ToString();

        public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

        public override string ToString() =>
            $"{State} {Revision} {SentVersion} {DraftVersion} {AnsweredAt:O} {AnsweredBy} {Reason} {ExpiryNotedAt:O} {Rest} {Versions}";

        public static Snapshot Of(Estimate estimate) =>
            new(
                estimate.State,
                estimate.Revision,
                estimate.SentVersion,
                estimate.DraftVersion,
                estimate.AnsweredAt,
                estimate.AnsweredBy,
                estimate.Reason,
                estimate.ExpiryNotedAt,
                $"{estimate.Round} {estimate.Wish} {estimate.AnsweredByContact}",
                string.Join(
                    '|',
                    estimate.Versions.Select(v =>
                        $"{v.Number} {v.SentAt:O} {v.ExpiresAt:O} {v.Document.GetHashCode(StringComparison.Ordinal)} {RuntimeHelpers.GetHashCode(v.Content)}"
                    )
                )
            )
            {
                Sealed = [.. estimate.Versions.Where(v => v.SentAt is not null).OrderBy(v => v.Number).Select(v => (v.DocumentHash, v.Document))],
            };
    }
}
