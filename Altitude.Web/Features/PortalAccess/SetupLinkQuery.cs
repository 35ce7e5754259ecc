using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>A setup link that would open, as its Continue page shows it.</summary>
public sealed record OpenLink(WorkspaceView Workspace, string ContactName, Id<SetupLink> Id)
{
    /// <summary>Why it leads nowhere at the moment: the portal is off, or the company is closed; null: it opens.</summary>
    public string? Refusal { get; init; }
}

/// <summary>Looks at a setup link without using it: what a GET may do.</summary>
public sealed class SetupLinkQuery(IDbContextFactory<PlatformDb> platform, WorkspaceDbFactory workspaces)
{
    /// <returns>Null: it opens nothing; unknown, expired, used and revoked alike.</returns>
    public async Task<OpenLink?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (await LookUpAsync(platform, token, cancellationToken) is not { } found)
        {
            return null;
        }

        try
        {
            return await ReadAsync(found, new LinkHolder(found.WorkspaceId, found.LinkId), cancellationToken);
        }
        catch (RuleViolation refused) when (refused.Rule is AccessRules.PortalOff or AccessRules.WorkspaceShut)
        {
            var link = await ReadAsync(found, new BackgroundTask(found.WorkspaceId, "looks"), cancellationToken);
            return link is null ? null : link with { Refusal = refused.Rule };
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return null;
        }
    }

    private async Task<OpenLink?> ReadAsync(LinkPlace found, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(actor, cancellationToken);
        var link = await db.SetupLinks.SingleOrDefaultAsync(l => l.Id == found.LinkId, cancellationToken);
        if (link is null || link.StateAt(db.Now) != SetupLinkState.Open)
        {
            return null;
        }

        var contact = await db.Contacts.SingleAsync(c => c.Id == link.ContactId, cancellationToken);
        return contact.RemovedAt is null ? new OpenLink(await WorkspaceViews.ReadAsync(db, cancellationToken), contact.Name, link.Id) : null;
    }

    /// <summary>Which workspace and link a secret belongs to; null: none of ours.</summary>
    internal static async Task<LinkPlace?> LookUpAsync(IDbContextFactory<PlatformDb> platform, string token, CancellationToken cancellationToken)
    {
        if (!Secret.HasForm(token))
        {
            return null;
        }

        var hash = Secret.HashOf(token);
        await using var db = await platform.CreateDbContextAsync(cancellationToken);
        var lookup = await db.LinkLookups.AsNoTracking().SingleOrDefaultAsync(l => l.Hash == hash, cancellationToken);
        return lookup is null ? null : new LinkPlace(lookup.WorkspaceId, lookup.LinkId, hash);
    }
}

/// <summary>Where a presented secret leads.</summary>
/// <param name="Hash">SHA-256 of the secret.</param>
internal sealed record LinkPlace(Id<Domain.Workspaces.Workspace> WorkspaceId, Id<SetupLink> LinkId, byte[] Hash);
