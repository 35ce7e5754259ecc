using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using CsCheck;

namespace Altitude.Domain.Tests.Invoices;

/// <summary>Random lives of an invoice, beside a model that is too simple to be wrong.</summary>
public sealed class InvoiceHistoryTests
{
    private const long Total = 100_00;
    private static readonly Recorder Priya = new(Id<StaffMember>.New(), "Priya Nair");
    private static readonly DateOnly Today = new(2027, 6, 8);
    private static readonly DateOnly DueOn = new(2027, 6, 22);

    private static readonly Gen<Act> Acts = Gen.OneOf<Act>(
        Gen.Long[-1, 70_00].Select(a => (Act)new Record(a)),
        Gen.Long[1, 70_00].Select(a => (Act)new Record(a)),
        Gen.Select(Gen.Int[0, 3], Gen.Long[1, 120_00], (intent, a) => (Act)new Receive(intent, a)),
        Gen.Int[0, 4].Select(n => (Act)new Reverse(n)),
        Gen.Select(Gen.Int[0, 4], Gen.Long[1, 70_00], (n, a) => (Act)new GiveBack(n, a)),
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2], Gen.Long[1, 70_00], Gen.Int[0, 2], (n, id, a, s) => (Act)new Tell(n, id, a, (RefundState)s)),
        Gen.Long[1, 60_00].Select(a => (Act)new LetOff(a)),
        Gen.Int[0, 2].Select(n => (Act)new TakeBackCredit(n)),
        Gen.Const<Act>(new Send()),
        Gen.Const<Act>(new Void())
    );

    [Fact]
    public void Every_history_ends_as_the_rules_say()
    {
        HashSet<string> seen = [];
        Acts.Array[1, 30]
            .Sample(
                acts =>
                {
                    var (invoice, model) = (Issued(), new Model());
                    foreach (var act in acts)
                    {
                        var outcome = Try(() => Live(invoice, act));
                        Assert.Equal(model.Live(act), outcome);
                        model.AssertSays(invoice);
                        lock (seen)
                        {
                            seen.Add(outcome);
                            seen.Add(invoice.StatusOn(Today).ToString());
                            seen.Add(invoice.StatusOn(DueOn.AddDays(1)).ToString());
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
            case Receive(var intent, var amount):
                invoice.Receive(Id<Payment>.New(), new ProviderPayment($"pi_{intent}", true, Of(amount), PaymentMethods.Card, Today, Summit.Tuesday));
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

    private static Invoice Issued()
    {
        var job = Summit.AcRepair();
        var content = InvoiceContent.Of(Summit.AcRepairContent()) with
        {
            Lines = [Summit.Line("work", 1, Total / 100m, taxed: false)],
            Deposit = DepositTerms.OfPercent(30),
        };
        return Invoice.Issue(Id<Invoice>.New(), job.WorkspaceId, job.CustomerId, job.Id, null, "INV-2044", content, Today, DueOn);
    }

    private abstract record Act;

    private sealed record Record(long Amount) : Act;

    private sealed record Receive(int Intent, long Amount) : Act;

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

        private long Paid => _notes.Where(n => n.Stands).Sum(n => n.Amount - n.Back);
        private long Back => _notes.Where(n => n.Stands).Sum(n => n.Back);
        private long Credited => _credits.Where(c => c.Stands).Sum(c => c.Amount);
        private long Owed => _isVoid ? 0 : Total - Credited;
        private long Balance => Math.Max(0, Owed - Paid);

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
                case Receive(var intent, var amount):
                    if (_notes.All(n => n.Intent != intent))
                    {
                        _notes.Add(new Note(amount, intent));
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

                    if (_notes[n].Stands && _notes[n].Back > 0)
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

                    if (amount > _notes[n].Amount - _notes[n].Back)
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
                        _notes[n].Told[id] = (amount, state);
                    }
                    else if (!(known.State == RefundState.Succeeded && state == RefundState.Pending))
                    {
                        _notes[n].Told[id] = (known.Amount, state);
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
            public Dictionary<int, (long Amount, RefundState State)> Told { get; } = [];
            public long Back => ByHand + Told.Values.Where(r => r.State != RefundState.Failed).Sum(r => r.Amount);
        }
    }
}
