using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Whoever runs the program ends every sign-in to a company's office. Open pages go within two seconds.</summary>
public sealed class EndAllStaffSessions(WorkspaceDbFactory workspaces)
{
    /// <returns>How many there were.</returns>
    public Task<int> RunAsync(Id<Workspace> workspace, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            new Operator(workspace),
            RequestKey.New("end-all-staff-sessions"),
            db => db.EndSignInsAsync(_ => true, "keys rotated", cancellationToken),
            cancellationToken
        );
}
