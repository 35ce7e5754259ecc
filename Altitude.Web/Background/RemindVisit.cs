using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Background;

/// <summary>
/// Reminds the customer of a visit as often as the company says; the mails follow from the line that this writes. Reminders that fell due together, because the
/// program was away, are one.
/// </summary>
public sealed class RemindVisit(WorkspaceDbFactory workspaces) : IBackgroundTask
{
    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.OpenAsync(new BackgroundTask(task.WorkspaceId, "Remind of visits"), cancellationToken);
        var id = new Id<Appointment>(task.Subject);
        if (!await db.LockAsync(id, cancellationToken))
        {
            return TaskEnd.Done;
        }

        var visit = await db.Appointments.AsNoTracking().SingleAsync(a => a.Id == id, cancellationToken);
        if (visit.IsOver || visit.StartsAt <= db.Now)
        {
            return TaskEnd.Done;
        }

        var (hours, zone) = (await VisitTasks.HoursBeforeAsync(db, cancellationToken), TimeZoneInfo.FindSystemTimeZoneById(visit.ZoneId));
        var due = hours.Where(h => visit.RemindAt(zone, h) is var at && at <= db.Now && db.Now - at < VisitReminders.Latest).ToArray();
        if (await Reminders.MarkAsync(db, AppointmentReminded.Name, visit.Id.Value, visit.StartsAt, due, cancellationToken))
        {
            db.Record(new AppointmentReminded(visit));
        }

        await workspaces.CommitAsync(db, cancellationToken);
        return visit.NextReminder(hours, zone, db.Now) is { } next ? TaskEnd.Again(next) : TaskEnd.Done;
    }
}

/// <summary>What holds for every reminder of a visit.</summary>
internal static class VisitReminders
{
    /// <summary>A reminder that was held up for so long is of no use any more.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromHours(12);
}

/// <summary>That a reminder was given, kept so that it is given once, on however many nodes and however often it is asked.</summary>
internal static class Reminders
{
    /// <summary>Notes the steps that fell due.</summary>
    /// <returns>Whether one of them was not noted before: the reminder, one for all of them, is to be given now.</returns>
    public static async Task<bool> MarkAsync(
        WorkspaceDb db,
        string kind,
        Guid subject,
        DateTimeOffset of,
        IReadOnlyList<int> steps,
        CancellationToken cancellationToken
    ) =>
        steps.Count > 0
        && await db.ExecuteAsync(
            """
            insert into tenant.reminder_marks (workspace_id, kind, subject, of, step, at)
              select $1, $2, $3, $4, step, altitude.now() from unnest($5) as step
              on conflict do nothing
            """,
            [db.WorkspaceId.Value, kind, subject, of.ToUniversalTime(), steps.ToArray()],
            cancellationToken
        ) > 0;
}
