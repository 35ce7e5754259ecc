using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>Staff begin an invoice: for a job, for what is left of an approved estimate, or for a customer alone. It is theirs until it is issued.</summary>
public sealed class DraftInvoice(WorkspaceDbFactory workspaces)
{
    private const int DaysUntilDue = 14;

    /// <summary>Of a job: what is left to bill of its approved estimate, where it has one; else empty.</summary>
    /// <exception cref="RuleViolation">Not allowed, or there is no such job.</exception>
    public Task<Guid> ForJobAsync(Staff staff, string jobNumber, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "make invoices", cancellationToken);
                var job = await LockJobAsync(db, jobNumber, cancellationToken);
                var estimates = await db
                    .Estimates.AsNoTracking()
                    .Where(e => e.JobId == job.Id && e.State == EstimateState.Approved)
                    .OrderBy(e => e.CreatedAt)
                    .Take(50)
                    .Select(e => e.Id)
                    .ToListAsync(cancellationToken);
                foreach (var estimate in estimates)
                {
                    if (await LeftOfAsync(db, estimate, cancellationToken) is { Lines.Count: > 0 } left)
                    {
                        return Begin(db, till, job.CustomerId, job.Id, estimate, left);
                    }
                }

                return Begin(db, till, job.CustomerId, job.Id, null, Empty(till, job.Title));
            },
            cancellationToken
        );

    /// <summary>Of an approved estimate: the lines that no invoice bills yet.</summary>
    /// <exception cref="RuleViolation">Not allowed, not approved, or all of it is billed.</exception>
    public Task<Guid> ForEstimateAsync(Staff staff, string estimateNumber, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "make invoices", cancellationToken);
                var place =
                    await db
                        .Estimates.AsNoTracking()
                        .Where(e => e.Number == estimateNumber)
                        .Select(e => new { e.Id, e.JobId })
                        .SingleOrDefaultAsync(cancellationToken)
                    ?? throw new RuleViolation(EstimateRules.Missing, "There is no such estimate.");
                await db.LockAsync(place.JobId, place.Id, cancellationToken);
                var estimate = await db.Estimates.AsNoTracking().SingleAsync(e => e.Id == place.Id, cancellationToken);
                RuleViolation.Unless(
                    estimate.State == EstimateState.Approved,
                    EstimateRules.NotOpen,
                    $"{estimateNumber} was not approved. Bill the job instead."
                );
                var left = await LeftOfAsync(db, place.Id, cancellationToken);
                RuleViolation.Unless(left is { Lines.Count: > 0 }, InvoiceRules.Empty, $"All of {estimateNumber} is billed already.");
                return Begin(db, till, estimate.CustomerId, estimate.JobId, estimate.Id, left!); // Refused above when there is none.
            },
            cancellationToken
        );

    /// <summary>Of a customer, without a job.</summary>
    /// <exception cref="RuleViolation">Not allowed, or there is no such customer.</exception>
    public Task<Guid> ForCustomerAsync(Staff staff, Id<Customer> customerId, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var till = await Till.OpenAsync(db, staff, "make invoices", cancellationToken);
                var exists = await db.Customers.AnyAsync(c => c.Id == customerId && c.MergedInto == null, cancellationToken);
                RuleViolation.Unless(exists, CustomerRules.Missing, "This customer does not exist.");
                return Begin(db, till, customerId, null, null, Empty(till, "Services"));
            },
            cancellationToken
        );

    private static Guid Begin(WorkspaceDb db, Till till, Id<Customer> customer, Id<Job>? job, Id<Estimate>? estimate, InvoiceContent content)
    {
        var draft = InvoiceDraft.Begin(
            Id<InvoiceDraft>.New(),
            db.WorkspaceId,
            customer,
            job,
            estimate,
            content,
            till.Today.AddDays(DaysUntilDue),
            till.Now
        );
        db.InvoiceDrafts.Add(draft);
        return draft.Id.Value;
    }

    private static InvoiceContent Empty(Till till, string title) =>
        new(
            title,
            till.Company.Currency,
            [],
            Discount.None,
            till.Company.TaxRates.Count > 0 ? till.Company.TaxRates[0] : null,
            DepositTerms.None,
            Terms: "",
            Notes: ""
        );

    private static async Task<Job> LockJobAsync(WorkspaceDb db, string number, CancellationToken cancellationToken)
    {
        var job =
            await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Number == number, cancellationToken)
            ?? throw new RuleViolation(JobRules.Missing, "There is no such job.");
        await db.LockAsync(job.Id, cancellationToken);
        return job;
    }

    /// <summary>What was agreed to, less what standing invoices bill. Null: it was not approved in this system.</summary>
    private static async Task<InvoiceContent?> LeftOfAsync(WorkspaceDb db, Id<Estimate> estimate, CancellationToken cancellationToken)
    {
        var agreed = await (
            from c in db.Consents
            join e in db.Estimates on c.EstimateId equals e.Id
            join v in db.EstimateVersions on new { c.EstimateId, Number = c.Version } equals new { v.EstimateId, v.Number }
            where c.EstimateId == estimate && c.Version == e.SentVersion && c.Round == e.Round
            select new
            {
                v.Content,
                c.Ticked,
                c.Package,
            }
        )
            .AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken);
        if (agreed is null)
        {
            return null;
        }

        var billed = await db
            .Invoices.AsNoTracking()
            .Where(i => i.EstimateId == estimate && i.VoidedAt == null)
            .OrderBy(i => i.IssuedOn)
            .Take(200)
            .Select(i => i.Content)
            .ToListAsync(cancellationToken);
        return InvoiceContent.Of(agreed.Content, agreed.Ticked, agreed.Package, Money.Zero(agreed.Content.Currency)).Without(billed);
    }
}

