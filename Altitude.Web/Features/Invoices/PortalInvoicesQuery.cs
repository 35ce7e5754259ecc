using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>An invoice in a customer's list.</summary>
/// <param name="DepositDue">What is due at once; null: nothing, or not any more.</param>
public sealed record PortalInvoice(
    string Number,
    InvoiceStatus Status,
    Money Total,
    Money Balance,
    Money? DepositDue,
    DateOnly IssuedOn,
    DateOnly DueOn,
    string JobNumber,
    string JobTitle
);

/// <summary>Reads a customer's invoices, newest first.</summary>
public sealed class PortalInvoicesQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 100;

    /// <param name="zone">The company's: whether an invoice is overdue is said of its day.</param>
    /// <returns>Null: invoices are not this contact's to see.</returns>
    public async Task<IReadOnlyList<PortalInvoice>?> RunAsync(PortalReader reader, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        if (!reader.Rights.MaySeeInvoices())
        {
            return null;
        }

        var rows = await (
            from i in db.Invoices
            where i.CustomerId == reader.CustomerId
            orderby i.IssuedOn descending, i.Number descending
            join j in db.Jobs on i.JobId equals j.Id
            select new
            {
                i.Number,
                Total = i.Total.MinorUnits,
                i.Total.Currency,
                Deposit = i.Deposit.MinorUnits,
                Paid = db.Payments.Where(p => p.InvoiceId == i.Id).Sum(p => p.Amount.MinorUnits),
                i.IssuedOn,
                i.DueOn,
                i.SentAt,
                IsVoid = i.VoidedAt != null,
                JobNumber = j.Number,
                j.Title,
            }
        )
            .Take(Most)
            .ToListAsync(cancellationToken);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(db.Now, zone).DateTime);
        return
        [
            .. rows.Select(r => new PortalInvoice(
                r.Number,
                Invoice.StatusOn(r.IsVoid, r.Total, r.Paid, r.DueOn, today),
                new Money(r.Total, r.Currency),
                new Money(r.Total - r.Paid, r.Currency),
                r.IsVoid || r.SentAt != null || r.Paid >= r.Deposit ? null : new Money(r.Deposit - r.Paid, r.Currency),
                r.IssuedOn,
                r.DueOn,
                r.JobNumber,
                r.Title
            )),
        ];
    }
}
