using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Ends one of a person's own office sign-ins: here, or on a device that they left behind. Ending it twice changes nothing.</summary>
public sealed class EndStaffSession(WorkspaceDbFactory workspaces)
{
    public Task RunAsync(Staff staff, Id<StaffSession> session, CancellationToken cancellationToken)
    {
        // A session that ends itself could not commit its own end: the append asks whether the actor still may act.
        Actor actor = session == staff.Session ? new BackgroundTask(staff.WorkspaceId, "end-session") : staff;
        return workspaces.ActAsync(
            actor,
            RequestKey.New("end-staff-session"),
            async db =>
            {
                var ended = await db.ExecuteAsync(
                    "update platform.staff_sessions set ended_at = $3 where workspace_id = $1 and id = $2 and staff_id = $4 and ended_at is null",
                    [staff.WorkspaceId.Value, session.Value, db.Now, staff.StaffId.Value],
                    cancellationToken
                );
                if (ended == 1)
                {
                    db.Record(new StaffSessionEnded(session, staff.StaffName, session == staff.Session ? "sign-out" : "ended elsewhere"));
                }
            },
            cancellationToken
        );
    }
}
