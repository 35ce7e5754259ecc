using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain.PortalAccess;
using Altitude.Web.Security;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>The one place where a setup link's secret is made: its hash is stored with the transaction, its text is handed over once.</summary>
public static class LinkSecrets
{
    /// <param name="link">Locked, or new.</param>
    /// <param name="sentTo">The address that it is mailed to.</param>
    public static Secret Mint(WorkspaceDb db, SetupLink link, LinkChannel channel, string sentTo = "")
    {
        var secret = Secret.New();
        link.HandOver(channel, sentTo, db.Now);
        db.SetupLinkSecrets.Add(new SetupLinkSecret(link, secret.Hash, channel, db.Now));
        db.LinkLookups.Add(
            new LinkLookup
            {
                Hash = secret.Hash,
                WorkspaceId = db.WorkspaceId,
                LinkId = link.Id,
            }
        );
        return secret;
    }
}
