using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments;

/// <summary>A visit in a customer's list.</summary>
/// <param name="StartsAt">UTC.</param>
/// <param name="IsAhead">Still to come or under way.</param>
public sealed record PortalAppointment(
    Id<Appointment> Id,
    string Title,
    AppointmentState State,
    DateTimeOffset StartsAt,
    TimeWindow Arrival,
    string ZoneId,
    string? Technician,
    string? Place,
    string JobNumber,
    string JobTitle,
    bool IsAhead
);

/// <summary>A customer's visits, latest first.</summary>
/// <param name="Now">UTC; when it was read.</param>
public sealed record PortalAppointments(IReadOnlyList<PortalAppointment> Rows, DateTimeOffset Now);

/// <summary>Reads a customer's visits.</summary>
public sealed class PortalAppointmentsQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 100;

    public async Task<PortalAppointments> RunAsync(PortalReader reader, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        var now = db.Now;
        var rows = await (
            from a in db.Appointments
            where a.CustomerId == reader.CustomerId
            orderby a.StartsAt descending
            join j in db.Jobs on a.JobId equals j.Id
            from technician in db.Staff.Where(s => s.Id == a.TechnicianId).DefaultIfEmpty()
            from place in db.Locations.Where(l => l.Id == a.LocationId).DefaultIfEmpty()
            select new PortalAppointment(
                a.Id,
                a.Title,
                a.State,
                a.StartsAt,
                a.Arrival,
                a.ZoneId,
                technician == null ? null : technician.Name,
                place == null ? null : place.Address,
                j.Number,
                j.Title,
                a.EndsAt > now && a.State != AppointmentState.Done && a.State != AppointmentState.Cancelled && a.State != AppointmentState.NoShow
            )
        )
            .Take(Most)
            .ToListAsync(cancellationToken);
        return new PortalAppointments(rows, now);
    }
}
