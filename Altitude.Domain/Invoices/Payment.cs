using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Invoices;

/// <summary>Money received for an invoice: written down by staff, or told by the payment provider.</summary>
public sealed class Payment : IWorkspaceOwned
{
    private readonly List<Refund> _refunds = [];

    private Payment() { }

    public Id<Payment> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Invoice> InvoiceId { get; private init; }
    public Money Amount { get; private init; }

    /// <summary>How it came: one of <see cref="PaymentMethods"/>.</summary>
    public string Method { get; private init; } = "";

    /// <summary>The day on which it was received, local to the workspace.</summary>
    public DateOnly ReceivedOn { get; private init; }

    /// <summary>What staff wrote beside it, or what the provider calls the means of payment: "Visa ending 4242".</summary>
    public string Note { get; private init; } = "";

    /// <summary>Who of the company wrote it down; null: the provider told of it.</summary>
    public Id<StaffMember>? RecordedById { get; private init; }

    /// <summary>Their name at that time; empty: as above.</summary>
    public string RecordedBy { get; private init; } = "";

    /// <summary>UTC; when it was written down.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>The provider's payment intent; null: recorded by hand.</summary>
    public string? ProviderIntent { get; private init; }

    /// <summary>Whether the provider moved real money; null: recorded by hand.</summary>
    public bool? IsLive { get; private init; }

    /// <summary>Paid on top of the invoice's money for paying by card; minor units.</summary>
    public long SurchargeMinorUnits { get; private init; }

    /// <summary>Paid on top of the invoice's money; minor units.</summary>
    public long TipMinorUnits { get; private init; }

    /// <summary>Which part of the provider's payment falls to this invoice; 1 where it paid one invoice only.</summary>
    public int ProviderPart { get; private init; } = 1;

    /// <summary>UTC; null: it stands.</summary>
    public DateTimeOffset? ReversedAt { get; private set; }

    /// <summary>Who took it back; empty: nobody.</summary>
    public string ReversedBy { get; private set; } = "";
    public IReadOnlyList<Refund> Refunds => _refunds;

    public bool IsByHand => ProviderIntent is null;
    public bool IsReversed => ReversedAt is not null;

    /// <summary>What went back of it, on its way included.</summary>
    public Money Refunded => Sum(r => r.Counts && !r.IsApplied);

    /// <summary>What went back of it, or was applied to another invoice.</summary>
    public Money Gone => Sum(r => r.Counts);

    /// <summary>What can still be refunded of the invoice's money; never below zero.</summary>
    public Money Left => IsReversed || Gone > Amount ? Money.Zero(Amount.Currency) : Amount - Gone;

    /// <summary>What was paid on top.</summary>
    public PaymentExtras Extras => new(Amount with { MinorUnits = SurchargeMinorUnits }, Amount with { MinorUnits = TipMinorUnits });

    /// <summary>What the payer paid in all.</summary>
    public Money Charged => Amount + Extras.Total;

    /// <summary>What went back in all, on its way included.</summary>
    public Money Returned => Refunded + ExtrasGone;

    /// <summary>What the provider can still give back: the whole, what was paid on top included.</summary>
    public Money Returnable => Left + ExtrasLeft;

    private Money ExtrasGone => new(_refunds.Where(r => r.Counts).Sum(r => r.ExtrasMinorUnits), Amount.Currency);

    private Money ExtrasLeft => IsReversed || ExtrasGone > Extras.Total ? Money.Zero(Amount.Currency) : Extras.Total - ExtrasGone;

    internal static Payment ByHand(Id<Payment> id, Invoice invoice, ReceivedByHand received) =>
        new()
        {
            Id = id,
            WorkspaceId = invoice.WorkspaceId,
            InvoiceId = invoice.Id,
            Amount = received.Amount,
            Method = received.Method,
            ReceivedOn = received.On,
            Note = received.Note.Trim(),
            RecordedById = received.Who.Id,
            RecordedBy = received.Who.Name,
            At = received.At,
        };

    internal static Payment AtProvider(Id<Payment> id, Invoice invoice, ProviderPayment payment) =>
        new()
        {
            Id = id,
            WorkspaceId = invoice.WorkspaceId,
            InvoiceId = invoice.Id,
            Amount = payment.Amount,
            Method = payment.Method,
            ReceivedOn = payment.On,
            Note = payment.Label,
            At = payment.At,
            ProviderIntent = payment.Intent,
            IsLive = payment.IsLive,
            ProviderPart = payment.Part,
            SurchargeMinorUnits = payment.Surcharge,
            TipMinorUnits = payment.Tip,
        };

