using System.Globalization;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Invoices;

/// <summary>What a customer owes, for a job or by itself. What it says never changes once it is issued; what was paid stands beside it.</summary>
public sealed class Invoice : Entity, IWorkspaceOwned
{
    private readonly List<Payment> _payments = [];
    private readonly List<Credit> _credits = [];

    private Invoice() { }

    public Id<Invoice> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }

    /// <summary>Null: it stands alone for its customer.</summary>
    public Id<Job>? JobId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }

    /// <summary>The estimate that it bills; null: none.</summary>
    public Id<Estimate>? EstimateId { get; private init; }

    /// <summary>Without gaps per workspace: "INV-2044". A void invoice keeps it.</summary>
    public string Number { get; private init; } = "";
    public InvoiceContent Content { get; private init; } = null!; // Given at issue; never null in a row.
    public Money Total { get; private init; }

    /// <summary>Due at once, before the balance; zero: none.</summary>
    public Money Deposit { get; private init; }
    public DateOnly IssuedOn { get; private init; }

    /// <summary>The last day on which it is not overdue, local to the workspace.</summary>
    public DateOnly DueOn { get; private init; }

    /// <summary>UTC; null: only the deposit is due, the balance was not sent yet.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>UTC; null: it stands.</summary>
    public DateTimeOffset? VoidedAt { get; private set; }

    /// <summary>Empty: it stands.</summary>
    public string VoidReason { get; private set; } = "";
    public IReadOnlyList<Payment> Payments => _payments;
    public IReadOnlyList<Credit> Credits => _credits;

    /// <summary>All that is derived from payments, refunds and credits. Load them before asking.</summary>
    public InvoiceSums Sums
    {
        get
        {
            var (paid, refunded) = (0L, 0L);
            foreach (var payment in _payments.Where(p => !p.IsReversed))
            {
                paid += payment.Amount.MinorUnits - payment.Gone.MinorUnits;
                refunded += payment.Refunded.MinorUnits;
            }

            var credited = _credits.Where(c => c.ReversedAt is null).Sum(c => c.Amount.MinorUnits);
            return InvoiceSums.Of(Total.Currency, Total.MinorUnits, Deposit.MinorUnits, paid, refunded, credited, VoidedAt is not null);
        }
    }

    /// <summary>Net of reversals and refunds.</summary>
    public Money Paid => Sums.Paid;
    public Money Balance => Sums.Balance;
    public bool IsSettled => Sums.IsSettled;

    /// <summary>What is due at once while the balance was not sent.</summary>
    public Money DepositDue => Sums.DepositDue(SentAt is not null);

    /// <summary>The status as people read it, on the local day <paramref name="today"/>.</summary>
    public InvoiceStatus StatusOn(DateOnly today) => Sums.StatusOn(DueOn, today);

    /// <summary>Made with an approval: the lines that the customer chose.</summary>
    /// <param name="approved">What the approved version says.</param>
    public static Invoice OfApproval(
        Id<Invoice> id,
        Job job,
        Consent consent,
        EstimateContent approved,
        string number,
        DateOnly issuedOn,
        DateOnly dueOn
    ) =>
        Issue(
            id,
            job.WorkspaceId,
            job.CustomerId,
            job.Id,
            consent.EstimateId,
            number,
            InvoiceContent.Of(approved, consent.Ticked, consent.Package, consent.Deposit),
            issuedOn,
            dueOn
        );

    /// <param name="number">The next one; whoever takes it commits with it, or leaves no gap.</param>
    /// <exception cref="RuleViolation">The content cannot be billed, or it would be due before it is issued.</exception>
    public static Invoice Issue(
        Id<Invoice> id,
        Id<Workspace> workspace,
        Id<Customer> customer,
        Id<Job>? job,
        Id<Estimate>? estimate,
        string number,
        InvoiceContent content,
        DateOnly issuedOn,
        DateOnly dueOn
    )
    {
        content.RequireIssuable();
        RuleViolation.Unless(dueOn >= issuedOn, InvoiceRules.DueOn, "The due day is over. Choose a later one.");
        var totals = content.Totals;
        var invoice = new Invoice
        {
            Id = id,
            WorkspaceId = workspace,
            JobId = job,
            CustomerId = customer,
            EstimateId = estimate,
            Number = number,
            Content = content,
            Total = totals.Total,
            Deposit = totals.Deposit,
            IssuedOn = issuedOn,
            DueOn = dueOn,
        };
        invoice.Raise(new InvoiceChanged("invoice.issued", invoice, invoice.Total));
        return invoice;
    }

    /// <summary>Asks the customer for the balance; sent again, it is only said again.</summary>
    /// <exception cref="RuleViolation">It is void, or nothing is due.</exception>
    public void Send(DateTimeOffset now)
    {
        RequireStanding();
        RuleViolation.Unless(Balance.MinorUnits > 0, InvoiceRules.Settled, $"{Number} is settled. There is nothing to ask for.");
        SentAt ??= now;
        Raise(new InvoiceChanged("invoice.sent", this, Balance));
    }

    /// <summary>It counts for nothing any more, and keeps its number. Twice changes nothing.</summary>
    /// <exception cref="RuleViolation">Money stands against it, or no reason is given.</exception>
    public void Void(string reason, DateTimeOffset now)
    {
        if (VoidedAt is not null)
        {
            return;
        }

        RuleViolation.Unless(
            Paid.MinorUnits == 0,
            InvoiceRules.Received,
            $"{Number} has a payment and cannot be voided. Refund it, or undo it, first."
        );
        RuleViolation.Unless(PlainText.IsFilled(reason, 500), InvoiceRules.Reason, "Say in a few words why it is void.");
        (VoidedAt, VoidReason) = (now, reason.Trim());
        Raise(new InvoiceChanged("invoice.voided", this, Total));
    }

    /// <summary>Staff write down money that came outside the portal.</summary>
    /// <param name="format">Formats money for a refusal.</param>
    /// <exception cref="RuleViolation">It is void, or the payment cannot have happened so.</exception>
    public Payment Record(Id<Payment> id, ReceivedByHand received, Func<Money, string> format)
    {
        RequireStanding();
        RequireAmount(received.Amount, "payment");
        var balance = Balance;
        RuleViolation.Unless(
            received.Amount <= balance,
            InvoiceRules.TooMuch,
            balance.MinorUnits == 0 ? $"{Number} is settled. Nothing is due any more." : $"{format(balance)} is the most that is still due."
        );
        RequireByHand(received.Method, received.On, received.Today, received.Note);
        var payment = Payment.ByHand(id, this, received);
        Add(payment);
        return payment;
    }

    /// <summary>The provider tells of a payment. Told again, it is the same payment; too much, or for a void invoice, it is kept and shown as unapplied.</summary>
    /// <returns>The payment that stands for it.</returns>
    /// <exception cref="RuleViolation">Nothing, or another currency.</exception>
    public Payment Receive(Id<Payment> id, ProviderPayment payment)
    {
        if (_payments.FirstOrDefault(p => p.Is(payment)) is { } known)
        {
            return known;
        }

        RequireAmount(payment.Amount, "payment");
        RuleViolation.Unless(
            payment is { Surcharge: >= 0 and <= MoneyRules.MostMinorUnits, Tip: >= 0 and <= MoneyRules.MostMinorUnits },
            InvoiceRules.Amount,
            "What is paid on top is never less than nothing."
        );
        var received = Payment.AtProvider(id, this, payment);
        Add(received);
        return received;
    }

    /// <summary>A payment recorded by hand did not happen. It stays, marked; twice changes nothing.</summary>
    /// <exception cref="RuleViolation">There is none, it is the provider's, or something of it was refunded.</exception>
    public void Reverse(Id<Payment> id, string by, DateTimeOffset now)
    {
        var payment = Find(id);
        RuleViolation.Unless(payment.IsByHand, InvoiceRules.Provider, "That payment came through the payment provider. Refund it instead.");
        if (payment.IsReversed)
        {
            return;
        }

        RuleViolation.Unless(
            payment.Method != PaymentMethods.Applied,
            InvoiceRules.Applied,
            "That money came from another invoice and cannot be undone here. Refund it instead."
        );
        RuleViolation.Unless(payment.Gone.MinorUnits == 0, InvoiceRules.Refunded, "Part of that payment was refunded, so it did happen.");
        payment.Reverse(by, now);
        Raise(new InvoiceChanged("invoice.payment-reversed", this, payment.Amount) { Payment = payment.Id, Method = payment.Method });
    }

    /// <summary>Staff handed money back.</summary>
    /// <inheritdoc cref="RequireRefundable"/>
    public Refund Refund(Id<Refund> id, Id<Payment> of, RefundedByHand refunded, Func<Money, string> format)
    {
        var payment = Find(of);
        RequireRefundable(payment, payment.Left, refunded.Amount, format);
        RequireByHand(refunded.Method, refunded.On, refunded.Today, refunded.Note);
        var refund = Invoices.Refund.ByHand(id, payment, refunded);
        payment.Add(refund);
        Raise(Refunded(payment, refund));
        return refund;
    }

    /// <summary>The provider tells of a refund, or of how far it has come. Told again, it is the same refund.</summary>
    /// <returns>The refund that stands for it.</returns>
    /// <exception cref="RuleViolation">There is no such payment.</exception>
    public Refund Refund(Id<Refund> id, Id<Payment> of, ProviderRefund told)
    {
        var payment = Find(of);
        if (payment.Refunds.FirstOrDefault(r => r.ProviderRefund == told.Id) is { } known)
        {
            if (known.State != told.State && !(known.State == RefundState.Succeeded && told.State == RefundState.Pending)) // What is told late is passed over.
            {
                var counted = known.Counts;
                known.Became(told.State);
                Raise(
                    new InvoiceChanged(
                        !known.Counts ? "invoice.refund-failed"
                            : counted ? "invoice.refund-arrived"
                            : "invoice.refunded",
                        this,
                        known.Whole
                    )
                    {
                        Payment = payment.Id,
                        Refund = known.Id,
                        Method = payment.Method,
                    }
                );
            }

            return known;
        }

        RequireAmount(told.Amount, "refund");
        var refund = Invoices.Refund.AtProvider(id, payment, told);
        payment.Add(refund);
        Raise(
            refund.Counts
                ? Refunded(payment, refund)
                : new InvoiceChanged("invoice.refund-failed", this, refund.Whole)
                {
                    Payment = payment.Id,
                    Refund = refund.Id,
                    Method = payment.Method,
                }
        );
        return refund;
    }

    /// <summary>Money that stands here as unapplied pays another invoice of the same customer. Nothing leaves the company.</summary>
    /// <param name="newId">Ids of what is written down here: one for each payment that gives of it.</param>
    /// <param name="format">Formats money for a refusal.</param>
    /// <returns>The payment that now stands for it there.</returns>
    /// <exception cref="RuleViolation">It is another customer's, void or settled, or less is left over here.</exception>
    public Payment ApplyTo(Invoice other, Money amount, Id<Payment> id, Func<Id<Refund>> newId, AppliedByHand how, Func<Money, string> format)
    {
        RuleViolation.Unless(other.Id != Id && other.CustomerId == CustomerId, InvoiceRules.Applied, "Choose another invoice of the same customer.");
        other.RequireStanding();
        RequireAmount(amount, "payment");
        var (over, due) = (Sums.Unapplied, other.Balance);
        RuleViolation.Unless(
            amount <= over,
            InvoiceRules.TooMuch,
            over.MinorUnits == 0 ? $"Nothing is left over on {Number} any more." : $"{format(over)} is the most that is left over on {Number}."
        );
        RuleViolation.Unless(
            amount <= due,
            InvoiceRules.TooMuch,
            due.MinorUnits == 0 ? $"{other.Number} is settled. Nothing is due any more." : $"{format(due)} is the most that is due on {other.Number}."
        );
        var rest = amount.MinorUnits;
        foreach (var payment in _payments.Where(p => p.Left.MinorUnits > 0).OrderByDescending(p => p.At).ThenByDescending(p => p.Id.Value))
        {
            var part = Math.Min(rest, payment.Left.MinorUnits);
            if (part > 0)
            {
                payment.Add(Invoices.Refund.Applied(newId(), payment, other, new Money(part, amount.Currency), how));
                rest -= part;
            }
        }

        Raise(new InvoiceChanged("invoice.applied", this, amount) { To = other.Number });
        var applied = Payment.Applied(id, other, this, amount, how);
        other.Add(applied);
        return applied;
    }

    /// <summary>Asked before the provider is asked to send money back.</summary>
    /// <param name="format">Formats money for a refusal.</param>
    /// <exception cref="RuleViolation">There is no such payment, it was taken back, or less is left of it.</exception>
    public void RequireRefundable(Id<Payment> of, Money amount, Func<Money, string> format)
    {
        var payment = Find(of);
        RequireRefundable(payment, payment.Returnable, amount, format);
    }

    /// <summary>The company lets the customer off something. No money moves; what is then too much stands as unapplied.</summary>
    /// <param name="on">Local to the workspace.</param>
    /// <exception cref="RuleViolation">It is void, no reason is given, or it is more than the invoice.</exception>
    public Credit CreditBy(Id<Credit> id, Money amount, DateOnly on, string reason, Recorder who, Func<Money, string> format, DateTimeOffset now)
    {
        RequireStanding();
        RequireAmount(amount, "credit");
        var owed = Sums.Owed;
        RuleViolation.Unless(
            amount <= owed,
            InvoiceRules.TooMuch,
            owed.MinorUnits == 0 ? $"All of {Number} was credited." : $"{format(owed)} is the most that can be credited."
        );
        RuleViolation.Unless(PlainText.IsFilled(reason, 500), InvoiceRules.Reason, "Say in a few words what the credit is for.");
        var credit = new Credit(id, this, amount, on, reason, who, now);
        _credits.Add(credit);
        Raise(new InvoiceChanged("invoice.credited", this, amount) { Credit = id });
        return credit;
    }

    /// <summary>A credit was a mistake. It stays, marked; twice changes nothing.</summary>
    /// <exception cref="RuleViolation">There is none.</exception>
    public void ReverseCredit(Id<Credit> id, string by, DateTimeOffset now)
    {
        var credit = _credits.FirstOrDefault(c => c.Id == id) ?? throw new RuleViolation(InvoiceRules.NoPayment, "There is no such credit.");
        if (credit.ReversedAt is null)
        {
            credit.Reverse(by, now);
            Raise(new InvoiceChanged("invoice.credit-reversed", this, credit.Amount) { Credit = id });
        }
    }

    private void Add(Payment payment)
    {
        _payments.Add(payment);
        Raise(
            new InvoiceChanged("invoice.payment", this, payment.Amount)
            {
                Payment = payment.Id,
                Method = payment.Method,
                OnTop = payment.Extras.Total.MinorUnits,
            }
        );
    }

    private InvoiceChanged Refunded(Payment payment, Refund refund) =>
        new("invoice.refunded", this, refund.Whole)
        {
            Payment = payment.Id,
            Refund = refund.Id,
            Method = refund.Method,
        };

    private void RequireRefundable(Payment payment, Money left, Money amount, Func<Money, string> format)
    {
        RequireAmount(amount, "refund");
        RuleViolation.Unless(!payment.IsReversed, InvoiceRules.Reversed, "That payment was undone. There is nothing to refund.");
        RuleViolation.Unless(
            amount <= left,
            InvoiceRules.RefundLeft,
            left.MinorUnits == 0 ? "All of that payment was refunded." : $"{format(left)} is the most left on that payment."
        );
    }

    private Payment Find(Id<Payment> id) =>
        _payments.FirstOrDefault(p => p.Id == id) ?? throw new RuleViolation(InvoiceRules.NoPayment, "There is no such payment.");

    private void RequireStanding() =>
        RuleViolation.Unless(VoidedAt is null, InvoiceRules.IsVoid, $"{Number} is void and counts for nothing any more.");

    private void RequireAmount(Money amount, string what) =>
        RuleViolation.Unless(
            amount.Currency == Total.Currency && amount.MinorUnits is > 0 and <= MoneyRules.MostMinorUnits,
            InvoiceRules.Amount,
            $"A {what} is more than nothing, in {Total.Currency}."
        );

    private static void RequireByHand(string method, DateOnly on, DateOnly today, string note)
    {
        RuleViolation.Unless(PaymentMethods.ByHand.Contains(method), InvoiceRules.Method, "Choose cash, cheque, bank transfer or other.");
        RuleViolation.Unless(on <= today && on.Year >= 2000, InvoiceRules.Day, "Choose the day on which it happened, today at the latest.");
        RuleViolation.Unless(PlainText.Fits(note, 500), InvoiceRules.Note, "Write at most 500 characters.");
    }
}

