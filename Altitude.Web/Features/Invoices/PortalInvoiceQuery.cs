using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>An invoice as its customer reads it.</summary>
/// <param name="DepositDue">What is due at once; null: nothing, or not any more.</param>
/// <param name="JobNumber">Null: it stands alone.</param>
/// <param name="Movements">Payments, refunds and credits that stand, oldest first.</param>
public sealed record PortalInvoiceView(
    string Number,
    InvoiceStatus Status,
    InvoiceContent Content,
    InvoiceSums Sums,
    Money? DepositDue,
    DateOnly IssuedOn,
    DateOnly DueOn,
    string? JobNumber,
    IReadOnlyList<InvoiceMovement> Movements
);

/// <summary>Reads one invoice of a customer.</summary>
public sealed class PortalInvoiceQuery(WorkspaceDbFactory workspaces)
{
    /// <param name="zone">The company's: whether an invoice is overdue is said of its day.</param>
    /// <returns>Null: there is none, it is another customer's, or invoices are not this contact's to see.</returns>
    public async Task<PortalInvoiceView?> RunAsync(PortalReader reader, string number, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        if (!reader.MaySeeInvoices())
        {
            return null;
        }

        var invoice = await db
            .Invoices.Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .AsSplitQuery()
            .SingleOrDefaultAsync(i => i.Number == number && i.CustomerId == reader.CustomerId, cancellationToken);
        if (invoice is null)
        {
            return null;
        }

        var job = invoice.JobId is { } id ? await db.Jobs.Where(j => j.Id == id).Select(j => j.Number).SingleOrDefaultAsync(cancellationToken) : null;
        return new PortalInvoiceView(
            invoice.Number,
            invoice.StatusOn(LocalDay.Of(db.Now, zone)),
            invoice.Content,
            invoice.Sums,
            invoice.DepositDue is { MinorUnits: > 0 } deposit ? deposit : null,
            invoice.IssuedOn,
            invoice.DueOn,
            job,
            InvoiceMovement.Of(invoice)
        );
    }
}
