using Altitude.Data;
using Altitude.Domain.Activity;

namespace Altitude.Web.Background;

/// <summary>
/// Forgets, once a day, what has ended in one workspace: secrets of links, look-ups of sessions, keys of old requests. Only hygiene: whether a link or a session
/// lives is decided when it is asked. Links, sessions and what was done with them stay as evidence.
/// </summary>
public sealed class TidyWorkspace(WorkspaceDbFactory workspaces) : IBackgroundTask
{
    private const int Most = 5_000;

    /// <summary>$1: the workspace; $2: the most rows to forget in one go.</summary>
    private static readonly string[] Forget =
    [
        """
            delete from tenant.request_keys where ctid = any(array(
              select ctid from tenant.request_keys where workspace_id = $1 and at < altitude.now() - interval '7 days' order by at limit $2))
            """,
        """
            delete from tenant.setup_link_secrets where ctid = any(array(
              select s.ctid from tenant.setup_link_secrets s join tenant.setup_links l on l.workspace_id = s.workspace_id and l.id = s.link_id
              where s.workspace_id = $1 and least(l.used_at, l.revoked_at, l.expires_at) < altitude.now() - interval '30 days' limit $2))
            """,
        """
            delete from platform.link_lookups where ctid = any(array(
              select k.ctid from platform.link_lookups k
              where k.workspace_id = $1 and not exists (select from tenant.setup_link_secrets s where s.workspace_id = k.workspace_id and s.hash = k.hash) limit $2))
            """,
        """
            delete from platform.session_lookups where ctid = any(array(
              select k.ctid from platform.session_lookups k join tenant.portal_sessions s on s.workspace_id = k.workspace_id and s.id = k.session_id
              where k.workspace_id = $1 and least(s.ended_at, s.expires_at) < altitude.now() - interval '30 days' limit $2))
            """,
        """
            delete from tenant.session_seen where ctid = any(array(
              select n.ctid from tenant.session_seen n join tenant.portal_sessions s on s.workspace_id = n.workspace_id and s.id = n.session_id
              where n.workspace_id = $1 and least(s.ended_at, s.expires_at) < altitude.now() - interval '30 days' limit $2))
            """,
        """
            delete from platform.staff_sessions where ctid = any(array(
              select ctid from platform.staff_sessions
              where workspace_id = $1 and least(ended_at, expires_at) < altitude.now() - interval '90 days' limit $2))
            """,
        """
            delete from tenant.file_contents where ctid = any(array(
              select c.ctid from tenant.file_contents c join tenant.stored_files f on f.workspace_id = c.workspace_id and f.id = c.file_id
              where f.workspace_id = $1 and f.removed_at < altitude.now() - interval '30 days' limit $2))
            """,
    ];

    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.OpenAsync(new BackgroundTask(task.WorkspaceId, "Forget what has ended"), cancellationToken);
        var isMore = false;
        foreach (var sql in Forget)
        {
            isMore |= await db.ExecuteAsync(sql, [task.WorkspaceId.Value, Most], cancellationToken) == Most;
        }

        await workspaces.CommitAsync(db, cancellationToken);
        return TaskEnd.Again(db.Now + (isMore ? TimeSpan.FromMinutes(1) : TimeSpan.FromDays(1)));
    }
}
