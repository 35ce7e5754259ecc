using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Switches the portal on or off and decides how long links and sessions last; what is longer ends now.</summary>
public sealed class ChangePortalSettings(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Too short or too long, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, PortalSettings wanted, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                (await db.Workspaces.SingleAsync(cancellationToken)).Control(wanted);
            },
            cancellationToken
        );
    }
}
