using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Web.Components;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>One of a person's own office sign-ins.</summary>
/// <param name="LastSeenAt">UTC, within five minutes.</param>
public sealed record OwnStaffSession(
    Id<StaffSession> Id,
    DateTimeOffset StartedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt,
    string Device,
    bool IsThisOne
);

/// <summary>A person's living sign-ins.</summary>
/// <param name="Now">UTC; when this was so.</param>
public sealed record OwnStaffSessions(IReadOnlyList<OwnStaffSession> Sessions, DateTimeOffset Now);

/// <summary>Where else a person is signed in to this office, newest first.</summary>
public sealed class OwnStaffSessionsQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 50;

    public async Task<OwnStaffSessions> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var now = db.Now;
        var rows = await db
            .StaffSessions.Where(s => s.WorkspaceId == staff.WorkspaceId && s.StaffId == staff.StaffId && s.EndedAt == null && s.ExpiresAt > now)
            .OrderByDescending(s => s.StartedAt)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return new(
            [
                .. rows.Select(s => new OwnStaffSession(
                    s.Id,
                    s.StartedAt,
                    s.LastSeenAt ?? s.StartedAt,
                    s.ExpiresAt,
                    Devices.Name(s.UserAgent),
                    s.Id == staff.Session
                )),
            ],
            now
        );
    }
}
