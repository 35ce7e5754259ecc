using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments;

/// <summary>Times to which a visit could move: within the company's hours, where everybody who makes it has time, travel included.</summary>
internal static class FreeTimes
{
    private const int MostVisits = 1_000;

    /// <summary>A visit lasts no longer than this: one that began earlier is over.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    /// <returns>Starts, UTC, the earliest first; bounded by <see cref="VisitHours"/>.</returns>
    public static async Task<IReadOnlyList<DateTimeOffset>> OfAsync(WorkspaceDb db, Appointment visit, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.AsNoTracking().Select(w => new { w.Visits, w.ZoneId }).SingleAsync(cancellationToken);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(workspace.ZoneId);
        var (now, until) = (db.Now, workspace.Visits.Horizon(db.Now, zone));
        Id<StaffMember>[] who =
        [
            .. visit.Further.Select(f => f.StaffId),
            .. visit.TechnicianId is { } lead ? [lead] : Array.Empty<Id<StaffMember>>(),
        ];
        List<Span> busy = [];
        if (who.Length > 0)
        {
            var ahead = db
                .Appointments.AsNoTracking()
                .Where(a =>
                    a.Id != visit.Id
                    && a.StartsAt > now - Longest
                    && a.StartsAt < until
                    && a.EndsAt > now
                    && a.State != AppointmentState.Cancelled
                    && a.State != AppointmentState.NoShow
                    && a.State != AppointmentState.Done
                );
            busy.AddRange(
                await ahead
                    .Where(a => a.TechnicianId != null && who.Contains(a.TechnicianId.Value))
                    .OrderBy(a => a.StartsAt)
                    .Take(MostVisits)
                    .Select(a => new Span(a.StartsAt, a.EndsAt))
                    .ToListAsync(cancellationToken)
            );
            busy.AddRange(
                await ahead
                    .Where(a => db.AppointmentTechnicians.Any(t => t.AppointmentId == a.Id && who.Contains(t.StaffId)))
                    .OrderBy(a => a.StartsAt)
                    .Take(MostVisits)
                    .Select(a => new Span(a.StartsAt, a.EndsAt))
                    .ToListAsync(cancellationToken)
            );
        }

        return [.. workspace.Visits.FreeStarts(zone, now, visit.Length, busy).Where(start => start != visit.StartsAt)];
    }
}