/// <summary>Rule codes of invoices.</summary>
public static class InvoiceRules
{
    public const string Amount = "invoice.amount";
    public const string Applied = "invoice.applied";
    public const string Day = "invoice.day";
    public const string DueOn = "invoice.due-on";
    public const string Empty = "invoice.empty";
    public const string Ended = "invoice.draft-ended";
    public const string IsVoid = "invoice.void";
    public const string Lines = "invoice.lines";
    public const string Method = "invoice.method";
    public const string Missing = "invoice.missing";
    public const string NoPayment = "invoice.no-payment";
    public const string Note = "invoice.note";
    public const string Provider = "invoice.provider";
    public const string Reason = "invoice.reason";
    public const string Received = "invoice.received";
    public const string RefundLeft = "invoice.refund-left";
    public const string Refunded = "invoice.refunded";
    public const string Reversed = "invoice.reversed";
    public const string Settled = "invoice.settled";
    public const string Stale = "invoice.stale";
    public const string Title = "invoice.title";
    public const string TooMuch = "invoice.too-much";
}

/// <summary>Something happened to an invoice: it was issued, sent, paid, refunded, credited, voided.</summary>
public sealed record InvoiceChanged : DomainEvent
{
    public InvoiceChanged(string kind, Invoice invoice, Money amount)
        : base(kind, invoice.Id.Value)
    {
        (Number, Amount, Balance) = (invoice.Number, amount, invoice.Balance);
        (Customer, Job) = (invoice.CustomerId.Value, invoice.JobId?.Value);
    }

