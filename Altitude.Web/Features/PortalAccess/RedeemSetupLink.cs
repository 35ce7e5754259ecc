using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.PortalAccess;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>What a redeemed link opens.</summary>
/// <param name="Target">A local path of the portal.</param>
public sealed record Redeemed(string Target);

/// <summary>A person pressed Continue: the link is used up, and their browser is signed in as the contact it was made for.</summary>
public sealed class RedeemSetupLink(IDbContextFactory<PlatformDb> platform, WorkspaceDbFactory workspaces)
{
    /// <param name="current">The browser as it came; null: it brought no cookie.</param>
    /// <param name="renewed">The same browser with the new secret that it will be given: its other sessions move along, so that a planted cookie opens nothing.</param>
    /// <returns>Null: the link opens nothing; unknown, expired, used and revoked alike.</returns>
    public async Task<Redeemed?> RunAsync(string token, Browser? current, Browser renewed, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (await SetupLinkQuery.LookUpAsync(platform, token, cancellationToken) is not { } place)
        {
            return null;
        }

        try
        {
            await using var db = await workspaces.OpenAsync(new LinkHolder(place.WorkspaceId, place.LinkId), cancellationToken);
            if (!await UseUpAsync(db, place, cancellationToken))
            {
                return null;
            }

            var link = await db.SetupLinks.AsNoTracking().SingleAsync(l => l.Id == place.LinkId, cancellationToken);
            var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == link.ContactId, cancellationToken);
            if (contact.RemovedAt is not null)
            {
                return null;
            }

            var channel = await db.SetupLinkSecrets.Where(s => s.Hash == place.Hash).Select(s => s.Channel).SingleAsync(cancellationToken);
            var workspace = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
            await EndEarlierAsync(db, current, cancellationToken);

            var session = PortalSession.Begin(
                Id<PortalSession>.New(),
                link,
                contact.Name,
                renewed.Hash,
                channel,
                origin.UserAgent,
                db.Now,
                TimeSpan.FromHours(workspace.Portal.LongestSessionHours)
            );
            db.PortalSessions.Add(session);
            db.SessionLookups.Add(
                new SessionLookup
                {
                    WorkspaceId = db.WorkspaceId,
                    SessionId = session.Id,
                    BrowserHash = renewed.Hash,
                }
            );
            var target = await PortalAddress.ReachAsync(db, link.Target, workspace.Portal.Hidden, cancellationToken); // Hidden since it was sent.
            await workspaces.CommitAsync(db, cancellationToken);
            await MoveOtherSessionsAsync(current, renewed, place.WorkspaceId, cancellationToken);
            return new Redeemed(target);
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return null; // Portal off or workspace closed.
        }
    }

    /// <summary>One conditional update: of a hundred at once, one finds it unused.</summary>
    private static async Task<bool> UseUpAsync(WorkspaceDb db, LinkPlace place, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            """
            update tenant.setup_links set used_at = altitude.now(), revision = revision + 1
            where workspace_id = $1 and id = $2 and used_at is null and revoked_at is null and expires_at > (select altitude.now())
            """,
            [place.WorkspaceId.Value, place.LinkId.Value],
            cancellationToken
        ) == 1;

    /// <summary>This browser's earlier session here gives way to the new one.</summary>
    private static async Task EndEarlierAsync(WorkspaceDb db, Browser? current, CancellationToken cancellationToken)
    {
        if (current is null)
        {
            return;
        }

        var hash = current.Hash;
        foreach (var earlier in await db.PortalSessions.Where(s => s.BrowserHash == hash && s.EndedAt == null).ToListAsync(cancellationToken))
        {
            var name = await db.Contacts.Where(c => c.Id == earlier.ContactId).Select(c => c.Name).SingleAsync(cancellationToken);
            earlier.End(db.Now, name);
            await db.ExecuteAsync(
                "delete from platform.session_lookups where workspace_id = $1 and session_id = $2",
                [db.WorkspaceId.Value, earlier.Id.Value],
                cancellationToken
            );
        }

        await db.FlushAsync(cancellationToken); // Before the new session takes the browser's place in the unique index.
    }

    /// <summary>Sessions of this browser in other workspaces are keyed anew, each inside its own fence.</summary>
    private async Task MoveOtherSessionsAsync(
        Browser? current,
        Browser renewed,
        Id<Domain.Workspaces.Workspace> here,
        CancellationToken cancellationToken
    )
    {
        if (current is null)
        {
            return;
        }

        var (old, fresh) = (current.Hash, renewed.Hash);
        await using var db = await platform.CreateDbContextAsync(cancellationToken);
        var others = await db
            .SessionLookups.AsNoTracking()
            .Where(s => s.BrowserHash == old && s.WorkspaceId != here)
            .OrderBy(s => s.WorkspaceId)
            .Take(50)
            .ToListAsync(cancellationToken);
        foreach (var other in others)
        {
            await using var theirs = await workspaces.OpenAsync(new BackgroundTask(other.WorkspaceId, "re-key"), cancellationToken);
            await theirs.ExecuteAsync(
                "update tenant.portal_sessions set browser_hash = $3, revision = revision + 1 where workspace_id = $1 and id = $2 and ended_at is null",
                [other.WorkspaceId.Value, other.SessionId.Value, fresh],
                cancellationToken
            );
            await theirs.ExecuteAsync(
                "update platform.session_lookups set browser_hash = $3 where workspace_id = $1 and session_id = $2",
                [other.WorkspaceId.Value, other.SessionId.Value, fresh],
                cancellationToken
            );
            await workspaces.CommitAsync(theirs, cancellationToken);
        }
    }
}
