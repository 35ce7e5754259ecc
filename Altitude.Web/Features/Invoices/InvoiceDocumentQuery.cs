using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>What stands on an invoice as a document of its own.</summary>
/// <param name="Movements">Payments, refunds and credits that stand, oldest first.</param>
/// <param name="Place">Where the work was done; null: it is not known, or there was none.</param>
/// <param name="At">UTC; when it was read.</param>
public sealed record InvoiceDocument(
    WorkspaceView Company,
    string Number,
    InvoiceStatus Status,
    InvoiceContent Content,
    InvoiceSums Sums,
    DateOnly IssuedOn,
    DateOnly DueOn,
    string Customer,
    string? Place,
    string? JobNumber,
    IReadOnlyList<InvoiceMovement> Movements,
    DateTimeOffset At
);

/// <summary>Reads an invoice for its document.</summary>
public sealed class InvoiceDocumentQuery(WorkspaceDbFactory workspaces)
{
    /// <returns>Null: there is none, it is another customer's, or invoices are not this contact's to see.</returns>
    public async Task<InvoiceDocument?> RunAsync(PortalReader reader, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        return reader.MaySeeInvoices() && PlainText.Fits(number, 32)
            ? await OfAsync(db, db.Invoices.Where(i => i.CustomerId == reader.CustomerId), number, cancellationToken)
            : null;
    }

    /// <returns>Null: there is no such invoice.</returns>
    public async Task<InvoiceDocument?> RunAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return PlainText.Fits(number, 32) ? await OfAsync(db, db.Invoices, number, cancellationToken) : null;
    }

    /// <summary>One of <paramref name="among"/>, within a reading that goes on.</summary>
    internal static async Task<InvoiceDocument?> OfAsync(
        WorkspaceDb db,
        IQueryable<Invoice> among,
        string number,
        CancellationToken cancellationToken
    )
    {
        var invoice = await among
            .Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .AsSplitQuery()
            .SingleOrDefaultAsync(i => i.Number == number, cancellationToken);
        if (invoice is null)
        {
            return null;
        }

        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var job = invoice.JobId is { } id
            ? await db
                .Jobs.Where(j => j.Id == id)
                .Select(j => new { j.Number, Place = db.Locations.Where(l => l.Id == j.LocationId).Select(l => l.Address).FirstOrDefault() })
                .SingleAsync(cancellationToken)
            : null;
        return new InvoiceDocument(
            company,
            invoice.Number,
            invoice.StatusOn(LocalDay.Of(db.Now, company.Zone)),
            invoice.Content,
            invoice.Sums,
            invoice.IssuedOn,
            invoice.DueOn,
            await db.Customers.Where(c => c.Id == invoice.CustomerId).Select(c => c.Name).SingleAsync(cancellationToken),
            job?.Place,
            job?.Number,
            InvoiceMovement.Of(invoice),
            db.Now
        );
    }
}
