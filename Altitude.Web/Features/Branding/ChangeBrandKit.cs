using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Branding;

/// <summary>Owners and admins choose how the company looks; every open page of the portal is drawn anew in it.</summary>
public sealed class ChangeBrandKit(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">A colour is none, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, BrandChoice wanted, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        var brand = wanted.ToKit();
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                (await db.Workspaces.SingleAsync(cancellationToken)).Dress(brand);
            },
            cancellationToken
        );
    }
}
