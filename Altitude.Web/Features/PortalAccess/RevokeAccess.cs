using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>How many ways into the portal were closed.</summary>
public sealed record Revoked(int Links, int Sessions);

/// <summary>Takes back every link and ends every session: of one contact, or of the whole company. Open pages go within two seconds.</summary>
public sealed class RevokeAccess(WorkspaceDbFactory workspaces)
{
    public const string NotTyped = "access.not-typed";

    /// <exception cref="RuleViolation"><see cref="IssueSetupLink.NoContact"/>, or their role does not allow it.</exception>
    public Task<Revoked> OfContactAsync(Staff staff, Id<Contact> contact, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "revoke access");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var found =
                    await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == contact, cancellationToken)
                    ?? throw new RuleViolation(IssueSetupLink.NoContact, "This contact does not exist any more.");
                var revoked = await RevokeAsync(db, "and contact_id = $2", contact.Value, cancellationToken);
                db.Record(new AccessRevoked(contact, found.CustomerId, found.Name, revoked.Links, revoked.Sessions));
                return revoked;
            },
            cancellationToken
        );
    }

    /// <param name="typed">The company's name, typed by whoever means it.</param>
    /// <exception cref="RuleViolation"><see cref="NotTyped"/>, or their role does not allow it.</exception>
    public Task<Revoked> OfEverybodyAsync(Staff staff, string typed, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "revoke everybody's access");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var name = await db.Workspaces.Select(w => w.Name).SingleAsync(cancellationToken);
                RuleViolation.Unless(
                    string.Equals(typed.Trim(), name, StringComparison.OrdinalIgnoreCase),
                    NotTyped,
                    $"Type {name} to confirm that everybody is to be signed out."
                );
                return await EverybodyAsync(db, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>As <see cref="OfEverybodyAsync"/>, by whoever runs the program.</summary>
    public Task<Revoked> ByOperatorAsync(Id<Workspace> workspace, CancellationToken cancellationToken) =>
        workspaces.ActAsync(new Operator(workspace), RequestKey.New("revoke-access"), db => EverybodyAsync(db, cancellationToken), cancellationToken);

    private static async Task<Revoked> EverybodyAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        var revoked = await RevokeAsync(db, "and $2::uuid is not null", Guid.Empty, cancellationToken);
        db.Record(
            new WorkspaceChanged(db.WorkspaceId, "access")
            {
                Changes = new Dictionary<string, string>
                {
                    ["links"] = revoked.Links.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    ["sessions"] = revoked.Sessions.ToString(System.Globalization.CultureInfo.InvariantCulture),
                },
            }
        );
        return revoked;
    }

    /// <summary>Links first, as whoever uses one does: a session that began meanwhile is there when the sessions are looked at.</summary>
    private static async Task<Revoked> RevokeAsync(WorkspaceDb db, string whose, Guid contact, CancellationToken cancellationToken)
    {
        object[] parameters = [db.WorkspaceId.Value, contact];
        var links = await db.ExecuteAsync(
            $"""
            update tenant.setup_links set revoked_at = altitude.now(), revision = revision + 1
            where workspace_id = $1 {whose} and used_at is null and revoked_at is null and expires_at > (select altitude.now())
            """,
            parameters,
            cancellationToken
        );
        return new Revoked(links, await EndSessionsAsync(db, whose, contact, cancellationToken));
    }

    /// <summary>Ends every session of the company's portal, as part of the act that closes the company. Links stay: they open nothing meanwhile.</summary>
    internal static Task<int> EndSessionsAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        EndSessionsAsync(db, "and $2::uuid is not null", Guid.Empty, cancellationToken);

    private static async Task<int> EndSessionsAsync(WorkspaceDb db, string whose, Guid contact, CancellationToken cancellationToken)
    {
        object[] parameters = [db.WorkspaceId.Value, contact];
        await db.ExecuteAsync(
            $"""
            delete from platform.session_lookups k using tenant.portal_sessions s
            where k.workspace_id = $1 and s.workspace_id = k.workspace_id and s.id = k.session_id {whose} and s.ended_at is null
            """,
            parameters,
            cancellationToken
        );
        return await db.ExecuteAsync(
            $"update tenant.portal_sessions set ended_at = altitude.now(), revision = revision + 1 where workspace_id = $1 {whose} and ended_at is null",
            parameters,
            cancellationToken
        );
    }
}

/// <summary>Mails a link that still opens once more, with a fresh secret. Its first use ends all of them.</summary>
public sealed class ResendSetupLink(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation"><see cref="MintLinkSecret.NotOpen"/>; <see cref="IssueSetupLink.NoAddress"/>; or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<SetupLink> link, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "mail setup links");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(link, cancellationToken);
                var found = await db.SetupLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Id == link, cancellationToken);
                RuleViolation.Unless(
                    found is not null && found.StateAt(db.Now) == SetupLinkState.Open,
                    MintLinkSecret.NotOpen,
                    "This link no longer opens. Issue a new one."
                );
                var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == found!.ContactId, cancellationToken); // Checked above.
                RuleViolation.Unless(
                    contact.Email.Length > 0 && contact.RemovedAt is null,
                    IssueSetupLink.NoAddress,
                    "This contact has no e-mail address. Copy a link and hand it over yourself."
                );
                db.Queue(OutboxKinds.MailLink, link.Value);
                db.Record(new AccessChanged("link.resent", link.Value, contact.CustomerId, contact.Name));
            },
            cancellationToken
        );
    }
}
