using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Switches the portal on or off and decides how long links and sessions last; what is longer ends now.</summary>
public sealed class ChangePortalSettings(WorkspaceDbFactory workspaces)
{
    public const string Overtaken = "portal.overtaken";

    /// <param name="seen">The settings that they chose beside; null: whatever they are. Others now are a colleague's, and nobody's choice is lost unseen.</param>
    /// <exception cref="RuleViolation">Too short or too long, a colleague was quicker, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, PortalSettings wanted, RequestKey key, CancellationToken cancellationToken, PortalSettings? seen = null)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                var company = await db.Workspaces.SingleAsync(cancellationToken);
                RuleViolation.Unless(
                    seen is null || company.Portal == seen,
                    Overtaken,
                    Differing.Meanwhile(DifferencesInWords(seen ?? company.Portal, company.Portal))
                );
                company.Control(wanted);
            },
            cancellationToken
        );
    }

    private static string DifferencesInWords(PortalSettings before, PortalSettings after) =>
        Differing.InWords(
            ("whether the portal is on", before.IsOn != after.IsOn),
            ("how long setup links open", before.SetupLinkHours != after.SetupLinkHours),
            ("the longest session", before.LongestSessionHours != after.LongestSessionHours),
            ("the idle time", before.IdleMinutes != after.IdleMinutes),
            ("the sections", before.Hidden != after.Hidden),
            ("the welcome", before.Welcome != after.Welcome),
            ("the terms", before.Terms != after.Terms),
            ("the privacy notice", before.Privacy != after.Privacy)
        );
}
