using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Leads;

/// <summary>Says which pages may show the request form in a frame.</summary>
public sealed class ChangeRequestForm(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public Task RunAsync(Staff staff, RequestFormSettings wanted, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                (await db.Workspaces.SingleAsync(cancellationToken)).Invite(wanted);
            },
            cancellationToken
        );
    }
}
