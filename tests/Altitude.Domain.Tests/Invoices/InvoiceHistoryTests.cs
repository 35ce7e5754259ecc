using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using CsCheck;

namespace Altitude.Domain.Tests.Invoices;

/// <summary>Random lives of a customer's invoices, beside a model that is too simple to be wrong.</summary>
public sealed class InvoiceHistoryTests
{
    private const long Total = 100_00;
    private const int Invoices = 3;
    private static readonly Recorder Priya = new(Id<StaffMember>.New(), "Priya Nair");
    private static readonly DateOnly Today = new(2027, 6, 8);
    private static readonly DateOnly DueOn = new(2027, 6, 22);

    private static readonly Gen<Act> Acts = Gen.OneOf<Act>(
        Gen.Long[-1, 70_00].Select(a => (Act)new Record(a)),
        Gen.Long[1, 70_00].Select(a => (Act)new Record(a)),
        Gen.Select(Gen.Int[0, 3], Gen.Long[1, 120_00], Gen.Long[0, 9_00], (intent, a, top) => (Act)new Receive(intent, a, top)),
        Gen.Int[0, 4].Select(n => (Act)new Reverse(n)),
        Gen.Select(Gen.Int[0, 4], Gen.Long[1, 70_00], (n, a) => (Act)new GiveBack(n, a)),
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2], Gen.Long[1, 70_00], Gen.Int[0, 2], (n, id, a, s) => (Act)new Tell(n, id, a, (RefundState)s)),
        Gen.Long[1, 60_00].Select(a => (Act)new LetOff(a)),
        Gen.Int[0, 2].Select(n => (Act)new TakeBackCredit(n)),
        Gen.Const<Act>(new Send()),
        Gen.Const<Act>(new Void())
    );

    /// <summary>What happens to one of the invoices, or between them.</summary>
    private static readonly Gen<Happening> Happenings = Gen.Frequency(
        (8, Gen.Select(Gen.Int[0, Invoices - 1], Acts, (invoice, act) => (Happening)new To(invoice, act))),
        (2, Gen.Select(Gen.Int[0, Invoices - 1], Gen.Int[0, Invoices - 1], Gen.Long[-1, 60_00], (from, to, a) => (Happening)new Move(from, to, a))),
        (
            2,
            Gen.Select(
                Gen.Int[0, 2],
                Gen.Long[1, 90_00].Array[Invoices],
                Gen.Long[0, 9_00].Array[Invoices],
                Gen.Long[-20_00, 20_00],
                (intent, asked, onTop, differs) => (Happening)new PayTogether(intent, asked, onTop, differs)
            )
        )
    );

    [Fact]
    public void Every_history_ends_as_the_rules_say()
    {
        HashSet<string> seen = [];
        Happenings
            .Array[1, 40]
            .Sample(
                happenings =>
                {
                    var customer = Id<Customer>.New();
                    var (invoices, models) = (
                        Enumerable.Range(0, Invoices).Select(n => Issued(customer, n)).ToArray(),
                        Enumerable.Range(0, Invoices).Select(_ => new Model()).ToArray()
                    );
                    foreach (var happening in happenings)
                    {
                        var outcome = Try(() => Live(invoices, happening));
                        Assert.Equal(Live(models, happening), outcome);
                        foreach (var (invoice, model) in invoices.Zip(models))
                        {
                            model.AssertSays(invoice);
                            lock (seen)
                            {
                                seen.Add(invoice.StatusOn(Today).ToString());
                                seen.Add(invoice.StatusOn(DueOn.AddDays(1)).ToString());
                            }
                        }

                        lock (seen)
                        {
                            seen.Add(outcome);
                        }
                    }
                },
                iter: 3_000
            );

        // Which of them come up is chance.
        HashSet<string> known =
        [
            "done",
            InvoiceRules.Amount,
            InvoiceRules.Applied,
            InvoiceRules.TooMuch,
            InvoiceRules.IsVoid,
            InvoiceRules.NoPayment,
            InvoiceRules.Provider,
            InvoiceRules.Refunded,
            InvoiceRules.Reversed,
            InvoiceRules.RefundLeft,
            InvoiceRules.Received,
            InvoiceRules.Settled,
            .. Enum.GetNames<InvoiceStatus>().Where(s => s != nameof(InvoiceStatus.Draft)),
        ];
        Assert.Subset(known, seen);
    }

    private static void Live(Invoice[] invoices, Happening happening)
    {
        switch (happening)
        {
            case To(var n, var act):
                Live(invoices[n], act);
                break;
            case Move(var from, var to, var amount):
                invoices[from]
                    .ApplyTo(
                        invoices[to],
                        Of(amount),
                        Id<Payment>.New(),
                        Id<Refund>.New,
                        new AppliedByHand(Priya, Today, Summit.Tuesday),
                        Summit.Format
                    );
                break;
            case PayTogether(var intent, var asked, var onTop, _):
                CheckoutAttempt[] attempts =
                [
                    .. invoices.Select((invoice, n) => Attempt(invoice, asked[n], new PaymentExtras(Of(onTop[n]), Of(onTop[n] / 2)), n + 1)),
                ];
                var shares = PaymentShare.Of(Of(happening.Received), attempts);
                for (var n = 0; n < Invoices; n++)
                {
                    if (shares[n].Amount.MinorUnits > 0)
                    {
                        invoices[n]
                            .Receive(
                                Id<Payment>.New(),
                                new ProviderPayment(
                                    $"pt_{intent}",
                                    true,
                                    shares[n].Amount,
                                    PaymentMethods.Card,
                                    Today,
                                    Summit.Tuesday,
                                    "",
                                    n + 1,
                                    shares[n].Extras.Surcharge.MinorUnits,
                                    shares[n].Extras.Tip.MinorUnits
                                )
                            );
                    }
                }

                break;
        }
    }

    private static string Live(Model[] models, Happening happening)
    {
        switch (happening)
        {
            case To(var n, var act):
                return models[n].Live(act);
            case Move(var from, var to, var amount):
                return from == to ? InvoiceRules.Applied : models[from].MoveTo(models[to], amount);
            case PayTogether(var intent, var asked, var onTop, _):
                var purse = happening.Received;
                long Take(long most)
                {
                    var taken = Math.Min(purse, most);
                    purse -= taken;
                    return taken;
                }

                var amounts = asked.Select(Take).ToArray();
                var surcharges = onTop.Select(Take).ToArray();
                var tips = onTop.Select(t => Take(t / 2)).ToArray();
                amounts[^1] += purse;
                for (var n = 0; n < Invoices; n++)
                {
                    if (amounts[n] > 0)
                    {
                        models[n].Live(new Receive(100 + intent, amounts[n], surcharges[n] + tips[n]));
                    }
                }

                return "done";
            default:
                throw new InvalidOperationException();
        }
    }

    private static void Live(Invoice invoice, Act act)
    {
        var unknown = Id<Payment>.New();
        Id<Payment> Nth(int n) => n < invoice.Payments.Count ? invoice.Payments[n].Id : unknown;
        switch (act)
        {
            case Record(var amount):
                invoice.Record(
                    Id<Payment>.New(),
                    new ReceivedByHand(Of(amount), PaymentMethods.Cash, Today, "", Priya, Today, Summit.Tuesday),
                    Summit.Format
                );
                break;
            case Receive(var intent, var amount, var onTop):
                invoice.Receive(
                    Id<Payment>.New(),
                    new ProviderPayment(
                        $"pi_{intent}",
                        true,
                        Of(amount),
                        PaymentMethods.Card,
                        Today,
                        Summit.Tuesday,
                        "",
                        1,
                        onTop / 3,
                        onTop - onTop / 3
                    )
                );
                break;
            case Reverse(var n):
                invoice.Reverse(Nth(n), "Priya Nair", Summit.Tuesday);
                break;
            case GiveBack(var n, var amount):
                invoice.Refund(
                    Id<Refund>.New(),
                    Nth(n),
                    new RefundedByHand(Of(amount), PaymentMethods.Cash, Today, "", Priya, Today, Summit.Tuesday),
                    Summit.Format
                );
                break;
            case Tell(var n, var id, var amount, var state):
                invoice.Refund(Id<Refund>.New(), Nth(n), new ProviderRefund($"re_{n}_{id}", Of(amount), state, Today, Summit.Tuesday));
                break;
            case LetOff(var amount):
                invoice.CreditBy(Id<Credit>.New(), Of(amount), Today, "Came late", Priya, Summit.Format, Summit.Tuesday);
                break;
            case TakeBackCredit(var n):
                invoice.ReverseCredit(n < invoice.Credits.Count ? invoice.Credits[n].Id : Id<Credit>.New(), "Priya Nair", Summit.Tuesday);
                break;
            case Send:
                invoice.Send(Summit.Tuesday);
                break;
            case Void:
                invoice.Void("Written twice", Summit.Tuesday);
                break;
        }
    }

    private static string Try(Action act)
    {
        try
        {
            act();
            return "done";
        }
        catch (RuleViolation refused)
        {
            return refused.Rule;
        }
    }

    private static Money Of(long amount) => new(amount, Summit.Usd);

    private static Invoice Issued(Id<Customer> customer, int n)
    {
        var job = Summit.AcRepair();
        var content = InvoiceContent.Of(Summit.AcRepairContent()) with
        {
            Lines = [Summit.Line("work", 1, Total / 100m, taxed: false)],
            Deposit = DepositTerms.OfPercent(30),
        };
        return Invoice.Issue(Id<Invoice>.New(), job.WorkspaceId, customer, null, null, $"INV-{2044 + n}", content, Today, DueOn);
    }

    private static CheckoutAttempt Attempt(Invoice invoice, long amount, PaymentExtras extras, int part) =>
        CheckoutAttempt.SetOut(
            Id<CheckoutAttempt>.New(),
            invoice,
            Id<Contact>.New(),
            CheckoutPurpose.Part,
            Of(amount),
            ProviderMode.Live,
            Summit.Tuesday,
            TimeSpan.FromMinutes(45),
            part: part,
            means: PayMeans.Card,
            extras: extras
        );

    private abstract record Happening
    {
        /// <summary>What the provider took.</summary>
        public virtual long Received => 0;
    }

    private sealed record To(int Invoice, Act Act) : Happening;

    private sealed record Move(int From, int Into, long Amount) : Happening;

    /// <param name="Differs">So much more, or less, was taken than was asked for.</param>
    private sealed record PayTogether(int Intent, long[] Asked, long[] OnTop, long Differs) : Happening
    {
        public override long Received => Math.Max(1, Asked.Sum() + OnTop.Sum(t => t + t / 2) + Differs);
    }

    private abstract record Act;

    private sealed record Record(long Amount) : Act;

    private sealed record Receive(int Intent, long Amount, long OnTop) : Act;

    private sealed record Reverse(int Payment) : Act;

    private sealed record GiveBack(int Payment, long Amount) : Act;

    private sealed record Tell(int Payment, int Refund, long Amount, RefundState State) : Act;

    private sealed record LetOff(long Amount) : Act;

    private sealed record TakeBackCredit(int Credit) : Act;

    private sealed record Send : Act;

    private sealed record Void : Act;

    /// <summary>A drawer with notes in it.</summary>
    private sealed class Model
    {
        private readonly List<Note> _notes = [];
        private readonly List<(long Amount, bool Stands)> _credits = [];
        private bool _isVoid;
        private bool _isSent;

        private long Paid => _notes.Where(n => n.Stands).Sum(n => n.Amount - n.Gone);
        private long Back => _notes.Where(n => n.Stands).Sum(n => n.Back);
        private long Credited => _credits.Where(c => c.Stands).Sum(c => c.Amount);
        private long Owed => _isVoid ? 0 : Total - Credited;
        private long Balance => Math.Max(0, Owed - Paid);

        /// <summary>Notes are taken from the top of the drawer.</summary>
        public string MoveTo(Model other, long amount)
        {
            if (other._isVoid)
            {
                return InvoiceRules.IsVoid;
            }

            if (amount <= 0)
            {
                return InvoiceRules.Amount;
            }

            if (amount > Math.Max(0, Paid - Owed) || amount > other.Balance)
            {
                return InvoiceRules.TooMuch;
            }

            other._notes.Add(new Note(amount, null) { IsMoved = true });
            foreach (var note in Enumerable.Reverse(_notes))
            {
                var taken = Math.Min(amount, note.Left);
                note.Moved += taken;
                amount -= taken;
            }

            return "done";
        }

        public string Live(Act act)
        {
            switch (act)
            {
                case Record(var amount):
                    if (_isVoid)
                    {
                        return InvoiceRules.IsVoid;
                    }

                    if (amount <= 0)
                    {
                        return InvoiceRules.Amount;
                    }

                    if (amount > Balance)
                    {
                        return InvoiceRules.TooMuch;
                    }

                    _notes.Add(new Note(amount, null));
                    return "done";
                case Receive(var intent, var amount, var onTop):
                    if (_notes.All(n => n.Intent != intent))
                    {
                        _notes.Add(new Note(amount, intent) { OnTop = onTop });
                    }

                    return "done";
                case Reverse(var n):
                    if (n >= _notes.Count)
                    {
                        return InvoiceRules.NoPayment;
                    }

                    if (_notes[n].Intent is not null)
                    {
                        return InvoiceRules.Provider;
                    }

                    if (_notes[n].Stands && _notes[n].IsMoved)
                    {
                        return InvoiceRules.Applied;
                    }

                    if (_notes[n].Stands && _notes[n].Gone > 0)
                    {
                        return InvoiceRules.Refunded;
                    }

                    _notes[n].Stands = false;
                    return "done";
                case GiveBack(var n, var amount):
                    if (n >= _notes.Count)
                    {
                        return InvoiceRules.NoPayment;
                    }

                    if (!_notes[n].Stands)
                    {
                        return InvoiceRules.Reversed;
                    }

                    if (amount > _notes[n].Left)
                    {
                        return InvoiceRules.RefundLeft;
                    }

                    _notes[n].ByHand += amount;
                    return "done";
                case Tell(var n, var id, var amount, var state):
                    if (n >= _notes.Count)
                    {
                        return InvoiceRules.NoPayment;
                    }

                    if (!_notes[n].Told.TryGetValue(id, out var known))
                    {
                        var ofTop = Math.Min(Math.Max(0, amount - _notes[n].Left), _notes[n].TopLeft);
                        _notes[n].Told[id] = (amount - ofTop, ofTop, state);
                    }
                    else if (!(known.State == RefundState.Succeeded && state == RefundState.Pending))
                    {
                        _notes[n].Told[id] = known with { State = state };
                    }

                    return "done";
                case LetOff(var amount):
                    if (_isVoid)
                    {
                        return InvoiceRules.IsVoid;
                    }

                    if (amount > Owed)
                    {
                        return InvoiceRules.TooMuch;
                    }

                    _credits.Add((amount, true));
                    return "done";
                case TakeBackCredit(var n):
                    if (n >= _credits.Count)
                    {
                        return InvoiceRules.NoPayment;
                    }

                    _credits[n] = (_credits[n].Amount, false);
                    return "done";
                case Send:
                    if (_isVoid)
                    {
                        return InvoiceRules.IsVoid;
                    }

                    if (Balance == 0)
                    {
                        return InvoiceRules.Settled;
                    }

                    _isSent = true;
                    return "done";
                default:
                    if (!_isVoid && Paid != 0)
                    {
                        return InvoiceRules.Received;
                    }

                    _isVoid = true;
                    return "done";
            }
        }

        public void AssertSays(Invoice invoice)
        {
            var sums = invoice.Sums;
            Assert.Equal(Paid, sums.Paid.MinorUnits);
            Assert.Equal(Back, sums.Refunded.MinorUnits);
            Assert.Equal(Credited, sums.Credited.MinorUnits);
            Assert.Equal(Balance, sums.Balance.MinorUnits);
            Assert.Equal(Math.Max(0, Paid - Owed), sums.Unapplied.MinorUnits);
            Assert.Equal(
                _notes.Select(n => (n.Left, n.Left + n.TopLeft)),
                invoice.Payments.Select(p => (p.Left.MinorUnits, p.Returnable.MinorUnits))
            );
            Assert.Equal(_isSent, invoice.SentAt is not null);
            Assert.Equal(_isSent || _isVoid ? 0 : Math.Max(0, Math.Min(30_00, Owed) - Paid), invoice.DepositDue.MinorUnits);
            Assert.Equal(Status(isLate: false), invoice.StatusOn(DueOn));
            Assert.Equal(Status(isLate: true), invoice.StatusOn(DueOn.AddDays(1)));
            Assert.Equal(!_isVoid && Balance == 0, invoice.IsSettled);
        }

        private InvoiceStatus Status(bool isLate)
        {
            if (_isVoid)
            {
                return InvoiceStatus.Void;
            }

            if (Balance > 0 && isLate)
            {
                return InvoiceStatus.Overdue;
            }

            var tooMuch = Math.Max(0, Paid + Back - Total);
            if (Back > tooMuch)
            {
                return Paid > 0 ? InvoiceStatus.PartiallyRefunded : InvoiceStatus.Refunded;
            }

            return Balance == 0 ? InvoiceStatus.Paid
                : Paid > 0 ? InvoiceStatus.PartiallyPaid
                : InvoiceStatus.Open;
        }

        private sealed class Note(long amount, int? intent)
        {
            public long Amount => amount;
            public int? Intent => intent;
            public bool Stands { get; set; } = true;
            public long ByHand { get; set; }
            public long Moved { get; set; }
            public long OnTop { get; init; }
            public bool IsMoved { get; init; }
            public Dictionary<int, (long Amount, long OfTop, RefundState State)> Told { get; } = [];
            public long Back => ByHand + Told.Values.Where(r => r.State != RefundState.Failed).Sum(r => r.Amount);
            public long Gone => Back + Moved;
            public long Left => Stands ? Math.Max(0, Amount - Gone) : 0;
            public long TopLeft => Stands ? Math.Max(0, OnTop - Told.Values.Where(r => r.State != RefundState.Failed).Sum(r => r.OfTop)) : 0;
        }
    }
}
