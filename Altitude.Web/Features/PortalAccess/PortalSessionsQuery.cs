using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Web.Components;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>One of a contact's living sessions, as they see it.</summary>
/// <param name="ExpiresAt">UTC; the present maximum of the company already applied.</param>
/// <param name="LastSeenAt">UTC; null: not since it began.</param>
public sealed record PortalSessionView(
    Id<PortalSession> Id,
    DateTimeOffset StartedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastSeenAt,
    string Device,
    bool IsThis
);

/// <summary>Where a contact is signed in.</summary>
public sealed class PortalSessionsQuery(WorkspaceDbFactory workspaces)
{
    public async Task<IReadOnlyList<PortalSessionView>> RunAsync(PortalReader reader, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        var portal = await db.Workspaces.Select(w => w.Portal).SingleAsync(cancellationToken);
        var rows = await db
            .PortalSessions.Where(s => s.ContactId == reader.ContactId && s.EndedAt == null && s.ExpiresAt > db.Now)
            .OrderByDescending(s => s.StartedAt)
            .Take(50)
            .Select(s => new
            {
                Session = s,
                Seen = db.SessionsSeen.Where(seen => seen.SessionId == s.Id).Select(seen => (DateTimeOffset?)seen.At).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new PortalSessionView(
                    r.Session.Id,
                    r.Session.StartedAt,
                    r.Session.EndsAt(portal, r.Seen),
                    r.Seen,
                    Devices.Name(r.Session.UserAgent),
                    r.Session.Id.Value == reader.SessionId
                ))
                .Where(v => v.ExpiresAt > db.Now),
        ];
    }
}
