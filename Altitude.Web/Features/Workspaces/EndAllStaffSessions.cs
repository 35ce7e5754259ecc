using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Whoever runs the program ends every sign-in to a company's office. Open pages go within two seconds.</summary>
public sealed class EndAllStaffSessions(WorkspaceDbFactory workspaces)
{
    /// <returns>How many there were.</returns>
    public Task<int> RunAsync(Id<Workspace> workspace, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            new Operator(workspace),
            RequestKey.New("end-all-staff-sessions"),
            async db =>
            {
                var open = await db
                    .StaffSessions.Where(s => s.WorkspaceId == workspace && s.EndedAt == null)
                    .OrderBy(s => s.Id)
                    .ToListAsync(cancellationToken);
                var names = await db.Staff.ToDictionaryAsync(m => m.Id, m => m.Name, cancellationToken);
                foreach (var session in open)
                {
                    session.EndedAt = db.Now;
                    db.Record(new StaffSessionEnded(session.Id, names.GetValueOrDefault(session.StaffId, ""), "keys rotated"));
                }

                return open.Count;
            },
            cancellationToken
        );
}
