using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Takes a link back before it was used.</summary>
public sealed class RevokeSetupLink(WorkspaceDbFactory workspaces)
{
    public const string Missing = "link.not-found";

    /// <exception cref="RuleViolation"><see cref="Missing"/>, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<SetupLink> link, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "revoke setup links");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                RuleViolation.Unless(await db.LockAsync(link, cancellationToken), Missing, "That link does not exist.");
                var found = await db.SetupLinks.SingleAsync(l => l.Id == link, cancellationToken);
                found.Revoke(db.Now, await db.Contacts.Where(c => c.Id == found.ContactId).Select(c => c.Name).SingleAsync(cancellationToken));
            },
            cancellationToken
        );
    }
}
