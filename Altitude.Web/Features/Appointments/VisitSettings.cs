using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments;

/// <summary>When the company makes visits, with what is needed to say what that offers.</summary>
/// <param name="Now">UTC; when it was read.</param>
public sealed record VisitSettings(VisitHours Hours, WorkspaceView Company, DateTimeOffset Now);

/// <summary>Reads when the company makes visits.</summary>
public sealed class VisitSettingsQuery(WorkspaceDbFactory workspaces)
{
    public async Task<VisitSettings> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
        return new VisitSettings(workspace.Visits, WorkspaceView.Of(workspace), db.Now);
    }
}

/// <summary>An owner or admin says when visits are made, and what customers are offered who ask for another time.</summary>
public sealed class ChangeVisitHours(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, or no visit fits into it.</exception>
    public Task RunAsync(Staff staff, VisitHours wanted, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                (await db.Workspaces.SingleAsync(cancellationToken)).Plan(wanted);
            },
            cancellationToken
        );
    }
}
