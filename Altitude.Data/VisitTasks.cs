using Altitude.Domain.Appointments;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Data;

/// <summary>What follows from a visit later on; queued with every act that changes one.</summary>
public static class VisitTasks
{
    /// <summary>A visit that is dragged about, or cancelled by mistake, is told of once, when it has been left alone for so long.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);

    /// <summary>Visits that change with a change of the settings; whoever plans more keeps the earlier reminders for the farthest.</summary>
    private const int MostAhead = 5_000;

    public static async Task QueueAsync(WorkspaceDb db, Appointment visit, CancellationToken cancellationToken)
    {
        if (visit.News is not null)
        {
            db.Queue(OutboxKinds.TellVisit, visit.Id.Value, db.Now + Settle);
        }

        await QueueReminderAsync(db, visit, cancellationToken);
    }

    /// <summary>A visit of tomorrow is its own reminder: none is queued for a time that has passed.</summary>
    public static async Task QueueReminderAsync(WorkspaceDb db, Appointment visit, CancellationToken cancellationToken)
    {
        if (!visit.IsOver)
        {
            QueueReminder(db, visit, await HoursBeforeAsync(db, cancellationToken));
        }
    }

    /// <inheritdoc cref="QueueReminderAsync"/>
    public static void QueueReminder(WorkspaceDb db, Appointment visit, IReadOnlyList<int> hoursBefore)
    {
        // With none left, a row that was queued for an earlier time must not come any more: at its start nothing is reminded of.
        var next = visit.NextReminder(hoursBefore, TimeZoneInfo.FindSystemTimeZoneById(visit.ZoneId), db.Now) ?? visit.StartsAt;
        if (!visit.IsOver && next > db.Now)
        {
            db.Queue(OutboxKinds.RemindVisit, visit.Id.Value, next);
        }
    }

    /// <summary>Every visit ahead is reminded of as the company says from now on.</summary>
    public static async Task RequeueRemindersAsync(WorkspaceDb db, IReadOnlyList<int> hoursBefore, CancellationToken cancellationToken)
    {
        var ahead = await db
            .Appointments.AsNoTracking()
            .Where(a => a.StartsAt > db.Now)
            .OrderBy(a => a.StartsAt)
            .Take(MostAhead)
            .ToListAsync(cancellationToken);
        foreach (var visit in ahead)
        {
            QueueReminder(db, visit, hoursBefore);
        }
    }

    /// <summary>When the company reminds of visits.</summary>
    public static async Task<IReadOnlyList<int>> HoursBeforeAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        (
            db.Workspaces.Local.FirstOrDefault()?.Notifications ?? await db.Workspaces.Select(w => w.Notifications).SingleAsync(cancellationToken)
        ).VisitRemindersGiven();
}
