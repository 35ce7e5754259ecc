using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Appointments;

namespace Altitude.Web.Features.Jobs;

/// <summary>A visit as staff agree it with the customer, on the company's wall clock.</summary>
/// <param name="Arrival">When the technician may arrive.</param>
/// <param name="Technician">Null: not decided yet.</param>
/// <param name="Offset">From UTC: which of two, where the clocks show the start twice.</param>
public sealed record NewVisit(
    string Title,
    DateTime Start,
    TimeSpan Length,
    TimeWindow Arrival,
    Id<StaffMember>? Technician,
    TimeSpan? Offset = null
);

/// <summary>Staff book a visit for a job.</summary>
public sealed class BookVisit(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, the job has left the board, or the time does not exist there or comes twice.</exception>
    public Task RunAsync(Staff staff, string number, NewVisit visit, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MaySchedule(), "book visits");
                var job = await LockedJob.FindAsync(db, number, cancellationToken);
                await VisitBooking.BookAsync(
                    db,
                    job,
                    new VisitDescription(
                        visit.Title.Trim() is { Length: > 0 } title ? title : job.Title,
                        visit.Technician,
                        Further: [],
                        job.LocationId,
                        CustomerNotes: "",
                        StaffNotes: ""
                    ),
                    new VisitTime(visit.Start, visit.Length, visit.Arrival, visit.Offset),
                    repeats: null,
                    cancellationToken
                );
            },
            cancellationToken
        );
}
