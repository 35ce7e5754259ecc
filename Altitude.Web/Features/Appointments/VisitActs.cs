using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Jobs;

namespace Altitude.Web.Features.Appointments;

/// <summary>A visit with everything that can be said of it.</summary>
/// <param name="Said">An empty title takes the job's; a missing place the job's.</param>
/// <param name="Repeats">Null: once.</param>
public sealed record PlannedVisit(VisitDescription Said, VisitTime Time, Repetition? Repeats = null);

/// <summary>Staff plan a visit for a job, once or as a series.</summary>
public sealed class PlanVisit(WorkspaceDbFactory workspaces)
{
    /// <param name="number">The job's.</param>
    /// <returns>The visit; of a series the first.</returns>
    /// <exception cref="RuleViolation">
    /// Their role does not allow it; the job has left the board; the time is skipped (<see cref="AppointmentRules.NoSuchTime"/>, names the nearest) or comes twice
    /// (<see cref="AppointmentRules.Twice"/>: ask which by <see cref="WallTime.Instants"/>); a person or place is gone.
    /// </exception>
    public Task<Id<Appointment>> RunAsync(Staff staff, string number, PlannedVisit visit, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MaySchedule(), "book visits");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var job = await LockedJob.FindAsync(db, number, cancellationToken);
                var said = visit.Said with
                {
                    Title = visit.Said.Title.Trim() is { Length: > 0 } title ? title : job.Title,
                    Location = visit.Said.Location ?? job.LocationId,
                };
                return await VisitBooking.BookAsync(db, job, said, visit.Time, visit.Repeats, cancellationToken);
            },
            cancellationToken
        );
    }
}

/// <summary>Where a visit goes.</summary>
/// <param name="Start">On the company's wall clock.</param>
/// <param name="Arrival">Null: the window keeps its place beside the start.</param>
/// <param name="Offset">Which of two, where the clocks show the start twice.</param>
/// <param name="Lead">Who leads it from now on; null: nobody else than before.</param>
/// <param name="Scope">With the following ones, each of them is moved by as much on the wall clock.</param>
public sealed record VisitMove(
    DateTime Start,
    TimeSpan Length,
    TimeWindow? Arrival = null,
    TimeSpan? Offset = null,
    NewLead? Lead = null,
    VisitScope Scope = VisitScope.ThisOne
);

/// <summary>Who leads a visit from now on.</summary>
/// <param name="Technician">Null: nobody yet.</param>
public sealed record NewLead(Id<StaffMember>? Technician);

/// <summary>Staff move a visit: another time, another length, another technician. One that was confirmed waits for the customer anew, who is told of the new time.</summary>
public sealed class MoveVisit(WorkspaceDbFactory workspaces)
{
    /// <param name="revision">Of the visit as it was shown.</param>
    /// <exception cref="RuleViolation">
    /// Their role does not allow it; somebody changed it meanwhile (<see cref="AppointmentRules.Changed"/>); it is under way or over; or the time as for
    /// <see cref="PlanVisit"/>.
    /// </exception>
    public Task RunAsync(Staff staff, Id<Appointment> id, int revision, VisitMove move, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MaySchedule(), "move visits");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var (visit, job) = await LockedVisit.FindAsync(db, id, cancellationToken);
                LockedVisit.RequireSeen(visit, revision);
                if (move.Lead?.Technician is { } lead)
                {
                    await VisitBooking.RequireStaffAsync(db, [lead], cancellationToken);
                }

                var zone = await VisitBooking.ZoneAsync(db, cancellationToken);
                var reached = await LockedVisit.ReachedAsync(db, visit, move.Scope, cancellationToken);
                var days = move.Start.Date - visit.LocalStart.Date;
                var arrival = move.Arrival ?? Shifted(visit, move.Start);
                foreach (var each in reached)
                {
                    var start = each == visit ? move.Start : each.LocalStart.Date + days + move.Start.TimeOfDay;
                    var offset =
                        each == visit
                            ? move.Offset ?? (start == visit.LocalStart ? zone.GetUtcOffset(visit.StartsAt) : null)
                            : VisitBooking.Earlier(start, zone);
                    each.Move(new VisitTime(start, move.Length, arrival, offset), zone, reached.Count - 1, isQuiet: each != visit);
                    if (move.Lead is { } changed)
                    {
                        each.Assign(changed.Technician, [.. each.Further.Select(f => f.StaffId)]);
                    }

                    await VisitTasks.QueueAsync(db, each, cancellationToken);
                }

                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
    }

    private static TimeWindow Shifted(Appointment visit, DateTime start)
    {
        var by = start.TimeOfDay - visit.LocalStart.TimeOfDay;
        return new TimeWindow(visit.Arrival.From.Add(by), visit.Arrival.Until.Add(by));
    }
}

