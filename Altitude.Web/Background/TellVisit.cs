using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Background;

/// <summary>Tells the customer how a visit stands, when it has been left alone for a while; the mails follow from the line that this writes.</summary>
public sealed class TellVisit(WorkspaceDbFactory workspaces) : IBackgroundTask
{
    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.OpenAsync(new BackgroundTask(task.WorkspaceId, "Tell customers about visits"), cancellationToken);
        var id = new Id<Appointment>(task.Subject);
        if (!await db.LockAsync(id, cancellationToken))
        {
            return TaskEnd.Done;
        }

        var visit = await db.Appointments.SingleAsync(a => a.Id == id, cancellationToken);
        if (visit.TakeNews() is { } notice)
        {
            db.Record(new AppointmentTold(visit, notice));
        }

        await workspaces.CommitAsync(db, cancellationToken);
        return TaskEnd.Done;
    }
}
