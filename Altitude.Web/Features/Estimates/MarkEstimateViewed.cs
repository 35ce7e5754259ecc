using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>Notes that a contact has had a version on a screen that they looked at: once for each contact and version. Never called while a page is merely fetched.</summary>
public sealed class MarkEstimateViewed(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">The session has ended.</exception>
    public async Task RunAsync(Visitor visitor, string number, int version, CancellationToken cancellationToken)
    {
        if (!visitor.MaySeeEstimates() || !PlainText.Fits(number, 32))
        {
            return;
        }

        await using var db = await workspaces.OpenAsync(visitor, cancellationToken);
        var seen = await (
            from e in db.Estimates.AsNoTracking()
            where e.Number == number && e.CustomerId == visitor.CustomerId
            join v in db.EstimateVersions on e.Id equals v.EstimateId
            where v.Number == version && v.SentAt != null
            select new
            {
                e.Id,
                e.Number,
                e.JobId,
                IsMarked = db.EstimateViews.Any(m => m.EstimateId == e.Id && m.Version == version && m.ContactId == visitor.ContactId),
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (seen is null or { IsMarked: true })
        {
            return;
        }

        var isNew = await db.ExecuteAsync(
            """
            insert into tenant.estimate_views (workspace_id, estimate_id, version, contact_id, contact_name, at)
              values ($1, $2, $3, $4, $5, $6) on conflict do nothing
            """,
            [visitor.WorkspaceId.Value, seen.Id.Value, version, visitor.ContactId.Value, visitor.ContactName, db.Now],
            cancellationToken
        );
        if (isNew == 1)
        {
            db.Record(new EstimateViewed(seen.Id, seen.Number, version, visitor.ContactName) { Job = seen.JobId.Value });
            await workspaces.CommitAsync(db, cancellationToken);
        }
    }
}
