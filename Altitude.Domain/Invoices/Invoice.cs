using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Invoices;

/// <summary>What a customer owes for a job.</summary>
public sealed class Invoice : Entity, IWorkspaceOwned
{
    private readonly List<Payment> _payments = [];

    private Invoice() { }

    public Id<Invoice> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Job> JobId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }

    /// <summary>The estimate whose approval made it; null: made by hand.</summary>
    public Id<Estimate>? EstimateId { get; private init; }

    /// <summary>Without gaps per workspace: "INV-2044".</summary>
    public string Number { get; private init; } = "";
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
    public IReadOnlyList<Payment> Payments => _payments;

    public Money Paid => new(_payments.Sum(p => p.Amount.MinorUnits), Total.Currency);
    public Money Balance => Total - Paid;
    public bool IsSettled => VoidedAt is null && Balance.MinorUnits <= 0;

    public static Invoice Issue(
        Id<Invoice> id,
        Job job,
        Id<Estimate>? estimate,
        string number,
        Money total,
        Money deposit,
        DateOnly issuedOn,
        DateOnly dueOn
    )
    {
        var invoice = new Invoice
        {
            Id = id,
            WorkspaceId = job.WorkspaceId,
            JobId = job.Id,
            CustomerId = job.CustomerId,
            EstimateId = estimate,
            Number = number,
            Total = total,
            Deposit = deposit,
            IssuedOn = issuedOn,
            DueOn = dueOn,
        };
        invoice.Raise(new InvoiceChanged("invoice.issued", invoice, total));
        return invoice;
    }

    public void Send(DateTimeOffset now)
    {
        SentAt ??= now;
        Raise(new InvoiceChanged("invoice.sent", this, Total));
    }

    /// <summary>It counts for nothing any more, and keeps its number. Twice changes nothing.</summary>
    /// <exception cref="RuleViolation">Money was received for it.</exception>
    public void Void(DateTimeOffset now)
    {
        RuleViolation.Unless(_payments.Count == 0, InvoiceRules.Received, $"{Number} has a payment and cannot be voided.");
        if (VoidedAt is null)
        {
            VoidedAt = now;
            Raise(new InvoiceChanged("invoice.voided", this, Total));
        }
    }

    /// <exception cref="RuleViolation">Nothing was received, or in another currency.</exception>
    public void Receive(Id<Payment> id, Money amount, string method, DateTimeOffset now)
    {
        RuleViolation.Unless(
            amount.Currency == Total.Currency && amount.MinorUnits > 0,
            InvoiceRules.Amount,
            $"A payment is more than nothing, in {Total.Currency}."
        );
        _payments.Add(new Payment(id, WorkspaceId, Id, amount, method, now));
        Raise(new InvoiceChanged("invoice.payment", this, amount));
    }

    /// <summary>The status as people read it, on the local day <paramref name="today"/>.</summary>
    public InvoiceStatus StatusOn(DateOnly today) => StatusOn(VoidedAt is not null, Total.MinorUnits, Paid.MinorUnits, DueOn, today);

    /// <summary>The same for lists, which read no whole invoices. Amounts in minor units.</summary>
    public static InvoiceStatus StatusOn(bool isVoid, long total, long paid, DateOnly dueOn, DateOnly today) =>
        isVoid ? InvoiceStatus.Void
        : paid >= total ? InvoiceStatus.Paid
        : today > dueOn ? InvoiceStatus.Overdue
        : paid > 0 ? InvoiceStatus.PartiallyPaid
        : InvoiceStatus.Open;
}

/// <summary>Money received for an invoice.</summary>
public sealed class Payment : IWorkspaceOwned
{
    private Payment() { }

    internal Payment(Id<Payment> id, Id<Workspace> workspace, Id<Invoice> invoice, Money amount, string method, DateTimeOffset at) =>
        (Id, WorkspaceId, InvoiceId, Amount, Method, At) = (id, workspace, invoice, amount, method, at);

    public Id<Payment> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Invoice> InvoiceId { get; private init; }
    public Money Amount { get; private init; }

    /// <summary>How it came: "cash", "cheque", "bank", "card".</summary>
    public string Method { get; private init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; private init; }
}

/// <summary>Where an invoice stands, derived from its payments and the day.</summary>
public enum InvoiceStatus
{
    Open,
    PartiallyPaid,
    Paid,
    Overdue,
    Void,
}

/// <summary>Rule codes of invoices.</summary>
public static class InvoiceRules
{
    public const string Amount = "invoice.amount";
    public const string Received = "invoice.received";
}

public sealed record InvoiceChanged : DomainEvent
{
    public InvoiceChanged(string kind, Invoice invoice, Money amount)
        : base(kind, invoice.Id.Value) => (Number, Amount, Customer, Job) = (invoice.Number, amount, invoice.CustomerId.Value, invoice.JobId.Value);

    public string Number { get; }
    public Money Amount { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["number"] = Number,
            ["amount"] = Amount.MinorUnits.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["currency"] = Amount.Currency.Code,
        };
}
