using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Background;

/// <summary>Closes a company for good when the time is over in which its owner could open it again. Its address is free, its sign-ins are gone; its rows stay.</summary>
public sealed class EndWorkspace(WorkspaceDbFactory workspaces) : IBackgroundTask
{
    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.OpenAsync(new BackgroundTask(task.WorkspaceId, "End"), cancellationToken);
        await db.LockAsync(task.WorkspaceId, cancellationToken);
        if (await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken) is not { EndsAt: { } ends } || db.Now < ends)
        {
            return TaskEnd.Done; // Opened again; if it was closed once more since, that has a row of its own.
        }

        db.Record(new WorkspaceChanged(task.WorkspaceId, "closed"));
        await db.CloseAsync(cancellationToken);
        await workspaces.CommitAsync(db, cancellationToken);
        return TaskEnd.Done;
    }
}
