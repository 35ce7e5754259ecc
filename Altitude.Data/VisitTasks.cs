using Altitude.Domain.Appointments;

namespace Altitude.Data;

/// <summary>What follows from a visit later on; queued with every act that changes one.</summary>
public static class VisitTasks
{
    /// <summary>A visit that is dragged about, or cancelled by mistake, is told of once, when it has been left alone for so long.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);

    public static void Queue(WorkspaceDb db, Appointment visit)
    {
        if (visit.News is not null)
        {
            db.Queue(OutboxKinds.TellVisit, visit.Id.Value, db.Now + Settle);
        }

        QueueReminder(db, visit);
    }

    /// <summary>A visit of tomorrow is its own reminder: none is queued for a time that has passed.</summary>
    public static void QueueReminder(WorkspaceDb db, Appointment visit)
    {
        if (!visit.IsOver && visit.RemindAt(TimeZoneInfo.FindSystemTimeZoneById(visit.ZoneId)) is var due && due > db.Now)
        {
            db.Queue(OutboxKinds.RemindVisit, visit.Id.Value, due);
        }
    }
}
