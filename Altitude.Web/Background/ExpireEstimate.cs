using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Background;

/// <summary>Notes that a sent estimate has expired, so that its open pages and its card on the board change at that minute. Nothing is decided by it.</summary>
public sealed class ExpireEstimate(WorkspaceDbFactory workspaces) : IBackgroundTask
{
    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.OpenAsync(new BackgroundTask(task.WorkspaceId, "Expire estimates"), cancellationToken);
        var id = new Id<Estimate>(task.Subject);
        var jobId = await db.Estimates.Where(e => e.Id == id).Select(e => (Id<Job>?)e.JobId).SingleOrDefaultAsync(cancellationToken);
        if (jobId is not { } job || !await db.LockAsync(job, cancellationToken) || !await db.LockAsync(id, cancellationToken))
        {
            return TaskEnd.Done;
        }

        var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Id == id, cancellationToken);
        if (!estimate.NoteExpiry(db.Now))
        {
            // A later version may have moved the day since this was queued.
            return estimate.State == EstimateState.Sent && estimate.Sent?.ExpiresAt is { } later && later > db.Now
                ? TaskEnd.Again(later)
                : TaskEnd.Done;
        }

        await JobFactsQuery.RestageAsync(db, await db.Jobs.SingleAsync(j => j.Id == job, cancellationToken), cancellationToken);
        await workspaces.CommitAsync(db, cancellationToken);
        return TaskEnd.Done;
    }
}