/// <summary>Staff change what is written down of a visit: title, technicians, place, notes.</summary>
public sealed class ChangeVisit(WorkspaceDbFactory workspaces)
{
    /// <param name="revision">Of the visit as it was shown.</param>
    /// <exception cref="RuleViolation">Their role does not allow it; somebody changed it meanwhile; it was cancelled; a person or place is gone; something is too long.</exception>
    public Task RunAsync(
        Staff staff,
        Id<Appointment> id,
        int revision,
        VisitDescription said,
        VisitScope scope,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        StaffRoles.Require(staff.Role.MaySchedule(), "change visits");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var (visit, _) = await LockedVisit.FindAsync(db, id, cancellationToken);
                LockedVisit.RequireSeen(visit, revision);
                await VisitBooking.RequireStaffAsync(db, Newcomers(visit, said), cancellationToken);
                if (said.Location != visit.LocationId)
                {
                    await VisitBooking.RequirePlaceAsync(db, visit.CustomerId, said.Location, cancellationToken);
                }

                foreach (var each in await LockedVisit.ReachedAsync(db, visit, scope, cancellationToken))
                {
                    each.Change(said);
                }
            },
            cancellationToken
        );
    }

    /// <summary>Whoever left the company since may stay written down; nobody who left is written down anew.</summary>
    private static Id<StaffMember>[] Newcomers(Appointment visit, VisitDescription said) =>
        [.. said.Further.Concat(said.Technician is { } lead ? [lead] : []).Where(s => !visit.IsOf(s))];
}

/// <summary>Staff cancel a visit; the customer is told why.</summary>
public sealed class CancelVisit(WorkspaceDbFactory workspaces)
{
    /// <param name="revision">Of the visit as it was shown.</param>
    /// <param name="reason">For the customer; may be empty.</param>
    /// <exception cref="RuleViolation">Their role does not allow it; somebody changed it meanwhile; it is over; the reason is too long.</exception>
    public Task RunAsync(
        Staff staff,
        Id<Appointment> id,
        int revision,
        string reason,
        VisitScope scope,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        StaffRoles.Require(staff.Role.MaySchedule(), "cancel visits");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var (visit, job) = await LockedVisit.FindAsync(db, id, cancellationToken);
                LockedVisit.RequireSeen(visit, revision);
                var reached = await LockedVisit.ReachedAsync(db, visit, scope, cancellationToken);
                foreach (var each in reached)
                {
                    each.Cancel(reason, reached.Count - 1, isQuiet: each != visit);
                    await VisitTasks.QueueAsync(db, each, cancellationToken);
                }

                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
    }
}

/// <summary>What is marked on a visit with one tap.</summary>
public enum VisitMark
{
    /// <summary>The customer agreed by phone; for those who schedule.</summary>
    Confirmed,
    OnMyWay,
    Done,
    NoShow,

    /// <summary>Takes back the last mark; bringing back a cancelled visit is for those who schedule.</summary>
    Undo,
}