/// <summary>What became of a draft.</summary>
/// <param name="Revision">To be handed in with the next change.</param>
/// <param name="At">UTC.</param>
public sealed record SavedInvoice(int Revision, DateTimeOffset At);

/// <summary>Staff write a draft.</summary>
public sealed class SaveInvoiceDraft(WorkspaceDbFactory workspaces)
{
    /// <param name="revision">What the writer began with: somebody else's change since is not overwritten.</param>
    /// <param name="dueOn">Local to the workspace.</param>
    /// <exception cref="RuleViolation">Not allowed, changed by somebody else, issued meanwhile, or content that cannot be billed.</exception>
    public Task<SavedInvoice> RunAsync(
        Staff staff,
        Id<InvoiceDraft> draftId,
        int revision,
        InvoiceContent content,
        DateOnly dueOn,
        RequestKey key,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "change invoices");
                var (draft, _) = await LockedDraft.OfAsync(db, draftId, revision, cancellationToken);
                draft.Save(content, dueOn);
                return new SavedInvoice(draft.Revision, db.Now);
            },
            cancellationToken
        );
}

/// <summary>Staff drop a draft; it never had a number.</summary>
public sealed class DiscardInvoiceDraft(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Not allowed, or it was issued.</exception>
    public Task RunAsync(Staff staff, Id<InvoiceDraft> draftId, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "discard invoices");
                var (draft, _) = await LockedDraft.OfAsync(db, draftId, revision: null, cancellationToken);
                draft.Discard(db.Now);
            },
            cancellationToken
        );
}

/// <summary>Finds and locks a draft: its job's row first, then its own.</summary>
internal static class LockedDraft
{
    /// <param name="revision">What they looked at; null: whatever it is now.</param>
    /// <exception cref="RuleViolation"><see cref="InvoiceRules.Missing"/>, or <see cref="InvoiceRules.Stale"/>: it is not what they looked at.</exception>
    public static async Task<(InvoiceDraft Draft, Job? Job)> OfAsync(
        WorkspaceDb db,
        Id<InvoiceDraft> id,
        int? revision,
        CancellationToken cancellationToken
    )
    {
        var place =
            await db.InvoiceDrafts.AsNoTracking().Where(d => d.Id == id).Select(d => new { d.JobId }).SingleOrDefaultAsync(cancellationToken)
            ?? throw new RuleViolation(InvoiceRules.Missing, "There is no such draft.");
        if (place.JobId is { } job)
        {
            await db.LockAsync(job, id, cancellationToken);
        }
        else
        {
            await db.LockAsync(id, cancellationToken);
        }

        var draft = await db.InvoiceDrafts.SingleAsync(d => d.Id == id, cancellationToken);
        RuleViolation.Unless(
            revision is null || draft.EndedAt is not null || draft.Revision == revision, // What has ended says so itself.
            InvoiceRules.Stale,
            "This draft was changed by somebody else while you were working on it. What you typed is still here."
        );
        return (draft, place.JobId is { } of ? await db.Jobs.SingleAsync(j => j.Id == of, cancellationToken) : null);
    }
}
