using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Appointments;

/// <summary>A visit that was agreed for a job.</summary>
public sealed class Appointment : Entity, IWorkspaceOwned
{
    private Appointment() { }

    public Id<Appointment> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Job> JobId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }
    public Id<ServiceLocation>? LocationId { get; private init; }
    public string Title { get; private set; } = "";
    public Id<StaffMember>? TechnicianId { get; private set; }
    public AppointmentState State { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartsAt { get; private set; }

    /// <summary>UTC, exclusive.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>When the technician may arrive: local to <see cref="ZoneId"/>.</summary>
    public TimeWindow Arrival { get; private set; } = new(TimeOnly.MinValue, TimeOnly.MinValue);

    /// <summary>What was agreed, on the wall clock of <see cref="ZoneId"/>: stays when a zone's rules change.</summary>
    public DateTime LocalStart { get; private set; }
    public string ZoneId { get; private set; } = "";

    /// <exception cref="RuleViolation">The time does not exist there, or ends before it starts.</exception>
    public static Appointment Book(
        Id<Appointment> id,
        Job job,
        string title,
        DateTime localStart,
        TimeSpan length,
        TimeWindow arrival,
        TimeZoneInfo zone,
        Id<StaffMember>? technician
    )
    {
        RuleViolation.Unless(length > TimeSpan.Zero, AppointmentRules.Length, "A visit ends after it starts.");
        var start =
            LocalDay.Instant(localStart, zone)
            ?? throw new RuleViolation(AppointmentRules.NoSuchTime, "The clocks skip that time on that day. Choose another.");
        var appointment = new Appointment
        {
            Id = id,
            WorkspaceId = job.WorkspaceId,
            JobId = job.Id,
            CustomerId = job.CustomerId,
            LocationId = job.LocationId,
            Title = title,
            TechnicianId = technician,
            State = AppointmentState.Scheduled,
            StartsAt = start,
            EndsAt = start + length,
            Arrival = arrival,
            LocalStart = localStart,
            ZoneId = zone.Id,
        };
        appointment.Raise(new AppointmentChanged("appointment.booked", appointment));
        return appointment;
    }

    /// <exception cref="RuleViolation">It was confirmed already, or is under way or over.</exception>
    public void Confirm() =>
        Become(AppointmentState.Confirmed, "appointment.confirmed", State is AppointmentState.Requested or AppointmentState.Scheduled);

    /// <exception cref="RuleViolation">It is under way or over.</exception>
    public void SetOut() =>
        Become(AppointmentState.OnMyWay, "appointment.on-my-way", State is AppointmentState.Scheduled or AppointmentState.Confirmed);

    /// <exception cref="RuleViolation">It is over.</exception>
    public void Finish() => Become(AppointmentState.Done, "appointment.done", !IsOver);

    /// <exception cref="RuleViolation">It is over.</exception>
    public void Cancel() => Become(AppointmentState.Cancelled, "appointment.cancelled", !IsOver);

    /// <summary>Done, cancelled or missed: nothing more happens to it.</summary>
    public bool IsOver => State is AppointmentState.Done or AppointmentState.Cancelled or AppointmentState.NoShow;

    private void Become(AppointmentState state, string kind, bool mayFollow)
    {
        RuleViolation.Unless(mayFollow, AppointmentRules.NotNow, $"This visit stands at {State}; it cannot become {state} any more.");
        State = state;
        Raise(new AppointmentChanged(kind, this));
    }
}

/// <summary>A span of the wall clock in which someone arrives.</summary>
public sealed record TimeWindow(TimeOnly From, TimeOnly Until);

/// <summary>Where a visit stands.</summary>
public enum AppointmentState
{
    Requested,
    Scheduled,
    Confirmed,
    OnMyWay,
    Done,
    Cancelled,
    NoShow,
}

/// <summary>Rule codes of appointments.</summary>
public static class AppointmentRules
{
    public const string Length = "appointment.length";
    public const string NoSuchTime = "appointment.no-such-time";
    public const string NotNow = "appointment.not-now";
}

public sealed record AppointmentChanged : DomainEvent
{
    public AppointmentChanged(string kind, Appointment appointment)
        : base(kind, appointment.Id.Value) =>
        (Title, Local, Customer, Job) = (appointment.Title, appointment.LocalStart, appointment.CustomerId.Value, appointment.JobId.Value);

    public string Title { get; }
    public DateTime Local { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string> { ["title"] = Title, ["local"] = Local.ToString("s", System.Globalization.CultureInfo.InvariantCulture) };
}