    /// <summary>Money that another invoice did not need.</summary>
    internal static Payment Applied(Id<Payment> id, Invoice to, Invoice from, Money amount, AppliedByHand how) =>
        new()
        {
            Id = id,
            WorkspaceId = to.WorkspaceId,
            InvoiceId = to.Id,
            Amount = amount,
            Method = PaymentMethods.Applied,
            ReceivedOn = how.Today,
            Note = $"From {from.Number}",
            RecordedById = how.Who.Id,
            RecordedBy = how.Who.Name,
            At = how.At,
        };

    internal bool Is(ProviderPayment payment) => ProviderIntent == payment.Intent && IsLive == payment.IsLive && ProviderPart == payment.Part;

    /// <summary>
    /// What of money that goes back was paid on top: the invoice's money goes first, so that a part refunded is a part of the invoice, and only the whole takes surcharge and
    /// tip along. What nothing is left for counts as the invoice's.
    /// </summary>
    internal Money OnTopOf(Money back)
    {
        var beyond = back > Left ? back - Left : Money.Zero(back.Currency);
        return beyond < ExtrasLeft ? beyond : ExtrasLeft;
    }

    internal void Reverse(string by, DateTimeOffset now) => (ReversedAt, ReversedBy) = (now, by);

    internal void Add(Refund refund) => _refunds.Add(refund);

    private Money Sum(Func<Refund, bool> which) => new(_refunds.Where(which).Sum(r => r.Amount.MinorUnits), Amount.Currency);
}

/// <summary>Money that went back to the customer, of one payment: handed back by staff, or returned by the payment provider.</summary>
public sealed class Refund : IWorkspaceOwned
{
    private Refund() { }

    public Id<Refund> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Payment> PaymentId { get; private init; }

    /// <summary>What of it was the invoice's money; zero where only what was paid on top went back.</summary>
    public Money Amount { get; private init; }

    /// <summary>What of it had been paid on top, as surcharge or tip; minor units.</summary>
    public long ExtrasMinorUnits { get; private init; }

    /// <summary>All that went back.</summary>
    public Money Whole => Amount with { MinorUnits = Amount.MinorUnits + ExtrasMinorUnits };

    /// <summary>How it went back: one of <see cref="PaymentMethods"/>.</summary>
    public string Method { get; private init; } = "";

    /// <summary>The day on which it went back, local to the workspace.</summary>
    public DateOnly RefundedOn { get; private init; }
    public string Note { get; private init; } = "";

    /// <summary>Who of the company did it; empty: done at the provider.</summary>
    public string RecordedBy { get; private init; } = "";

    /// <summary>UTC; when it was written down.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>The provider's id of it; null: handed back by staff.</summary>
    public string? ProviderRefund { get; private init; }
    public RefundState State { get; private set; }

    /// <summary>On its way or arrived; a failed one never left.</summary>
    public bool Counts => State != RefundState.Failed;

    /// <summary>The payer's bank took it back after a dispute: the company never gave it.</summary>
    public bool IsTakenBack => Method == PaymentMethods.TakenBack;

    /// <summary>It went to another invoice: nothing left the company.</summary>
    public bool IsApplied => Method == PaymentMethods.Applied;

    internal static Refund Applied(Id<Refund> id, Payment payment, Invoice to, Money amount, AppliedByHand how) =>
        new()
        {
            Id = id,
            WorkspaceId = payment.WorkspaceId,
            PaymentId = payment.Id,
            Amount = amount,
            Method = PaymentMethods.Applied,
            RefundedOn = how.Today,
            Note = $"To {to.Number}",
            RecordedBy = how.Who.Name,
            At = how.At,
            State = RefundState.Succeeded,
        };

    internal static Refund ByHand(Id<Refund> id, Payment payment, RefundedByHand refunded) =>
        new()
        {
            Id = id,
            WorkspaceId = payment.WorkspaceId,
            PaymentId = payment.Id,
            Amount = refunded.Amount,
            Method = refunded.Method,
            RefundedOn = refunded.On,
            Note = refunded.Note.Trim(),
            RecordedBy = refunded.Who.Name,
            At = refunded.At,
            State = RefundState.Succeeded,
        };

    internal static Refund AtProvider(Id<Refund> id, Payment payment, ProviderRefund refund)
    {
        var extras = payment.OnTopOf(refund.Amount);
        return new()
        {
            Id = id,
            WorkspaceId = payment.WorkspaceId,
            PaymentId = payment.Id,
            Amount = refund.Amount - extras,
            ExtrasMinorUnits = extras.MinorUnits,
            Method =
                refund.IsTakenBack ? PaymentMethods.TakenBack
                : payment.Method == PaymentMethods.Applied ? PaymentMethods.Other // It left the company, unlike what is applied.
                : payment.Method,
            RefundedOn = refund.On,
            Note = refund.Note,
            RecordedBy = refund.By,
            At = refund.At,
            ProviderRefund = refund.Id,
            State = refund.State,
        };
    }

