using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Web.Features.Customers;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>What an invoice can be made of.</summary>
/// <param name="EstimateNumber">Its lines that no invoice bills yet; null: of no estimate.</param>
/// <param name="JobNumber">Null: it stands alone.</param>
/// <param name="Estimates">Approved estimates of the job, whose lines are offered.</param>
/// <param name="Drafts">What is being written of it already.</param>
/// <param name="Invoices">Numbers of the standing invoices of the same, the latest first.</param>
/// <param name="Unsent">Number of the one that was issued and whose balance was not asked for yet; null: there is none.</param>
public sealed record InvoiceSource(
    string? EstimateNumber,
    string? JobNumber,
    string Title,
    Id<Customer> CustomerId,
    string Customer,
    IReadOnlyList<string> Estimates,
    IReadOnlyList<Id<InvoiceDraft>> Drafts,
    IReadOnlyList<string> Invoices,
    string? Unsent
);

/// <summary>A customer who can be billed.</summary>
public sealed record CustomerToBill(Id<Customer> Id, string Name);

/// <summary>Finds what an invoice can be made of.</summary>
public sealed class NewInvoiceQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 20;

    /// <returns>Null: there is no such job.</returns>
    public async Task<InvoiceSource?> OfJobAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await OfJobAsync(db, number, estimate: null, cancellationToken);
    }

    /// <returns>Null: there is no such estimate, or it was not approved.</returns>
    public async Task<InvoiceSource?> OfEstimateAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        if (!PlainText.Fits(number, 32))
        {
            return null;
        }

        var job = await db
            .Estimates.Where(e => e.Number == number && e.State == EstimateState.Approved)
            .Select(e => db.Jobs.Where(j => j.Id == e.JobId).Select(j => j.Number).First())
            .SingleOrDefaultAsync(cancellationToken);
        return job is null ? null : await OfJobAsync(db, job, number, cancellationToken);
    }

    /// <returns>Null: there is no such customer.</returns>
    public async Task<InvoiceSource?> OfCustomerAsync(Staff staff, Id<Customer> id, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var customer = await db.Customers.Where(c => c.Id == id && c.MergedInto == null).Select(c => c.Name).SingleOrDefaultAsync(cancellationToken);
        return customer is null ? null : new InvoiceSource(null, null, "", id, customer, [], [], [], null);
    }

    /// <summary>By the beginnings of words, or a phone number; at most twenty, by name.</summary>
    public async Task<IReadOnlyList<CustomerToBill>> CustomersAsync(Staff staff, string find, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        if (!PlainText.IsFilled(find, 100) || await CustomerSearch.FindAsync(db, find.Trim(), cancellationToken) is not { } found)
        {
            return [];
        }

        var ids = await found.Take(100).ToArrayAsync(cancellationToken);
        return await db
            .Customers.Where(c => ids.Contains(c.Id) && c.MergedInto == null)
            .OrderBy(c => c.Name)
            .Take(Most)
            .Select(c => new CustomerToBill(c.Id, c.Name))
            .ToListAsync(cancellationToken);
    }

    private static async Task<InvoiceSource?> OfJobAsync(WorkspaceDb db, string number, string? estimate, CancellationToken cancellationToken)
    {
        if (!PlainText.Fits(number, 32))
        {
            return null;
        }

        var job = await (
            from j in db.Jobs
            join c in db.Customers on j.CustomerId equals c.Id
            where j.Number == number
            select new
            {
                j.Id,
                j.Number,
                j.Title,
                j.CustomerId,
                Customer = c.Name,
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (job is null)
        {
            return null;
        }

        var invoices = await db
            .Invoices.Where(i => i.JobId == job.Id && i.VoidedAt == null)
            .OrderByDescending(i => i.IssuedOn)
            .Take(Most)
            .Select(i => new
            {
                i.Number,
                IsUnsent = i.SentAt == null
                    && EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) < i.Total.MinorUnits,
            })
            .ToListAsync(cancellationToken);
        return new InvoiceSource(
            estimate,
            job.Number,
            job.Title,
            job.CustomerId,
            job.Customer,
            await db
                .Estimates.Where(e => e.JobId == job.Id && e.State == EstimateState.Approved)
                .OrderBy(e => e.CreatedAt)
                .Take(Most)
                .Select(e => e.Number)
                .ToListAsync(cancellationToken),
            await db
                .InvoiceDrafts.Where(d => d.JobId == job.Id && d.EndedAt == null)
                .OrderByDescending(d => d.CreatedAt)
                .Take(Most)
                .Select(d => d.Id)
                .ToListAsync(cancellationToken),
            [.. invoices.Select(i => i.Number)],
            invoices.FirstOrDefault(i => i.IsUnsent)?.Number
        );
    }
}
