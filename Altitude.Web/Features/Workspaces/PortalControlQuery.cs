using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Activity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>What decides about a portal, before it is changed: the settings, whom a change would reach, and who changed what lately.</summary>
public sealed record PortalControl(WorkspaceView Company, PortalReach Reach, IReadOnlyList<SettingsChange> Changes);

/// <summary>One change of the company's settings.</summary>
/// <param name="At">UTC.</param>
public sealed record SettingsChange(long Seq, DateTimeOffset At, string Who, string What);

/// <summary>A session that lives.</summary>
/// <param name="SeenAt">UTC; null: not since it began.</param>
public sealed record LivingSession(Id<Contact> Contact, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt, DateTimeOffset? SeenAt);

/// <summary>Who is signed in, and whom settings would sign out.</summary>
/// <param name="IsAll">False: there are more than were read.</param>
/// <param name="Now">UTC; when it was read.</param>
public sealed record PortalReach(IReadOnlyList<LivingSession> Sessions, bool IsAll, DateTimeOffset Now)
{
    /// <summary>People, not browsers.</summary>
    public int People => Sessions.Select(s => s.Contact).Distinct().Count();

    /// <summary>People whose every session would be over at once.</summary>
    public int SignedOutBy(PortalSettings wanted) =>
        Sessions
            .GroupBy(s => s.Contact)
            .Count(own => !wanted.IsOn || own.All(s => PortalSession.EndOf(s.StartedAt, s.ExpiresAt, s.SeenAt, wanted) <= Now));
}

/// <summary>Reads the portal's settings with whom they reach.</summary>
public sealed class PortalControlQuery(WorkspaceDbFactory workspaces)
{
    private const int MostSessions = 5_000;
    private const int MostChanges = 6;

    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<PortalControl> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "see the portal's settings");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        return new PortalControl(
            company,
            await ReachAsync(db, company.Portal, cancellationToken),
            await ChangesAsync(db, company, cancellationToken)
        );
    }

    private static async Task<PortalReach> ReachAsync(WorkspaceDb db, PortalSettings portal, CancellationToken cancellationToken)
    {
        var now = db.Now;
        var rows = await (
            from s in db.PortalSessions
            where s.EndedAt == null && s.ExpiresAt > now
            orderby s.ExpiresAt descending
            join c in db.Contacts on s.ContactId equals c.Id
            where c.RemovedAt == null
            select new LivingSession(
                s.ContactId,
                s.StartedAt,
                s.ExpiresAt,
                db.SessionsSeen.Where(seen => seen.SessionId == s.Id).Select(seen => (DateTimeOffset?)seen.At).FirstOrDefault()
            )
        )
            .Take(MostSessions)
            .ToListAsync(cancellationToken);
        var living = portal.IsOn ? rows.Where(s => PortalSession.EndOf(s.StartedAt, s.ExpiresAt, s.SeenAt, portal) > now) : [];
        return new PortalReach([.. living], rows.Count < MostSessions, now);
    }

    private static async Task<IReadOnlyList<SettingsChange>> ChangesAsync(WorkspaceDb db, WorkspaceView company, CancellationToken cancellationToken)
    {
        var lines = await ActivityQuery
            .Lines(
                db,
                db.Activity.Where(a => a.Subject == company.Id.Value && a.Kind == "workspace.changed").OrderByDescending(a => a.Seq).Take(MostChanges)
            )
            .ToListAsync(cancellationToken);
        Id<StaffMember>[] who =
        [
            .. lines.Where(l => l.ActorKind == "staff").Select(l => l.ActorId).OfType<Guid>().Distinct().Select(id => new Id<StaffMember>(id)),
        ];
        var names = await db
            .Staff.Where(s => who.Contains(s.Id))
            .Select(s => new { s.Id, s.Name })
            .ToDictionaryAsync(s => s.Id.Value, s => s.Name, cancellationToken);
        return
        [
            .. lines
                .OrderByDescending(l => l.Seq)
                .Select(l => new SettingsChange(
                    l.Seq,
                    l.At,
                    l.ActorId is { } id && names.TryGetValue(id, out var name) ? name : "Automatic",
                    ActivitySentences.ForStaff(l, company)
                )),
        ];
    }
}
