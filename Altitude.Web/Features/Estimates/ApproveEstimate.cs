using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>What the approval form said.</summary>
/// <param name="Shown">Hash of the version that the page showed.</param>
/// <param name="Ticked">Keys of the optional lines that were ticked.</param>
/// <param name="ShownTotal">Minor units, as the page showed it; null: it sent none.</param>
/// <param name="Package">The chosen one; empty: there is none to choose.</param>
public sealed record Approval(string? Shown, IReadOnlySet<string> Ticked, long? ShownTotal, string TypedName, string Package = "");

/// <summary>A customer approves the version of an estimate that was shown to them; the deposit's invoice and the job's stage follow in the same transaction.</summary>
public sealed class ApproveEstimate(WorkspaceDbFactory workspaces)
{
    private const int DaysUntilDue = 14;
    private const long FirstInvoice = 2044; // As where invoices are issued by hand: one counter.

    /// <param name="visitor">Decides which workspace, and whose estimates, can be reached at all.</param>
    /// <exception cref="RuleViolation">The session has ended, it is not theirs, or it cannot be approved as shown.</exception>
    public Task RunAsync(
        Visitor visitor,
        string number,
        Approval approval,
        RequestKey key,
        RequestOrigin origin,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            visitor,
            key,
            async db =>
            {
                var id = await CustomerEstimate.HoldAsync(db, visitor, number, cancellationToken);
                var read = await (
                    from e in db.Estimates.Include(e => e.Versions)
                    join j in db.Jobs on e.JobId equals j.Id
                    join s in db.PortalSessions on e.WorkspaceId equals s.WorkspaceId
                    join w in db.Workspaces on e.WorkspaceId equals w.Id
                    where e.Id == id && s.Id == visitor.Session
                    select new
                    {
                        Estimate = e,
                        Job = j,
                        s.Channel,
                        Workspace = w,
                    }
                ).SingleAsync(cancellationToken);
                var (estimate, job, channel, company) = (read.Estimate, read.Job, read.Channel, WorkspaceView.Of(read.Workspace));

                var consent = estimate.Approve(
                    Id<Consent>.New(),
                    new ConsentGiven(
                        DocumentHash.From(approval.Shown),
                        approval.Ticked,
                        approval.ShownTotal ?? -1,
                        approval.TypedName,
                        visitor.ContactId,
                        visitor.ContactName,
                        visitor.Rights,
                        visitor.Session,
                        channel,
                        origin,
                        db.Now
                    )
                    {
                        Package = approval.Package,
                    },
                    company.Name,
                    company.Words.Money
                );
                db.Consents.Add(consent);
                db.DocumentLookups.Add(
                    new DocumentLookup
                    {
                        Hash = consent.DocumentHash,
                        WorkspaceId = db.WorkspaceId,
                        ConsentId = consent.Id,
                    }
                );
                if (consent.Deposit.MinorUnits > 0)
                {
                    await IssueDepositInvoiceAsync(db, job, estimate, consent, company, cancellationToken);
                }

                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Open at once, "deposit due now"; the balance is sent later, and only then the job counts as invoiced.</summary>
    internal static async Task IssueDepositInvoiceAsync(
        WorkspaceDb db,
        Job job,
        Estimate estimate,
        Consent consent,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(db.Now, company.Zone).DateTime);
        var number = await db.NextNumberAsync("INV", FirstInvoice, cancellationToken);
        db.Invoices.Add(
            Invoice.OfApproval(
                Id<Invoice>.New(),
                job,
                consent,
                estimate.Versions.Single(v => v.Number == consent.Version).Content,
                $"INV-{number}",
                today,
                today.AddDays(DaysUntilDue)
            )
        );
    }
}

/// <summary>Finds and locks what a customer decides on: the job's row first, then the estimate's, then everything below is read.</summary>
internal static class CustomerEstimate
{
    /// <exception cref="RuleViolation"><see cref="EstimateRules.Missing"/>: it does not exist, or is another customer's, or is not theirs to see.</exception>
    public static async Task<Id<Estimate>> HoldAsync(WorkspaceDb db, Visitor visitor, string number, CancellationToken cancellationToken)
    {
        var place =
            visitor.Rights is Domain.Customers.ContactRights.BillingOnly
                ? null
                : await db
                    .Estimates.AsNoTracking()
                    .Where(e => e.Number == number && e.CustomerId == visitor.CustomerId && e.SentVersion != null)
                    .Select(e => new { e.Id, e.JobId })
                    .SingleOrDefaultAsync(cancellationToken);
        if (place is null)
        {
            throw new RuleViolation(EstimateRules.Missing, "There is no such estimate.");
        }

        await db.LockAsync(place.JobId, place.Id, cancellationToken);
        return place.Id;
    }

    /// <inheritdoc cref="HoldAsync"/>
    /// <returns>Both as they stand under the locks.</returns>
    public static async Task<(Estimate Estimate, Job Job)> LockAsync(
        WorkspaceDb db,
        Visitor visitor,
        string number,
        CancellationToken cancellationToken
    )
    {
        var id = await HoldAsync(db, visitor, number, cancellationToken);
        var read = await (
            from e in db.Estimates.Include(e => e.Versions)
            join j in db.Jobs on e.JobId equals j.Id
            where e.Id == id
            select new { Estimate = e, Job = j }
        ).SingleAsync(cancellationToken);
        return (read.Estimate, read.Job);
    }
}
