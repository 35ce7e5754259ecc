using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Hands a link over on a screen: a fresh secret, whose address is read once and kept nowhere. The link's first use ends all its secrets.</summary>
public sealed class MintLinkSecret(WorkspaceDbFactory workspaces, PublicAddress site)
{
    public const string NotOpen = "link.not-open";

    /// <returns>The address, to be shown and forgotten.</returns>
    /// <exception cref="RuleViolation"><see cref="NotOpen"/>, or their role does not allow it.</exception>
    public async Task<string> RunAsync(Staff staff, Id<SetupLink> link, LinkChannel channel, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "hand over setup links");
        var secret = Secret.New();

        // Returns nothing: what a use-case returns is kept with its request key, and this must not be.
        await workspaces.ActAsync(
            staff,
            RequestKey.New("mint-link-secret"),
            async db =>
            {
                await db.LockAsync(link, cancellationToken);
                var found = await db.SetupLinks.SingleOrDefaultAsync(l => l.Id == link, cancellationToken);
                RuleViolation.Unless(
                    found is not null && found.StateAt(db.Now) == SetupLinkState.Open,
                    NotOpen,
                    "This link no longer opens. Issue a new one."
                );
                var name = await db.Contacts.Where(c => c.Id == found!.ContactId).Select(c => c.Name).SingleAsync(cancellationToken); // Checked above.
                found!.HandOver(channel, "", db.Now); // Checked above.
                db.SetupLinkSecrets.Add(new SetupLinkSecret(found!, secret.Hash, channel, db.Now));
                db.LinkLookups.Add(
                    new LinkLookup
                    {
                        Hash = secret.Hash,
                        WorkspaceId = db.WorkspaceId,
                        LinkId = link,
                    }
                );
                db.Record(new AccessChanged("link.handed-over", link.Value, found!.CustomerId, name));
            },
            cancellationToken
        );
        return site.To($"/start/{secret.Text}");
    }
}
