using System.Globalization;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;

namespace Altitude.Domain.Invoices;

/// <summary>The customer is reminded of an invoice that is not paid; the mails follow from this line.</summary>
public sealed record InvoiceReminded : DomainEvent
{
    public const string DueSoon = "invoice.due-soon";
    public const string Overdue = "invoice.overdue";

    /// <param name="isFirst">Of the reminders of this kind: the office is told once.</param>
    public InvoiceReminded(string kind, Id<Invoice> invoice, string number, Money balance, Id<Customer> customer, Id<Job>? job, bool isFirst)
        : base(kind, invoice.Value) => (Number, Balance, IsFirst, Customer, Job) = (number, balance, isFirst, customer.Value, job?.Value);

    public string Number { get; }

    /// <summary>Still due when it was reminded of.</summary>
    public Money Balance { get; }
    public bool IsFirst { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["number"] = Number,
            ["amount"] = Balance.MinorUnits.ToString(CultureInfo.InvariantCulture),
            ["currency"] = Balance.Currency.Code,
            ["first"] = IsFirst ? "yes" : "no",
        };
}
