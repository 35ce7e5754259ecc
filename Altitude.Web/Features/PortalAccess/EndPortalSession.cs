using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>A portal session is over: a contact ended one of their own, or staff ended it for them. Its open pages go within two seconds.</summary>
public sealed class EndPortalSession(WorkspaceDbFactory workspaces)
{
    public const string Missing = "session.not-found";

    /// <summary>A contact signs out, or ends another of their own sessions.</summary>
    /// <exception cref="RuleViolation"><see cref="Missing"/>: not one of theirs.</exception>
    public Task RunAsync(Visitor visitor, Id<PortalSession> session, RequestKey key, CancellationToken cancellationToken) =>
        EndAsync(visitor, session, s => s.ContactId == visitor.ContactId, key, cancellationToken);

    /// <exception cref="RuleViolation"><see cref="Missing"/>, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<PortalSession> session, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "end sessions");
        return EndAsync(staff, session, _ => true, key, cancellationToken);
    }

    private async Task EndAsync(
        Actor actor,
        Id<PortalSession> id,
        Func<PortalSession, bool> mayEnd,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        // Signing out ends the very session that the append asks about, so it is appended by the workspace's own hand after the actor was let in.
        await using (await workspaces.ReadAsync(actor, cancellationToken)) { }

        await workspaces.ActAsync(
            new BackgroundTask(actor.WorkspaceId, "end-session"),
            key,
            async db =>
            {
                await db.LockAsync(id, cancellationToken);
                var session = await db.PortalSessions.SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
                if (session is null || !mayEnd(session))
                {
                    throw new RuleViolation(Missing, "That session does not exist, or is not yours.");
                }

                var name = await db.Contacts.Where(c => c.Id == session.ContactId).Select(c => c.Name).SingleAsync(cancellationToken);
                session.End(db.Now, name);
                await db.ExecuteAsync(
                    "delete from platform.session_lookups where workspace_id = $1 and session_id = $2",
                    [db.WorkspaceId.Value, id.Value],
                    cancellationToken
                );
            },
            cancellationToken
        );
    }
}
