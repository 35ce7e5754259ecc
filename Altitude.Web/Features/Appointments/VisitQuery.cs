using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments;

/// <summary>Somebody of the customer's whom one can call.</summary>
public sealed record VisitContact(string Name, string Phone);

/// <summary>A place of the customer's.</summary>
public sealed record VisitPlace(Id<ServiceLocation> Id, string Label);

/// <summary>All that the office sees of a visit.</summary>
/// <param name="Start">On the company's wall clock.</param>
/// <param name="Lead">Null: nobody yet.</param>
/// <param name="Address">Empty: not known.</param>
/// <param name="Wish">The customer asks for another time; null: they do not.</param>
/// <param name="IsOfSeries">It is one of several that repeat.</param>
public sealed record VisitView(
    Id<Appointment> Id,
    int Revision,
    string Title,
    AppointmentState State,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    DateTime Start,
    TimeWindow Arrival,
    Id<StaffMember>? Lead,
    IReadOnlyList<Id<StaffMember>> Further,
    Id<ServiceLocation>? Location,
    string Address,
    string Job,
    string JobTitle,
    Id<Customer> CustomerId,
    string Customer,
    string CustomerNotes,
    string StaffNotes,
    TimeWish? Wish,
    DateTimeOffset? ConfirmedAt,
    string CancelReason,
    bool IsOfSeries
)
{
    public IReadOnlyList<VisitContact> Contacts { get; init; } = [];
    public IReadOnlyList<VisitPlace> Places { get; init; } = [];
    public IReadOnlyList<ScheduleColleague> Staff { get; init; } = [];
    public required WorkspaceView Company { get; init; }

    /// <summary>UTC; when it was read.</summary>
    public required DateTimeOffset Now { get; init; }

    public bool IsAhead => State is AppointmentState.Requested or AppointmentState.Scheduled or AppointmentState.Confirmed;
    public bool IsOver => State is AppointmentState.Done or AppointmentState.Cancelled or AppointmentState.NoShow;

    public bool IsOf(Id<StaffMember> who) => Lead == who || Further.Contains(who);
}

/// <summary>Reads a visit for its panel on the schedule.</summary>
public sealed class VisitQuery(WorkspaceDbFactory workspaces)
{
    private const int MostPlaces = 50;
    private const int MostContacts = 5;

    /// <returns>Null: there is no such visit.</returns>
    public async Task<VisitView?> RunAsync(Staff staff, Id<Appointment> id, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var row = await (
            from a in db.Appointments
            join j in db.Jobs on a.JobId equals j.Id
            join c in db.Customers on a.CustomerId equals c.Id
            where a.Id == id
            select new
            {
                Visit = a,
                Job = j.Number,
                JobTitle = j.Title,
                Customer = c.Name,
                Address = db.Locations.Where(l => l.Id == a.LocationId).Select(l => l.Address).FirstOrDefault(),
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return null;
        }

        var visit = row.Visit;
        return new VisitView(
            visit.Id,
            visit.Revision,
            visit.Title,
            visit.State,
            visit.StartsAt,
            visit.EndsAt,
            visit.LocalStart,
            visit.Arrival,
            visit.TechnicianId,
            await db
                .AppointmentTechnicians.Where(t => t.AppointmentId == id)
                .OrderBy(t => t.StaffId)
                .Take(20)
                .Select(t => t.StaffId)
                .ToListAsync(cancellationToken),
            visit.LocationId,
            row.Address ?? "",
            row.Job,
            row.JobTitle,
            visit.CustomerId,
            row.Customer,
            visit.CustomerNotes,
            visit.StaffNotes,
            visit.Wish,
            visit.ConfirmedAt,
            visit.CancelReason,
            visit.SeriesId is not null
        )
        {
            Contacts = await db
                .Contacts.Where(c => c.CustomerId == visit.CustomerId && c.RemovedAt == null)
                .OrderBy(c => c.Rights)
                .ThenBy(c => c.Name)
                .Take(MostContacts)
                .Select(c => new VisitContact(c.Name, c.Phone))
                .ToListAsync(cancellationToken),
            Places = await db
                .Locations.Where(l => l.CustomerId == visit.CustomerId && l.RemovedAt == null)
                .OrderBy(l => l.Label)
                .Take(MostPlaces)
                .Select(l => new VisitPlace(l.Id, l.Label == "" ? l.Address : l.Label + ", " + l.Address))
                .ToListAsync(cancellationToken),
            Staff = await ScheduleQuery.StaffAsync(db, cancellationToken),
            Company = company,
            Now = db.Now,
        };
    }
}

/// <summary>The company and the day it has now, where a schedule opens.</summary>
/// <param name="Today">By its own clock.</param>
public sealed record ScheduleToday(WorkspaceView Company, DateOnly Today);

/// <summary>Reads which day it is for the company.</summary>
public sealed class ScheduleTodayQuery(WorkspaceDbFactory workspaces)
{
    public async Task<ScheduleToday> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        return new ScheduleToday(company, LocalDay.Of(db.Now, company.Zone));
    }
}
