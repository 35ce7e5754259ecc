using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>A contact's ways into the portal, as the office sees them.</summary>
/// <param name="Now">UTC; when this was so.</param>
public sealed record ContactAccessView(IReadOnlyList<IssuedLinkView> Links, IReadOnlyList<ContactSessionView> Sessions, DateTimeOffset Now);

/// <summary>One setup link of a contact.</summary>
/// <param name="HandedOverAt">UTC; when a secret of it was last mailed, copied or shown; null: never.</param>
public sealed record IssuedLinkView(
    Id<SetupLink> Id,
    SetupLinkState State,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? UsedAt,
    DateTimeOffset? HandedOverAt,
    LinkChannel? Channel
);

/// <summary>One browser signed in as a contact, or that was.</summary>
/// <param name="ExpiresAt">UTC; the present maximum of the company already applied.</param>
public sealed record ContactSessionView(
    Id<PortalSession> Id,
    string Device,
    DateTimeOffset StartedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastSeenAt,
    DateTimeOffset? EndedAt,
    bool IsLiving
);

/// <summary>The latest links and sessions of one contact.</summary>
public sealed class ContactAccessQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 8;

    public async Task<ContactAccessView> RunAsync(Staff staff, Id<Contact> contact, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var portal = await db.Workspaces.Select(w => w.Portal).SingleAsync(cancellationToken);
        var links = await db
            .SetupLinks.Where(l => l.ContactId == contact)
            .OrderByDescending(l => l.IssuedAt)
            .Take(Most)
            .Select(l => new
            {
                Link = l,
                Last = db
                    .SetupLinkSecrets.Where(s => s.LinkId == l.Id)
                    .OrderByDescending(s => s.MintedAt)
                    .Select(s => new { s.MintedAt, s.Channel })
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var sessions = await db
            .PortalSessions.Where(s => s.ContactId == contact)
            .OrderByDescending(s => s.StartedAt)
            .Take(Most)
            .Select(s => new
            {
                Session = s,
                Seen = db.SessionsSeen.Where(seen => seen.SessionId == s.Id).Select(seen => (DateTimeOffset?)seen.At).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return new ContactAccessView(
            [
                .. links.Select(l => new IssuedLinkView(
                    l.Link.Id,
                    l.Link.StateAt(db.Now),
                    l.Link.IssuedAt,
                    l.Link.ExpiresAt,
                    l.Link.UsedAt,
                    l.Last?.MintedAt,
                    l.Last?.Channel
                )),
            ],
            [.. sessions.Select(s => View(s.Session, s.Seen, portal, db.Now))],
            db.Now
        );
    }

    private static ContactSessionView View(PortalSession session, DateTimeOffset? seen, PortalSettings portal, DateTimeOffset now)
    {
        var end = session.EndsAt(portal, seen);
        return new(session.Id, Devices.Name(session.UserAgent), session.StartedAt, end, seen, session.EndedAt, session.EndedAt is null && now < end);
    }
}
