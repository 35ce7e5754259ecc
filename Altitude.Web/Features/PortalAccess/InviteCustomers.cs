using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Somebody invites many customers at once. Who they are is settled here; the mails follow in the background.</summary>
public sealed class InviteCustomers(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Nobody, or too many; another is under way; the portal is off; or their role does not allow it.</exception>
    public Task<Id<Invitation>> RunAsync(Staff staff, InvitedAudience audience, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "invite customers");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken); // One after the other.
                RuleViolation.Unless(
                    await db.Workspaces.Select(w => w.Portal.IsOn).SingleAsync(cancellationToken),
                    InvitationRules.PortalOff,
                    "The portal is off, and a link would open nothing. Switch it on first."
                );
                RuleViolation.Unless(
                    !await db.Invitations.AnyAsync(i => i.FinishedAt == null, cancellationToken),
                    InvitationRules.UnderWay,
                    "An invitation is under way. Wait until it is done; nobody is invited twice by it."
                );
                var invitation = Invitation.Start(Id<Invitation>.New(), staff.WorkspaceId, audience, staff.StaffId, db.Now);
                db.Invitations.Add(invitation);
                await db.FlushAsync(cancellationToken);
                var total = await db.ExecuteAsync(
                    $"""
                    insert into tenant.invited_contacts (workspace_id, invitation_id, position, contact_id, state, reason)
                    select k.workspace_id, $2, row_number() over (order by c.name, k.id), k.id, 'Waiting', ''
                    from tenant.contacts k join tenant.customers c on c.workspace_id = k.workspace_id and c.id = k.customer_id
                    where {InvitationAudiences.Where(audience)} limit {Invitation.Most + 1}
                    """,
                    [db.WorkspaceId.Value, invitation.Id.Value],
                    cancellationToken
                );
                invitation.Gather(total);
                db.Queue(OutboxKinds.InviteCustomers, invitation.Id.Value);
                return invitation.Id;
            },
            cancellationToken
        );
    }
}

/// <summary>Whom each choice means, in the database's words: k is a contact and c its customer.</summary>
internal static class InvitationAudiences
{
    public static string Where(InvitedAudience audience) =>
        "k.workspace_id = $1 and k.removed_at is null and c.merged_into is null"
        + audience switch
        {
            InvitedAudience.NeverInvited =>
                " and not exists (select from tenant.setup_links l where l.workspace_id = k.workspace_id and l.contact_id = k.id)",
            InvitedAudience.OpenEstimate => """
                 and k.rights <> 'BillingOnly' and exists (select from tenant.estimates e
                  join tenant.estimate_versions v on v.workspace_id = e.workspace_id and v.estimate_id = e.id and v.number = e.sent_version
                  where e.workspace_id = k.workspace_id and e.customer_id = k.customer_id and e.state = 'Sent' and v.expires_at > (select altitude.now()))
                """,
            _ => "",
        };
}

/// <summary>
/// Sees to the contacts of an invitation, some at a time, each once: who may get a link has it issued and its mail queued in one transaction with their row. Run twice,
/// late or in parallel, it ends the same; stopped, it goes on where it was.
/// </summary>
public sealed class SeeToInvitation(WorkspaceDbFactory workspaces) : IBackgroundTask
{
    public const int AtOnce = 50;

    public const string NoAddress = "No e-mail address";
    public const string Gone = "No longer a contact";
    public const string SignedIn = "Signed in already";
    public const string HasLink = "Has a link that still opens";
    public const string Off = "The portal was switched off";

    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        var id = new Id<Invitation>(task.Subject);
        while (await SomeAsync(task.WorkspaceId, id, cancellationToken)) { }

        return TaskEnd.Done;
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> SomeAsync(Id<Workspace> workspace, Id<Invitation> id, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.OpenAsync(new BackgroundTask(workspace, "Invite customers"), cancellationToken);
        if (!await db.LockAsync(id, cancellationToken))
        {
            return false;
        }

        var invitation = await db.Invitations.SingleAsync(i => i.Id == id, cancellationToken);
        var waiting = await db
            .InvitedContacts.Where(i => i.InvitationId == id && i.State == InvitedState.Waiting)
            .OrderBy(i => i.Position)
            .Take(AtOnce)
            .ToListAsync(cancellationToken);
        if (waiting.Count == 0)
        {
            return false;
        }

        var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
        var ids = waiting.Select(w => w.ContactId).ToArray();
        var now = db.Now;
        var contacts = await db.Contacts.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        var linked = (
            await db
                .SetupLinks.Where(l => ids.Contains(l.ContactId) && l.UsedAt == null && l.RevokedAt == null && l.ExpiresAt > now && l.SentTo != "")
                .Select(l => l.ContactId)
                .Distinct()
                .ToListAsync(cancellationToken)
        ).ToHashSet();
        var sessions = await db
            .PortalSessions.Where(s => ids.Contains(s.ContactId) && s.EndedAt == null && s.ExpiresAt > now)
            .Select(s => new
            {
                Session = s,
                Seen = db.SessionsSeen.Where(seen => seen.SessionId == s.Id).Select(seen => (DateTimeOffset?)seen.At).FirstOrDefault(),
            })
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        var signedIn = sessions.Where(s => s.Session.EndsAt(company.Portal, s.Seen) > now).Select(s => s.Session.ContactId).ToHashSet();
        foreach (var invited in waiting)
        {
            var contact = contacts[invited.ContactId];
            var reason =
                contact.RemovedAt is not null ? Gone
                : !company.Portal.IsOn ? Off
                : contact.Email.Length == 0 ? NoAddress
                : signedIn.Contains(contact.Id) ? SignedIn
                : linked.Contains(contact.Id) ? HasLink
                : null;
            if (reason is not null)
            {
                invited.Skip(reason);
                continue;
            }

            var link = SetupLink.Issue(
                Id<SetupLink>.New(),
                contact,
                $"/portal/{company.Slug}",
                now,
                TimeSpan.FromHours(company.Portal.SetupLinkHours),
                invitation.StartedBy
            );
            db.SetupLinks.Add(link);
            invited.Send(link.Id);
            db.Queue(OutboxKinds.MailLink, link.Id.Value);
        }

        invitation.Progress(waiting.Count, now);
        await workspaces.CommitAsync(db, cancellationToken);
        return true;
    }
}
