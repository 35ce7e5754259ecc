using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Email;

/// <summary>What a mail follows from: a line of activity, or a row of the outbox that a use-case queued by name.</summary>
internal static class MailCause
{
    /// <summary>Has its mails looked at again, with this change.</summary>
    /// <returns>False: it is no longer kept.</returns>
    public static async Task<bool> ReviveAsync(WorkspaceDb db, Guid cause, CancellationToken cancellationToken)
    {
        var line = new Id<ActivityEntry>(cause);
        if (await db.Activity.Where(a => a.Id == line).Select(a => a.Kind).SingleOrDefaultAsync(cancellationToken) is { } kind)
        {
            db.Queue(kind, cause);
            return true;
        }

        // A new row would be a new cause: the old one goes on under its id.
        return await db.ExecuteAsync(
                "update platform.outbox set done_at = null, leased_until = null, due_at = altitude.now(), attempts = 0 where workspace_id = $1 and id = $2",
                [db.WorkspaceId.Value, cause],
                cancellationToken
            ) > 0;
    }
}