    internal void Became(RefundState state) => State = state;
}

/// <summary>How far a refund has come at the provider. One by hand has arrived.</summary>
public enum RefundState
{
    Succeeded,
    Pending,
    Failed,
}

/// <summary>Something that the company lets the customer off; no money moves.</summary>
public sealed class Credit : IWorkspaceOwned
{
    private Credit() { }

    internal Credit(Id<Credit> id, Invoice invoice, Money amount, DateOnly on, string reason, Recorder who, DateTimeOffset at) =>
        (Id, WorkspaceId, InvoiceId, Amount, CreditedOn, Reason, RecordedBy, At) = (
            id,
            invoice.WorkspaceId,
            invoice.Id,
            amount,
            on,
            reason.Trim(),
            who.Name,
            at
        );

    public Id<Credit> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Invoice> InvoiceId { get; private init; }
    public Money Amount { get; private init; }

    /// <summary>Local to the workspace.</summary>
    public DateOnly CreditedOn { get; private init; }
    public string Reason { get; private init; } = "";
    public string RecordedBy { get; private init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>UTC; null: it stands.</summary>
    public DateTimeOffset? ReversedAt { get; private set; }

    /// <summary>Who took it back; empty: nobody.</summary>
    public string ReversedBy { get; private set; } = "";

    internal void Reverse(string by, DateTimeOffset now) => (ReversedAt, ReversedBy) = (now, by);
}

/// <summary>Who of the company writes something down.</summary>
public sealed record Recorder(Id<StaffMember> Id, string Name);

/// <summary>What staff say of money that reached the company outside the portal.</summary>
/// <param name="On">The day on which it was received, local to the workspace.</param>
/// <param name="Today">The workspace's day at <paramref name="At"/>.</param>
/// <param name="At">UTC; the transaction's own time.</param>
public sealed record ReceivedByHand(Money Amount, string Method, DateOnly On, string Note, Recorder Who, DateOnly Today, DateTimeOffset At);

/// <summary>What staff say of money that they handed back.</summary>
/// <inheritdoc cref="ReceivedByHand"/>
public sealed record RefundedByHand(Money Amount, string Method, DateOnly On, string Note, Recorder Who, DateOnly Today, DateTimeOffset At);

/// <summary>Who applies money of one invoice to another, and when.</summary>
/// <param name="Today">The workspace's day at <paramref name="At"/>.</param>
/// <param name="At">UTC.</param>
public sealed record AppliedByHand(Recorder Who, DateOnly Today, DateTimeOffset At);

/// <summary>A payment as the provider tells of it.</summary>
/// <param name="Intent">The provider's payment intent: one payment each.</param>
/// <param name="IsLive">Whether real money moved.</param>
/// <param name="Amount">The invoice's money as the provider took it, whatever was asked for.</param>
/// <param name="Method">One of <see cref="PaymentMethods"/>.</param>
/// <param name="On">The workspace's day at <paramref name="At"/>.</param>
/// <param name="Label">"Visa ending 4242"; empty: not told.</param>
/// <param name="Part">Which part of it falls to this invoice, from 1; one payment may settle several invoices.</param>
/// <param name="Surcharge">Paid on top of the amount for paying by card; minor units.</param>
/// <param name="Tip">Paid on top of the amount; minor units.</param>
public sealed record ProviderPayment(
    string Intent,
    bool IsLive,
    Money Amount,
    string Method,
    DateOnly On,
    DateTimeOffset At,
    string Label = "",
    int Part = 1,
    long Surcharge = 0,
    long Tip = 0
);

/// <summary>A refund as the provider tells of it.</summary>
/// <param name="Id">The provider's id: one refund each.</param>
/// <param name="Amount">All that went back, what was paid on top included.</param>
/// <param name="By">Who of the company asked for it; empty: it was made at the provider.</param>
/// <param name="IsTakenBack">The payer's bank took it back after a dispute.</param>
public sealed record ProviderRefund(
    string Id,
    Money Amount,
    RefundState State,
    DateOnly On,
    DateTimeOffset At,
    string Note = "",
    string By = "",
    bool IsTakenBack = false
);

/// <summary>How money comes and goes; stable names.</summary>
public static class PaymentMethods
{
    public const string Cash = "cash";
    public const string Cheque = "cheque";
    public const string Bank = "bank";
    public const string Card = "card";
    public const string BankDebit = "bank-debit";
    public const string Other = "other";

    /// <summary>From one invoice of the customer to another.</summary>
    public const string Applied = "applied";

    /// <summary>Money that the payer's bank took back.</summary>
    public const string TakenBack = "taken-back";

    /// <summary>What staff may write down; the others are the provider's.</summary>
    public static readonly IReadOnlyList<string> ByHand = [Cash, Cheque, Bank, Other];
}
