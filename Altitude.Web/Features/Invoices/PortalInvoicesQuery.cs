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
    string? JobNumber,
    string Title
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
        if (!reader.MaySeeInvoices())
        {
            return null;
        }

        var rows = await (
            from i in db.Invoices
            where i.CustomerId == reader.CustomerId
            orderby i.IssuedOn descending, i.Number descending
            join o in db.Jobs on i.JobId equals o.Id into jobs
            from j in jobs.DefaultIfEmpty()
            select new
            {
                i.Number,
                Sums = InvoiceSums.Of(
                    i.Total.Currency,
                    i.Total.MinorUnits,
                    i.Deposit.MinorUnits,
                    EF.Property<long>(i, InvoiceColumns.Paid),
                    EF.Property<long>(i, InvoiceColumns.Refunded),
                    EF.Property<long>(i, InvoiceColumns.Credited),
                    i.VoidedAt != null
                ),
                i.IssuedOn,
                i.DueOn,
                i.SentAt,
                JobNumber = j == null ? null : j.Number,
                JobTitle = j == null ? null : j.Title,
                i.Content.Title,
            }
        )
            .Take(Most)
            .ToListAsync(cancellationToken);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(db.Now, zone).DateTime);
        return
        [
            .. rows.Select(r => new PortalInvoice(
                r.Number,
                r.Sums.StatusOn(r.DueOn, today),
                r.Sums.Total,
                r.Sums.Balance,
                r.Sums.DepositDue(r.SentAt != null) is { MinorUnits: > 0 } deposit ? deposit : null,
                r.IssuedOn,
                r.DueOn,
                r.JobNumber,
                r.JobTitle ?? r.Title
            )),
        ];
    }
}
