using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments;

/// <summary>How a visit comes to a job, whoever asks for it.</summary>
internal static class VisitBooking
{
    /// <summary>Books one visit, or all of a series, for a locked job.</summary>
    /// <returns>The first.</returns>
    /// <exception cref="RuleViolation">The time does not exist there or comes twice, a person is gone, or the place is another customer's.</exception>
    public static async Task<Id<Appointment>> BookAsync(
        WorkspaceDb db,
        Job job,
        VisitDescription said,
        VisitTime time,
        Repetition? repeats,
        CancellationToken cancellationToken
    )
    {
        await RequireStaffAsync(db, [.. said.Further, .. said.Technician is { } lead ? [lead] : Array.Empty<Id<StaffMember>>()], cancellationToken);
        await RequirePlaceAsync(db, job.CustomerId, said.Location, cancellationToken);
        var zone = await ZoneAsync(db, cancellationToken);
        var starts = repeats?.Starts(time.Start) ?? [time.Start];
        var first = Id<Appointment>.New();
        for (var n = 0; n < starts.Count; n++)
        {
            var visit = Appointment.Plan(
                n == 0 ? first : Id<Appointment>.New(),
                job,
                said,
                time with
                {
                    Start = starts[n],
                    Offset = n == 0 ? time.Offset : Earlier(starts[n], zone),
                },
                zone,
                repeats is null ? null : first,
                further: starts.Count - 1,
                isQuiet: n > 0
            );
            db.Appointments.Add(visit);
            await VisitTasks.QueueAsync(db, visit, cancellationToken);
        }

        await JobFactsQuery.RestageAsync(db, job, cancellationToken);
        return first;
    }

    public static async Task<TimeZoneInfo> ZoneAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        TimeZoneInfo.FindSystemTimeZoneById(await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken));

    /// <summary>Of an hour that comes twice a series takes the first; nobody was asked.</summary>
    public static TimeSpan? Earlier(DateTime local, TimeZoneInfo zone) =>
        WallTime.Instants(local, zone) is [var at, _] ? zone.GetUtcOffset(at) : null;

    /// <exception cref="RuleViolation"><see cref="StaffRoles.NotAllowed"/>: one of them does not work here any more.</exception>
    public static async Task RequireStaffAsync(WorkspaceDb db, IReadOnlyCollection<Id<StaffMember>> staff, CancellationToken cancellationToken)
    {
        Id<StaffMember>[] wanted = [.. staff.Distinct()];
        RuleViolation.Unless(
            wanted.Length == 0 || await db.Staff.CountAsync(s => wanted.Contains(s.Id) && s.RemovedAt == null, cancellationToken) == wanted.Length,
            StaffRoles.NotAllowed,
            "That person does not work here any more. Choose somebody else."
        );
    }

    /// <exception cref="RuleViolation"><see cref="CustomerRules.Address"/>: it is another customer's, or was removed.</exception>
    public static async Task RequirePlaceAsync(
        WorkspaceDb db,
        Id<Customer> customer,
        Id<ServiceLocation>? place,
        CancellationToken cancellationToken
    ) =>
        RuleViolation.Unless(
            place is not { } id || await db.Locations.AnyAsync(l => l.Id == id && l.CustomerId == customer && l.RemovedAt == null, cancellationToken),
            CustomerRules.Address,
            "That place belongs to another customer. Choose one of this customer's."
        );
}

/// <summary>Finds and locks a visit that somebody acts on, with its job.</summary>
internal static class LockedVisit
{
    /// <exception cref="RuleViolation"><see cref="AppointmentRules.Missing"/>.</exception>
    public static async Task<(Appointment Visit, Job Job)> FindAsync(WorkspaceDb db, Id<Appointment> id, CancellationToken cancellationToken)
    {
        var job = await db.Appointments.AsNoTracking().Where(a => a.Id == id).Select(a => (Id<Job>?)a.JobId).SingleOrDefaultAsync(cancellationToken);
        return await LoadAsync(db, id, job, cancellationToken);
    }

    /// <summary>The same for a customer: theirs, and they may decide.</summary>
    /// <exception cref="RuleViolation"><see cref="AppointmentRules.Missing"/>: it does not exist, or is another customer's; or their right does not reach so far.</exception>
    public static async Task<(Appointment Visit, Job Job)> FindAsync(
        WorkspaceDb db,
        Visitor visitor,
        Id<Appointment> id,
        CancellationToken cancellationToken
    )
    {
        var job = await db
            .Appointments.AsNoTracking()
            .Where(a => a.Id == id && a.CustomerId == visitor.CustomerId)
            .Select(a => (Id<Job>?)a.JobId)
            .SingleOrDefaultAsync(cancellationToken);
        var found = await LoadAsync(db, id, job, cancellationToken);
        RuleViolation.Unless(
            visitor.Rights.MayDecide(),
            AppointmentRules.NotYours,
            "Your access is to invoices only. Ask somebody of your household or company to answer, or call us."
        );
        return found;
    }

    /// <exception cref="RuleViolation"><see cref="AppointmentRules.Changed"/>, saying how it stands now.</exception>
    public static void RequireSeen(Appointment visit, int revision) =>
        RuleViolation.Unless(
            visit.Revision == revision,
            AppointmentRules.Changed,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Somebody changed this visit meanwhile: it is {visit.State switch { AppointmentState.OnMyWay => "under way", AppointmentState.NoShow => "marked as missed", var s => s.ToString().ToLowerInvariant() }} now, for {visit.LocalStart:ddd, MMMM d, h:mm tt}. Look at it again."
            )
        );

    /// <summary>What a change reaches: the visit, and perhaps those of its series that are later and still ahead; the earliest first.</summary>
    public static async Task<IReadOnlyList<Appointment>> ReachedAsync(
        WorkspaceDb db,
        Appointment visit,
        VisitScope scope,
        CancellationToken cancellationToken
    )
    {
        if (scope == VisitScope.ThisOne || visit.SeriesId is not { } series)
        {
            return [visit];
        }

        var later = await db
            .Appointments.Include(a => a.Further)
            .Where(a =>
                a.SeriesId == series
                && a.StartsAt > visit.StartsAt
                && (a.State == AppointmentState.Requested || a.State == AppointmentState.Scheduled || a.State == AppointmentState.Confirmed)
            )
            .OrderBy(a => a.StartsAt)
            .Take(Repetition.Most)
            .ToListAsync(cancellationToken);
        return [visit, .. later];
    }

    private static async Task<(Appointment Visit, Job Job)> LoadAsync(
        WorkspaceDb db,
        Id<Appointment> id,
        Id<Job>? job,
        CancellationToken cancellationToken
    )
    {
        if (job is not { } known)
        {
            throw new RuleViolation(AppointmentRules.Missing, "There is no such visit.");
        }

        await db.LockAsync(known, id, cancellationToken);
        return (
            await db.Appointments.Include(a => a.Further).SingleAsync(a => a.Id == id, cancellationToken),
            await db.Jobs.SingleAsync(j => j.Id == known, cancellationToken)
        );
    }
}
