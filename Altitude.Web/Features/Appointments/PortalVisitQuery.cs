using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments;

/// <summary>One visit as its customer sees it.</summary>
/// <param name="StartsAt">UTC.</param>
/// <param name="EndsAt">UTC, exclusive.</param>
/// <param name="Technicians">Who leads it comes first; empty: nobody yet.</param>
/// <param name="Wish">The other time that was asked for; null: none.</param>
/// <param name="CancelReason">Empty: it was not cancelled, or nobody said why.</param>
/// <param name="MayConfirm">It waits for the customer, and this reader may answer.</param>
/// <param name="MayAsk">Another time can be asked for, by this reader.</param>
/// <param name="Free">UTC; times that are offered; empty unless another can be asked for.</param>
/// <param name="Now">UTC; when it was read.</param>
public sealed record PortalVisit(
    Id<Appointment> Id,
    string Title,
    AppointmentState State,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    TimeWindow Arrival,
    string ZoneId,
    IReadOnlyList<string> Technicians,
    string? Place,
    string CustomerNotes,
    string JobNumber,
    string JobTitle,
    string? Responsible,
    TimeWish? Wish,
    string CancelReason,
    int Sequence,
    bool MayConfirm,
    bool MayAsk,
    IReadOnlyList<DateTimeOffset> Free,
    DateTimeOffset Now
);

/// <summary>Reads one of a customer's own visits.</summary>
public sealed class PortalVisitQuery(WorkspaceDbFactory workspaces)
{
    /// <returns>Null: it does not exist, or is another's.</returns>
    public async Task<PortalVisit?> RunAsync(PortalReader reader, Id<Appointment> id, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        var visit = await db
            .Appointments.Include(a => a.Further)
            .SingleOrDefaultAsync(a => a.Id == id && a.CustomerId == reader.CustomerId, cancellationToken);
        if (visit is null)
        {
            return null;
        }

        var job = await db
            .Jobs.Where(j => j.Id == visit.JobId)
            .Select(j => new
            {
                j.Number,
                j.Title,
                Responsible = db.Staff.Where(s => s.Id == j.AssigneeId).Select(s => s.Name).FirstOrDefault(),
                Place = db.Locations.Where(l => l.Id == visit.LocationId).Select(l => l.Address).FirstOrDefault(),
            })
            .SingleAsync(cancellationToken);
        var isAhead = visit.State is AppointmentState.Requested or AppointmentState.Scheduled or AppointmentState.Confirmed;
        var mayAsk = isAhead && reader.Rights.MayDecide() && db.Now < visit.StartsAt;
        return new PortalVisit(
            visit.Id,
            visit.Title,
            visit.State,
            visit.StartsAt,
            visit.EndsAt,
            visit.Arrival,
            visit.ZoneId,
            await VisitPeople.NamesAsync(db, visit, cancellationToken),
            job.Place,
            visit.CustomerNotes,
            job.Number,
            job.Title,
            job.Responsible,
            visit.Wish,
            visit.CancelReason,
            visit.Sequence,
            isAhead && visit.State != AppointmentState.Confirmed && reader.Rights.MayDecide() && db.Now < visit.EndsAt,
            mayAsk,
            mayAsk ? await FreeTimes.OfAsync(db, visit, cancellationToken) : [],
            db.Now
        );
    }
}

/// <summary>Who makes a visit.</summary>
internal static class VisitPeople
{
    /// <returns>Names; who leads it comes first.</returns>
    public static async Task<IReadOnlyList<string>> NamesAsync(WorkspaceDb db, Appointment visit, CancellationToken cancellationToken)
    {
        Id<StaffMember>[] who =
        [
            .. visit.Further.Select(f => f.StaffId),
            .. visit.TechnicianId is { } lead ? [lead] : Array.Empty<Id<StaffMember>>(),
        ];
        var staff = await db
            .Staff.Where(s => who.Contains(s.Id))
            .OrderBy(s => s.Name)
            .Take(who.Length)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(cancellationToken);
        return [.. staff.OrderBy(s => s.Id != visit.TechnicianId).Select(s => s.Name)];
    }
}
