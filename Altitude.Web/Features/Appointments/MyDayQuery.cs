using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Files;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Files;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments;

/// <summary>A visit of somebody's own day.</summary>
/// <param name="With">Who else comes, by name; empty: nobody.</param>
/// <param name="Address">Empty: not known.</param>
public sealed record MyVisit(
    Id<Appointment> Id,
    int Revision,
    string Title,
    AppointmentState State,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    TimeWindow Arrival,
    string Job,
    string JobTitle,
    string Customer,
    string Address,
    IReadOnlyList<VisitContact> Contacts,
    string CustomerNotes,
    string StaffNotes,
    string With,
    IReadOnlyList<FileView> Photos
)
{
    public bool IsOver => State is AppointmentState.Done or AppointmentState.Cancelled or AppointmentState.NoShow;
}

/// <summary>Somebody's own visits of one day, in their order.</summary>
/// <param name="Today">By the company's clock.</param>
/// <param name="Now">UTC; when it was read.</param>
public sealed record MyDay(WorkspaceView Company, DateOnly Day, DateOnly Today, DateTimeOffset Now, IReadOnlyList<MyVisit> Visits)
{
    /// <summary>Changes with whatever the page shows of the visits.</summary>
    public string Mark => string.Join(' ', Visits.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Id}:{v.Revision}:{v.Photos.Count}")));
}

/// <summary>Reads the visits that somebody makes on one day: as the one who leads, or as one who comes along. Nobody else's.</summary>
public sealed class MyDayQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 60;
    private const int MostContacts = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    /// <param name="day">On the company's calendar; null: today.</param>
    public async Task<MyDay> RunAsync(Staff staff, DateOnly? day, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var today = LocalDay.Of(db.Now, company.Zone);
        var shown = day ?? today;
        var (from, until, me) = (LocalDay.End(shown.AddDays(-1), company.Zone), LocalDay.End(shown, company.Zone), staff.StaffId);
        var rows = await db
            .Appointments.Where(a =>
                a.StartsAt > from - Longest
                && a.StartsAt < until
                && a.EndsAt > from
                && (a.TechnicianId == me || db.AppointmentTechnicians.Any(t => t.AppointmentId == a.Id && t.StaffId == me))
            )
            .OrderBy(a => a.StartsAt)
            .ThenBy(a => a.Id)
            .Take(Most)
            .Select(a => new
            {
                Visit = a,
                Job = db.Jobs.Where(j => j.Id == a.JobId).Select(j => new { j.Number, j.Title }).First(),
                Customer = db.Customers.Where(c => c.Id == a.CustomerId).Select(c => c.Name).First(),
                Address = db.Locations.Where(l => l.Id == a.LocationId).Select(l => l.Address).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var ids = rows.Select(r => r.Visit.Id).ToArray();
        var along = await db
            .AppointmentTechnicians.Where(t => ids.Contains(t.AppointmentId))
            .Take(Most * Appointment.MostFurtherTechnicians)
            .ToListAsync(cancellationToken);
        var names = (await ScheduleQuery.StaffAsync(db, cancellationToken)).ToDictionary(s => s.Id, s => s.Name);
        Dictionary<Id<Domain.Customers.Customer>, IReadOnlyList<VisitContact>> contacts = [];
        Dictionary<Id<Job>, IReadOnlyList<FileView>> photos = [];
        foreach (var row in rows)
        {
            if (!contacts.ContainsKey(row.Visit.CustomerId))
            {
                contacts[row.Visit.CustomerId] = await db
                    .Contacts.Where(c => c.CustomerId == row.Visit.CustomerId && c.RemovedAt == null && c.Phone != "")
                    .OrderBy(c => c.Rights)
                    .ThenBy(c => c.Name)
                    .Take(MostContacts)
                    .Select(c => new VisitContact(c.Name, c.Phone))
                    .ToListAsync(cancellationToken);
            }

            if (!photos.ContainsKey(row.Visit.JobId))
            {
                photos[row.Visit.JobId] =
                [
                    .. (await FileView.OfJobAsync(db, row.Visit.JobId, forCustomer: false, cancellationToken)).Where(f => f.Kind == FileKind.Picture),
                ];
            }
        }

        return new MyDay(
            company,
            shown,
            today,
            db.Now,
            [
                .. rows.Select(r => new MyVisit(
                    r.Visit.Id,
                    r.Visit.Revision,
                    r.Visit.Title,
                    r.Visit.State,
                    r.Visit.StartsAt,
                    r.Visit.EndsAt,
                    r.Visit.Arrival,
                    r.Job.Number,
                    r.Job.Title,
                    r.Customer,
                    r.Address ?? "",
                    contacts[r.Visit.CustomerId],
                    r.Visit.CustomerNotes,
                    r.Visit.StaffNotes,
                    string.Join(
                        ", ",
                        along
                            .Where(t => t.AppointmentId == r.Visit.Id)
                            .Select(t => t.StaffId)
                            .Concat(r.Visit.TechnicianId is { } lead ? [lead] : [])
                            .Where(w => w != me)
                            .Select(w => names.GetValueOrDefault(w))
                            .OfType<string>()
                            .Order(StringComparer.Ordinal)
                    ),
                    photos[r.Visit.JobId]
                )),
            ]
        );
    }
}
