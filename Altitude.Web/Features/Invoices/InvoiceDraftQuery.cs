using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>An invoice that staff are writing.</summary>
/// <param name="Revision">To be handed in with the next change.</param>
/// <param name="JobNumber">Null: it stands alone.</param>
/// <param name="EstimateNumber">The estimate that it bills; null: none.</param>
/// <param name="HasEnded">It was issued or discarded.</param>
/// <param name="IssuedAs">The invoice's number; null: it is none.</param>
/// <param name="Readers">Whom it would be sent to.</param>
/// <param name="Names">The company's people, by id.</param>
/// <param name="Today">The company's day.</param>
public sealed record InvoiceDraftView(
    WorkspaceView Company,
    Id<InvoiceDraft> Id,
    int Revision,
    InvoiceContent Content,
    DateOnly DueOn,
    Id<Customer> CustomerId,
    string Customer,
    string? JobNumber,
    string? JobTitle,
    string? EstimateNumber,
    bool HasEnded,
    string? IssuedAs,
    IReadOnlyList<InvoiceReader> Readers,
    IReadOnlyDictionary<Id<StaffMember>, string> Names,
    DateOnly Today
);

/// <summary>Reads a draft for whoever writes it.</summary>
public sealed class InvoiceDraftQuery(WorkspaceDbFactory workspaces)
{
    /// <returns>Null: there is no such draft.</returns>
    public async Task<InvoiceDraftView?> RunAsync(Staff staff, Id<InvoiceDraft> id, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var draft = await db.InvoiceDrafts.SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
        if (draft is null)
        {
            return null;
        }

        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var job = draft.JobId is { } of
            ? await db.Jobs.Where(j => j.Id == of).Select(j => new { j.Number, j.Title }).SingleAsync(cancellationToken)
            : null;
        return new InvoiceDraftView(
            company,
            draft.Id,
            draft.Revision,
            draft.Content,
            draft.DueOn,
            draft.CustomerId,
            await db.Customers.Where(c => c.Id == draft.CustomerId).Select(c => c.Name).SingleAsync(cancellationToken),
            job?.Number,
            job?.Title,
            draft.EstimateId is { } estimate
                ? await db.Estimates.Where(e => e.Id == estimate).Select(e => e.Number).SingleAsync(cancellationToken)
                : null,
            draft.EndedAt is not null,
            draft.IssuedAs is { } issued ? await db.Invoices.Where(i => i.Id == issued).Select(i => i.Number).SingleAsync(cancellationToken) : null,
            await InvoiceReaders.OfAsync(db, draft.CustomerId, cancellationToken),
            await db.Staff.OrderBy(s => s.Id).Take(500).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken),
            LocalDay.Of(db.Now, company.Zone)
        );
    }
}