/// <summary>Staff mark a visit: on my way, done, missed. For those who schedule, and for whoever makes the visit.</summary>
public sealed class MarkVisit(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">It is neither their visit nor their role; or it stands where this mark cannot follow.</exception>
    public Task RunAsync(Staff staff, Id<Appointment> id, VisitMark mark, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var (visit, job) = await LockedVisit.FindAsync(db, id, cancellationToken);
                var isOwn =
                    visit.IsOf(staff.StaffId)
                    && mark != VisitMark.Confirmed
                    && !(mark == VisitMark.Undo && visit.State == AppointmentState.Cancelled);
                StaffRoles.Require(isOwn || staff.Role.MaySchedule(), "mark this visit");
                switch (mark)
                {
                    case VisitMark.Confirmed:
                        visit.Confirm(by: null, db.Now);
                        break;
                    case VisitMark.OnMyWay:
                        visit.SetOut();
                        break;
                    case VisitMark.Done:
                        visit.Finish();
                        break;
                    case VisitMark.NoShow:
                        visit.Miss();
                        break;
                    default:
                        visit.Undo();
                        break;
                }

                await VisitTasks.QueueAsync(db, visit, cancellationToken);
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
}

/// <summary>Staff write the company's own notes of a visit. For those who schedule, and for whoever makes the visit.</summary>
public sealed class NoteVisit(WorkspaceDbFactory workspaces)
{
    /// <param name="revision">Of the visit as it was shown: notes are written whole.</param>
    /// <exception cref="RuleViolation">It is neither their visit nor their role; somebody changed it meanwhile; too long.</exception>
    public Task RunAsync(Staff staff, Id<Appointment> id, int revision, string notes, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var (visit, _) = await LockedVisit.FindAsync(db, id, cancellationToken);
                StaffRoles.Require(visit.IsOf(staff.StaffId) || staff.Role.MaySchedule(), "write notes on this visit");
                LockedVisit.RequireSeen(visit, revision);
                visit.Note(notes);
            },
            cancellationToken
        );
}

/// <summary>Staff take up a time that the customer asked for; it is agreed then, and the customer told.</summary>
public sealed class AcceptRequestedTime(WorkspaceDbFactory workspaces)
{
    /// <param name="start">UTC; one of the wish's.</param>
    /// <exception cref="RuleViolation">Their role does not allow it; the customer does not ask for this time any more; it has passed.</exception>
    public Task RunAsync(Staff staff, Id<Appointment> id, DateTimeOffset start, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MaySchedule(), "move visits");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var (visit, job) = await LockedVisit.FindAsync(db, id, cancellationToken);
                visit.AcceptRequestedTime(start, await VisitBooking.ZoneAsync(db, cancellationToken), db.Now);
                await VisitTasks.QueueAsync(db, visit, cancellationToken);
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
    }
}

/// <summary>Staff cannot make the time that the customer asked for, and say why: the visit stands as it was.</summary>
public sealed class DeclineRequestedTime(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it; the customer asks for nothing any more; no words.</exception>
    public Task RunAsync(Staff staff, Id<Appointment> id, string words, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MaySchedule(), "answer customers about visits");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var (visit, job) = await LockedVisit.FindAsync(db, id, cancellationToken);
                visit.DeclineRequestedTime(words);
                await VisitTasks.QueueAsync(db, visit, cancellationToken);
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
    }
}

/// <summary>A customer agrees to the time of a visit as it was shown to them.</summary>
public sealed class ConfirmVisit(WorkspaceDbFactory workspaces)
{
    /// <param name="shown">UTC; the start that the page showed.</param>
    /// <exception cref="RuleViolation">The session has ended; it is not theirs; it was moved since (<see cref="AppointmentRules.Changed"/>), confirmed, or is over.</exception>
    public Task RunAsync(Visitor visitor, Id<Appointment> id, DateTimeOffset shown, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            visitor,
            key,
            async db =>
            {
                var (visit, job) = await LockedVisit.FindAsync(db, visitor, id, cancellationToken);
                RuleViolation.Unless(
                    visit.StartsAt == shown,
                    AppointmentRules.Changed,
                    "The time of this visit has changed. Look at the new time, and confirm that."
                );
                visit.Confirm(visitor.ContactName, db.Now);
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
}

/// <summary>A customer asks for another time: one that was offered, or in words.</summary>
public sealed class RequestAnotherTime(WorkspaceDbFactory workspaces)
{
    /// <param name="starts">UTC, as they were offered; may be empty where there are words.</param>
    /// <exception cref="RuleViolation">The session has ended; it is not theirs; it has begun or is over; neither a time nor words; a time was taken since.</exception>
    public Task RunAsync(
        Visitor visitor,
        Id<Appointment> id,
        IReadOnlyList<DateTimeOffset> starts,
        string words,
        RequestKey key,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            visitor,
            key,
            async db =>
            {
                var (visit, job) = await LockedVisit.FindAsync(db, visitor, id, cancellationToken);
                if (starts.Count > 0)
                {
                    var free = await FreeTimes.OfAsync(db, visit, cancellationToken);
                    RuleViolation.Unless(starts.All(free.Contains), AppointmentRules.Taken, "That time is not free any more. Choose another.");
                }

                visit.RequestAnotherTime(starts, words, visitor.ContactName, db.Now);
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
}
