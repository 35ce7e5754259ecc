using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>A visit as staff agree it with the customer, on the company's wall clock.</summary>
/// <param name="Arrival">When the technician may arrive.</param>
/// <param name="Technician">Null: not decided yet.</param>
public sealed record NewVisit(string Title, DateTime Start, TimeSpan Length, TimeWindow Arrival, Id<StaffMember>? Technician);

/// <summary>Staff book a visit for a job.</summary>
public sealed class BookVisit(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, the job has left the board, or the time does not exist there.</exception>
    public Task RunAsync(Staff staff, string number, NewVisit visit, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "book visits");
                var job = await LockedJob.FindAsync(db, number, cancellationToken);
                await StaffOfCompany.NameAsync(db, visit.Technician, cancellationToken);
                var zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken));
                db.Appointments.Add(
                    Appointment.Book(
                        Id<Appointment>.New(),
                        job,
                        visit.Title.Trim() is { Length: > 0 } title ? title : job.Title,
                        visit.Start,
                        visit.Length,
                        visit.Arrival,
                        zone,
                        visit.Technician
                    )
                );
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
}