    public string Number { get; }
    public Money Amount { get; }

    /// <summary>What was still due afterwards.</summary>
    public Money Balance { get; }

    /// <summary>The payment that it is about; null: none.</summary>
    public Id<Payment>? Payment { get; init; }

    /// <summary>The refund that it is about; null: none.</summary>
    public Id<Refund>? Refund { get; init; }

    /// <summary>The credit that it is about; null: none.</summary>
    public Id<Credit>? Credit { get; init; }

    /// <summary>Paid on top of the amount, in minor units; zero: nothing.</summary>
    public long OnTop { get; init; }

    /// <summary>The number of the invoice that it was applied to; null: none.</summary>
    public string? To { get; init; }

    /// <summary>How the money moved; null: none did.</summary>
    public string? Method { get; init; }

    public override IReadOnlyDictionary<string, string> Details
    {
        get
        {
            var details = new Dictionary<string, string>
            {
                ["number"] = Number,
                ["amount"] = Amount.MinorUnits.ToString(CultureInfo.InvariantCulture),
                ["currency"] = Amount.Currency.Code,
                ["balance"] = Balance.MinorUnits.ToString(CultureInfo.InvariantCulture),
            };
            Tell("payment", Payment?.ToString());
            Tell("refund", Refund?.ToString());
            Tell("credit", Credit?.ToString());
            Tell("method", Method);
            Tell("to", To);
            Tell("on-top", OnTop > 0 ? OnTop.ToString(CultureInfo.InvariantCulture) : null);
            return details;

            void Tell(string name, string? value)
            {
                if (value is not null)
                {
                    details[name] = value;
                }
            }
        }
    }
}
