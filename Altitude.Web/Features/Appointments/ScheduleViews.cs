using System.Collections.Immutable;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;

namespace Altitude.Web.Features.Appointments;

/// <summary>Somebody who may make visits.</summary>
/// <param name="IsTechnician">Has a row of their own even without a visit.</param>
public sealed record ScheduleColleague(Id<StaffMember> Id, string Name, bool IsTechnician)
{
    public string Initials { get; } = StaffMember.InitialsOf(Name);
}

/// <summary>A visit on the schedule. As long as nothing of it changes it stays the same object, so that nothing is drawn for it.</summary>
/// <param name="StartsAt">UTC.</param>
/// <param name="EndsAt">UTC, exclusive.</param>
/// <param name="Lead">Null: nobody yet.</param>
/// <param name="Further">Who comes along.</param>
/// <param name="Arrival">On the company's wall clock.</param>
/// <param name="Place">Address; empty: not known.</param>
public sealed record ScheduleVisit(
    Id<Appointment> Id,
    int Revision,
    string Job,
    string Title,
    string Customer,
    string Place,
    AppointmentState State,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    TimeWindow Arrival,
    Id<StaffMember>? Lead,
    ImmutableArray<Id<StaffMember>> Further
)
{
    /// <summary>Who would have to be at two places, by name; empty: nobody.</summary>
    public string Conflict { get; init; } = "";

    public TimeSpan Length => EndsAt - StartsAt;

    public bool IsOver => State is AppointmentState.Done or AppointmentState.NoShow;

    /// <summary>Whether it may still be moved.</summary>
    public bool IsAhead => State is AppointmentState.Requested or AppointmentState.Scheduled or AppointmentState.Confirmed;

    public bool IsOf(Id<StaffMember> staff) => Lead == staff || Further.Contains(staff);

    /// <summary>Whether somebody who looks sees the same.</summary>
    public bool LooksLike(ScheduleVisit other) => Further.SequenceEqual(other.Further) && (other with { Further = Further }).Equals(this);
}

/// <summary>A job that no visit is open for.</summary>
/// <param name="Stage">In words.</param>
/// <param name="Since">How long it stands there.</param>
public sealed record WaitingJob(string Number, string Title, string Customer, string Stage, string Since);

/// <summary>Days of a schedule.</summary>
/// <param name="Until">Exclusive.</param>
public readonly record struct ScheduleRange(DateOnly From, DateOnly Until)
{
    public IEnumerable<DateOnly> Days
    {
        get
        {
            for (var day = From; day < Until; day = day.AddDays(1))
            {
                yield return day;
            }
        }
    }
}

/// <summary>What is planned for some days, at one moment; shared by everybody of the company who looks at the same days.</summary>
/// <param name="Version">Counts up with each change.</param>
/// <param name="Visits">All but the cancelled ones, the earliest first.</param>
/// <param name="Waiting">Jobs without an open visit, those that waited least first.</param>
/// <param name="Now">UTC, by the database's clock.</param>
/// <param name="ReadAt">By the page's own rhythm: what has passed since is added to <paramref name="Now"/>.</param>
/// <param name="IsCut">There are more visits than are shown.</param>
public sealed record ScheduleSnapshot(
    long Version,
    ScheduleRange Range,
    WorkspaceView Company,
    ImmutableArray<ScheduleVisit> Visits,
    ImmutableArray<WaitingJob> Waiting,
    ImmutableArray<ScheduleColleague> Staff,
    DateTimeOffset Now,
    long ReadAt,
    bool IsCut
)
{
    private ImmutableDictionary<Id<Appointment>, ScheduleVisit>? _byId;

    public ScheduleVisit? Find(Id<Appointment> id) => (_byId ??= Visits.ToImmutableDictionary(v => v.Id)).GetValueOrDefault(id);

    /// <summary>The same with other visits; those that look the same stay the same objects, and conflicts are found anew.</summary>
    public ScheduleSnapshot With(IEnumerable<ScheduleVisit> visits)
    {
        var names = Staff.ToDictionary(s => s.Id, s => s.Name);
        ScheduleVisit[] ordered = [.. visits.OrderBy(v => v.StartsAt).ThenBy(v => v.Id.Value)];
        var conflicts = ConflictsOf(ordered);
        return this with
        {
            _byId = null,
            Visits =
            [
                .. ordered.Select(v =>
                {
                    var conflict = conflicts.TryGetValue(v.Id, out var who)
                        ? string.Join(", ", who.Select(w => names.GetValueOrDefault(w) ?? "Somebody").Order(StringComparer.Ordinal))
                        : "";
                    var now = v.Conflict == conflict ? v : v with { Conflict = conflict };
                    return Find(v.Id) is { } before && before.LooksLike(now) ? before : now;
                }),
            ],
        };
    }

    /// <summary>Who would have to be at two places at once, visit by visit. What is over conflicts with nothing any more.</summary>
    public static Dictionary<Id<Appointment>, HashSet<Id<StaffMember>>> ConflictsOf(IReadOnlyList<ScheduleVisit> visits)
    {
        Dictionary<Id<Appointment>, HashSet<Id<StaffMember>>> found = [];
        var byPerson = visits
            .Where(v => !v.IsOver)
            .SelectMany(v => (v.Lead is { } lead ? v.Further.Add(lead) : v.Further).Distinct().Select(who => (who, v)))
            .GroupBy(x => x.who, x => x.v);
        foreach (var person in byPerson)
        {
            ScheduleVisit[] theirs = [.. person];
            foreach (var (one, other) in ScheduleLanes.Overlaps([.. theirs.Select(v => (v.StartsAt, v.EndsAt))]))
            {
                Add(theirs[one].Id, person.Key);
                Add(theirs[other].Id, person.Key);
            }
        }

        return found;

        void Add(Id<Appointment> visit, Id<StaffMember> who)
        {
            if (!found.TryGetValue(visit, out var people))
            {
                found[visit] = people = [];
            }

            people.Add(who);
        }
    }
}
