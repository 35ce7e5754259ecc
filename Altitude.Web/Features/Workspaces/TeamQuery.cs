using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Somebody of the team.</summary>
/// <param name="Email">Empty: it is not the asker's to know.</param>
/// <param name="Sessions">Their living sign-ins, newest first; none where they are not the asker's to see.</param>
public sealed record TeamMember(
    Id<StaffMember> Id,
    string Name,
    string Email,
    string Phone,
    StaffRole Role,
    bool IsSelf,
    bool MayBeChanged,
    IReadOnlyList<OwnStaffSession> Sessions
)
{
    /// <summary>False also where it is not the asker's to know.</summary>
    public bool HasSecondStep { get; init; }

    public bool MayBeReset { get; init; }
}

/// <summary>Somebody who was asked to join.</summary>
public sealed record TeamInvitation(
    Id<StaffInvitation> Id,
    string Name,
    string Email,
    StaffRole Role,
    string InvitedBy,
    DateTimeOffset ExpiresAt,
    bool IsOver,
    bool MayBeChanged
);

/// <summary>The company's people.</summary>
/// <param name="Roles">What the asker may make somebody.</param>
/// <param name="Now">UTC; when this was so.</param>
public sealed record TeamView(
    WorkspaceView Company,
    bool MayControl,
    IReadOnlyList<TeamMember> Members,
    IReadOnlyList<TeamInvitation> Invitations,
    IReadOnlyList<StaffRole> Roles,
    DateTimeOffset Now
)
{
    /// <summary>Whoever works here needs a second step.</summary>
    public bool RequiresSecondStep { get; init; }
}

/// <summary>Reads who works here. Everybody sees names and roles; addresses, invitations and sign-ins are for those who answer for the team.</summary>
public sealed class TeamQuery(WorkspaceDbFactory workspaces)
{
    public const int Most = 500;

    public async Task<TeamView> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var (now, mayControl) = (db.Now, staff.Role.MayControl());
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var members = await db.Staff.Where(m => m.RemovedAt == null).OrderBy(m => m.Name).ThenBy(m => m.Id).Take(Most).ToListAsync(cancellationToken);
        var sessions = mayControl
            ? await db
                .StaffSessions.Where(s => s.WorkspaceId == staff.WorkspaceId && s.EndedAt == null && s.ExpiresAt > now)
                .OrderByDescending(s => s.StartedAt)
                .Take(Most)
                .ToListAsync(cancellationToken)
            : [];
        var invitations = mayControl
            ? await db
                .StaffInvitations.Where(i => i.AcceptedAt == null && i.WithdrawnAt == null)
                .OrderBy(i => i.Email)
                .Take(Most)
                .ToListAsync(cancellationToken)
            : [];
        var requires = await db.Workspaces.Select(w => w.RequiresSecondStep).SingleAsync(cancellationToken);
        var secured = mayControl ? await SecondSteps.AmongAsync(db, members, cancellationToken) : new HashSet<Id<StaffMember>>();
        var bySeat = sessions.ToLookup(s => s.StaffId);
        return new TeamView(
            company,
            mayControl,
            [
                .. members
                    .OrderBy(m => m.Role)
                    .Select(m => new TeamMember(
                        m.Id,
                        m.Name,
                        mayControl ? m.Email : "",
                        m.Phone,
                        m.Role,
                        m.Id == staff.StaffId,
                        m.Id != staff.StaffId && staff.Role.MayAppoint(m.Role),
                        [
                            .. bySeat[m.Id]
                                .Select(s => new OwnStaffSession(
                                    s.Id,
                                    s.StartedAt,
                                    s.LastSeenAt ?? s.StartedAt,
                                    s.ExpiresAt,
                                    Devices.Name(s.UserAgent),
                                    s.Id == staff.Session
                                )),
                        ]
                    )
                    {
                        HasSecondStep = secured.Contains(m.Id),
                        MayBeReset = secured.Contains(m.Id) && m.Id != staff.StaffId && staff.Role.May(Permission.ResetSecondSteps),
                    }),
            ],
            [
                .. invitations.Select(i => new TeamInvitation(
                    i.Id,
                    i.Name,
                    i.Email,
                    i.Role,
                    i.InvitedBy,
                    i.ExpiresAt,
                    now >= i.ExpiresAt,
                    staff.Role.MayAppoint(i.Role)
                )),
            ],
            [.. Enum.GetValues<StaffRole>().Where(role => staff.Role.MayAppoint(role))],
            now
        )
        {
            RequiresSecondStep = requires,
        };
    }
}
