using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>Finds and locks an invoice that is acted on: its job's row first, where it has one, then its own, then everything below is read.</summary>
public static class LockedInvoice
{
    /// <exception cref="RuleViolation"><see cref="InvoiceRules.Missing"/>.</exception>
    /// <returns>Both as they stand under the locks; the job is null where the invoice stands alone.</returns>
    public static async Task<(Invoice Invoice, Job? Job)> OfAsync(WorkspaceDb db, string number, CancellationToken cancellationToken)
    {
        var place =
            await db.Invoices.AsNoTracking().Where(i => i.Number == number).Select(i => new { i.Id, i.JobId }).SingleOrDefaultAsync(cancellationToken)
            ?? throw new RuleViolation(InvoiceRules.Missing, "There is no such invoice.");
        return await OfAsync(db, place.Id, place.JobId, cancellationToken);
    }

    /// <inheritdoc cref="OfAsync(WorkspaceDb, string, CancellationToken)"/>
    public static async Task<(Invoice Invoice, Job? Job)> OfAsync(WorkspaceDb db, Id<Invoice> id, CancellationToken cancellationToken)
    {
        var place =
            await db.Invoices.AsNoTracking().Where(i => i.Id == id).Select(i => new { i.JobId }).SingleOrDefaultAsync(cancellationToken)
            ?? throw new RuleViolation(InvoiceRules.Missing, "There is no such invoice.");
        return await OfAsync(db, id, place.JobId, cancellationToken);
    }

    /// <summary>Moves its job to where its invoices now say.</summary>
    public static async Task RestageAsync(WorkspaceDb db, Job? job, CancellationToken cancellationToken)
    {
        if (job is not null)
        {
            await JobFactsQuery.RestageAsync(db, job, cancellationToken);
        }
    }

    private static async Task<(Invoice Invoice, Job? Job)> OfAsync(
        WorkspaceDb db,
        Id<Invoice> id,
        Id<Job>? jobId,
        CancellationToken cancellationToken
    )
    {
        Job? job = null;
        if (jobId is { } of)
        {
            await db.LockAsync(of, id, cancellationToken);
            job = await db.Jobs.SingleAsync(j => j.Id == of, cancellationToken);
        }
        else
        {
            await db.LockAsync(id, cancellationToken);
        }

        var invoice = await db
            .Invoices.Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .AsSplitQuery()
            .SingleAsync(i => i.Id == id, cancellationToken);
        return (invoice, job);
    }
}

/// <summary>What staff who act on money need to know of the company.</summary>
internal sealed record Till(WorkspaceView Company, DateOnly Today, Recorder Who, DateTimeOffset Now)
{
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public static async Task<Till> OpenAsync(WorkspaceDb db, Staff staff, string what, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), what);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        return new Till(company, LocalDay.Of(db.Now, company.Zone), new Recorder(staff.StaffId, staff.StaffName), db.Now);
    }
}
