using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Appointments;

/// <summary>A visit that was agreed for a job. Its time is kept as it was agreed, on the wall clock of a zone, beside the instant that this is.</summary>
public sealed class Appointment : Entity, IWorkspaceOwned
{
    /// <summary>Besides the one who leads it.</summary>
    public const int MostFurtherTechnicians = 7;

    /// <summary>Characters of notes, reasons and answers.</summary>
    public const int LongestWords = 1_000;

    private const int MostWishes = 3;
    private const int LongestExcerpt = 200;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    private readonly List<AppointmentTechnician> _further = [];

    private Appointment() { }

    public Id<Appointment> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Job> JobId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }
    public Id<ServiceLocation>? LocationId { get; private set; }
    public string Title { get; private set; } = "";

    /// <summary>Who leads it; null: nobody yet.</summary>
    public Id<StaffMember>? TechnicianId { get; private set; }

    /// <summary>Who comes along.</summary>
    public IReadOnlyList<AppointmentTechnician> Further => _further;
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

    /// <summary>For the technician, from or about the customer ("the gate code is 4411"); the customer reads it too. May be empty.</summary>
    public string CustomerNotes { get; private set; } = "";

    /// <summary>The company's own; the customer never sees them. May be empty.</summary>
    public string StaffNotes { get; private set; } = "";

    /// <summary>Counts every change that a calendar must hear of: RFC 5545, section 3.8.7.4.</summary>
    public int Sequence { get; private set; }

    /// <summary>The first visit of the series that it belongs to; null: it stands alone.</summary>
    public Id<Appointment>? SeriesId { get; private init; }

    /// <summary>The customer asks for another time; null: they do not.</summary>
    public TimeWish? Wish { get; private set; }

    /// <summary>UTC; when the time as it stands was agreed to by the customer; null: not yet.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>Why it was cancelled, in words that the customer may read; empty: it was not, or nobody said.</summary>
    public string CancelReason { get; private set; } = "";

    /// <summary>What the customer has not been told yet; null: they know how it stands.</summary>
    public VisitNews? News { get; private set; }

    public TimeSpan Length => EndsAt - StartsAt;

    /// <summary>Done, cancelled or missed: nothing more happens to it.</summary>
    public bool IsOver => State is AppointmentState.Done or AppointmentState.Cancelled or AppointmentState.NoShow;

    /// <summary>Staff agree a visit with the customer.</summary>
    /// <param name="series">The first visit of its series; null: it stands alone.</param>
    /// <param name="further">So many later visits are booked with it, of which the customer hears by this one.</param>
    /// <param name="isQuiet">The customer hears of it by another visit.</param>
    /// <exception cref="RuleViolation">The time does not exist there, comes twice, or ends before it starts; no title; too many technicians; notes that are too long.</exception>
    public static Appointment Plan(
        Id<Appointment> id,
        Job job,
        VisitDescription said,
        VisitTime time,
        TimeZoneInfo zone,
        Id<Appointment>? series = null,
        int further = 0,
        bool isQuiet = false
    )
    {
        RequireTitle(said.Title);
        RequireNotes(said.CustomerNotes);
        RequireNotes(said.StaffNotes);
        RequireSpan(time.Length, time.Arrival);
        var start = WallTime.Instant(time.Start, zone, time.Offset);
        var appointment = new Appointment
        {
            Id = id,
            WorkspaceId = job.WorkspaceId,
            JobId = job.Id,
            CustomerId = job.CustomerId,
            LocationId = said.Location,
            Title = said.Title.Trim(),
            State = AppointmentState.Scheduled,
            StartsAt = start,
            EndsAt = start + time.Length,
            Arrival = time.Arrival,
            LocalStart = time.Start,
            ZoneId = zone.Id,
            CustomerNotes = said.CustomerNotes.Trim(),
            StaffNotes = said.StaffNotes.Trim(),
            SeriesId = series,
            News = isQuiet ? null : new VisitNews(Known: null, VisitChangeKind.Booked, "", further),
        };
        appointment.Assigned(said.Technician, said.Further);
        appointment.Raise(new AppointmentChanged("appointment.booked", appointment));
        return appointment;
    }

    /// <summary>The same in short: one visit, at the job's place.</summary>
    /// <exception cref="RuleViolation">As <see cref="Plan"/>.</exception>
    public static Appointment Book(
        Id<Appointment> id,
        Job job,
        string title,
        DateTime localStart,
        TimeSpan length,
        TimeWindow arrival,
        TimeZoneInfo zone,
        Id<StaffMember>? technician
    ) => Plan(id, job, new VisitDescription(title, technician, [], job.LocationId, "", ""), new VisitTime(localStart, length, arrival), zone);

    /// <summary>Another time. A visit that was confirmed, or for which another time was asked, waits for the customer anew.</summary>
    /// <returns>Whether anything is different now.</returns>
    /// <exception cref="RuleViolation">It is under way or over; or as <see cref="Book"/>.</exception>
    public bool Move(VisitTime time, TimeZoneInfo zone, int further = 0, bool isQuiet = false)
    {
        RequireStanding("moved");
        RequireSpan(time.Length, time.Arrival);
        var start = WallTime.Instant(time.Start, zone, time.Offset);
        if (start == StartsAt && time.Arrival == Arrival && zone.Id == ZoneId)
        {
            if (time.Length == Length)
            {
                return false;
            }

            EndsAt = start + time.Length;
            Sequence++;
            Raise(new AppointmentChanged("appointment.changed", this));
            return true;
        }

        Announce(VisitChangeKind.Moved, "", further, isQuiet);
        var from = LocalStart;
        Take(start, time.Start, time.Length, time.Arrival, zone);
        (State, ConfirmedAt, Wish) = (AppointmentState.Scheduled, null, null);
        Raise(new AppointmentChanged("appointment.moved", this) { From = from });
        return true;
    }

    /// <summary>What is written down of it, apart from its time.</summary>
    /// <returns>Whether anything is different now.</returns>
    /// <exception cref="RuleViolation">It was cancelled, no title, too many technicians, or notes that are too long.</exception>
    public bool Change(VisitDescription said)
    {
        RuleViolation.Unless(State != AppointmentState.Cancelled, AppointmentRules.NotNow, "This visit was cancelled. Bring it back first.");
        RequireTitle(said.Title);
        RequireNotes(said.CustomerNotes);
        RequireNotes(said.StaffNotes);
        var customerNotes = said.CustomerNotes.Trim();
        var noted = Noted(said.StaffNotes);
        var changed =
            Assigned(said.Technician, said.Further) | (said.Title.Trim(), said.Location, customerNotes) != (Title, LocationId, CustomerNotes);
        (Title, LocationId, CustomerNotes) = (said.Title.Trim(), said.Location, customerNotes);
        if (changed)
        {
            Sequence++;
            Raise(new AppointmentChanged("appointment.changed", this));
        }
        else if (noted)
        {
            Raise(new AppointmentChanged("appointment.noted", this));
        }

        return changed || noted;
    }

    /// <summary>Somebody else comes.</summary>
    /// <returns>Whether anything is different now.</returns>
    /// <exception cref="RuleViolation">It was cancelled, or too many come along.</exception>
    public bool Assign(Id<StaffMember>? lead, IReadOnlyCollection<Id<StaffMember>> further)
    {
        RuleViolation.Unless(State != AppointmentState.Cancelled, AppointmentRules.NotNow, "This visit was cancelled. Bring it back first.");
        if (!Assigned(lead, further))
        {
            return false;
        }

        Sequence++;
        Raise(new AppointmentChanged("appointment.changed", this));
        return true;
    }

    /// <summary>The company's own notes, which technicians add to as well.</summary>
    /// <exception cref="RuleViolation">They are too long.</exception>
    public bool Note(string staffNotes)
    {
        RequireNotes(staffNotes);
        if (!Noted(staffNotes))
        {
            return false;
        }

        Raise(new AppointmentChanged("appointment.noted", this));
        return true;
    }

    /// <summary>The customer agrees to the time as it stands, even one for which they had asked for another.</summary>
    /// <param name="by">The contact; null: somebody of the company took it down.</param>
    /// <exception cref="RuleViolation">It was confirmed already, or is under way or over.</exception>
    public void Confirm(string? by, DateTimeOffset now)
    {
        RuleViolation.Unless(
            State != AppointmentState.Confirmed,
            AppointmentRules.NotNow,
            "This visit is confirmed already. There is nothing more to do."
        );
        RequireStanding("confirmed");
        RuleViolation.Unless(now < EndsAt, AppointmentRules.Past, "This visit was due in the past. Call us instead.");
        (State, ConfirmedAt, Wish) = (AppointmentState.Confirmed, now, null);
        Sequence++;
        Raise(new AppointmentChanged("appointment.confirmed", this) { By = by });
    }

    /// <summary>The customer cannot make it, and says when they could. The time stands until the company answers.</summary>
    /// <param name="starts">UTC, of those that were offered; may be empty where there are words.</param>
    /// <exception cref="RuleViolation">It has begun or is over, or neither a time nor words were given.</exception>
    public void RequestAnotherTime(IReadOnlyList<DateTimeOffset> starts, string words, string by, DateTimeOffset now)
    {
        RequireStanding("changed");
        RuleViolation.Unless(now < StartsAt, AppointmentRules.Past, "This visit has begun. Call us instead.");
        RuleViolation.Unless(PlainText.Fits(words, LongestWords), AppointmentRules.Words, $"Say it in at most {LongestWords:N0} characters.");
        var said = words.Trim();
        RuleViolation.Unless(starts.Count > 0 || said.Length > 0, AppointmentRules.Wish, "Choose a time, or say in words when it suits you.");
        RuleViolation.Unless(
            starts.Count <= MostWishes && starts.All(s => s > now),
            AppointmentRules.Wish,
            "One of these times has passed. Choose another."
        );
        Wish = new TimeWish([.. starts.Select(s => s.ToUniversalTime()).Distinct().Order()], said, by, now);
        (State, ConfirmedAt) = (AppointmentState.Requested, null);
        Sequence++;
        Raise(new AppointmentChanged("appointment.time-requested", this) { By = by, Text = Excerpt(said) });
    }

    /// <summary>The company takes up a time that the customer asked for: both have agreed to it then.</summary>
    /// <param name="start">UTC; one of the wish's.</param>
    /// <exception cref="RuleViolation">Nobody asks for another time, not for this one, or it has passed.</exception>
    public void AcceptRequestedTime(DateTimeOffset start, TimeZoneInfo zone, DateTimeOffset now)
    {
        var wish = RequireWish();
        RuleViolation.Unless(wish.Starts.Contains(start), AppointmentRules.Wish, "The customer asks for other times now. Load the page again.");
        RuleViolation.Unless(start > now, AppointmentRules.Past, "That time has passed. Move the visit to another.");
        Announce(VisitChangeKind.Accepted, "", 0, isQuiet: false);
        var (from, local) = (LocalStart, WallTime.Of(start, zone));
        var shift = local.TimeOfDay - LocalStart.TimeOfDay;
        Take(start, local, Length, new TimeWindow(Arrival.From.Add(shift), Arrival.Until.Add(shift)), zone);
        (State, ConfirmedAt, Wish) = (AppointmentState.Confirmed, now, null);
        Raise(new AppointmentChanged("appointment.time-accepted", this) { From = from });
    }

    /// <summary>The company cannot make it then: the time stands as it was, and the customer is told why.</summary>
    /// <exception cref="RuleViolation">Nobody asks for another time, or no words were given.</exception>
    public void DeclineRequestedTime(string words)
    {
        RequireWish();
        RuleViolation.Unless(
            PlainText.IsFilled(words, LongestWords),
            AppointmentRules.Words,
            $"Tell the customer in at most {LongestWords:N0} characters why it cannot be."
        );
        Announce(VisitChangeKind.Declined, words.Trim(), 0, isQuiet: false);
        (State, Wish) = (AppointmentState.Scheduled, null);
        Sequence++;
        Raise(new AppointmentChanged("appointment.time-declined", this) { Text = Excerpt(words.Trim()) });
    }

    /// <exception cref="RuleViolation">It is under way or over, or another time was asked for.</exception>
    public void SetOut() =>
        Become(AppointmentState.OnMyWay, "appointment.on-my-way", State is AppointmentState.Scheduled or AppointmentState.Confirmed);

    /// <exception cref="RuleViolation">It is over.</exception>
    public void Finish() => Become(AppointmentState.Done, "appointment.done", !IsOver);

    /// <summary>Nobody was there.</summary>
    /// <exception cref="RuleViolation">It is over.</exception>
    public void Miss() => Become(AppointmentState.NoShow, "appointment.no-show", !IsOver);

    /// <param name="reason">For the customer; may be empty.</param>
    /// <exception cref="RuleViolation">It is over, or the reason is too long.</exception>
    public void Cancel(string reason = "", int further = 0, bool isQuiet = false)
    {
        RuleViolation.Unless(PlainText.Fits(reason, 400), AppointmentRules.Words, "A reason has at most 400 characters.");
        RequireNotOver(AppointmentState.Cancelled);
        Announce(VisitChangeKind.Cancelled, reason.Trim(), further, isQuiet);
        (State, CancelReason, Wish) = (AppointmentState.Cancelled, reason.Trim(), null);
        Sequence++;
        Raise(new AppointmentChanged("appointment.cancelled", this) { Text = CancelReason });
    }

    /// <summary>What was marked last is taken back: not on the way, not done, not missed, not cancelled.</summary>
    /// <exception cref="RuleViolation">Nothing was marked.</exception>
    public void Undo(bool isQuiet = false)
    {
        RuleViolation.Unless(
            IsOver || State == AppointmentState.OnMyWay,
            AppointmentRules.NotNow,
            "There is nothing to take back: the visit is still ahead."
        );
        if (State == AppointmentState.Cancelled)
        {
            Announce(VisitChangeKind.Restored, "", 0, isQuiet);
        }

        State =
            Wish is not null ? AppointmentState.Requested
            : ConfirmedAt is not null ? AppointmentState.Confirmed
            : AppointmentState.Scheduled;
        CancelReason = "";
        Sequence++;
        Raise(new AppointmentChanged("appointment.reopened", this));
    }

    /// <summary>What the customer must hear of now; from then on they know how it stands.</summary>
    /// <returns>Null: nothing is different from what they know.</returns>
    public VisitNotice? TakeNews()
    {
        if (News is not { } news)
        {
            return null;
        }

        News = null; // No change of the visit: whoever is writing at it has missed nothing.
        var isCancelled = State == AppointmentState.Cancelled;
        var kind = news.Known switch
        {
            null => isCancelled ? (VisitChangeKind?)null : VisitChangeKind.Booked,
            { IsCancelled: false } when isCancelled => VisitChangeKind.Cancelled,
            { IsCancelled: true } when !isCancelled => VisitChangeKind.Restored,
            { IsCancelled: true } => null,
            var known when known.StartsAt != StartsAt || known.Arrival != Arrival => news.Why == VisitChangeKind.Accepted
                ? VisitChangeKind.Accepted
                : VisitChangeKind.Moved,
            _ => news.Why is VisitChangeKind.Accepted or VisitChangeKind.Declined ? news.Why : null,
        };
        return kind is { } told ? new VisitNotice(told, news.Known, news.Words, news.Further) : null;
    }

    /// <summary>When the customer is reminded so many hours before, UTC: whole days on the wall clock, whatever the clocks do in between.</summary>
    public DateTimeOffset RemindAt(TimeZoneInfo zone, int hoursBefore)
    {
        if (hoursBefore % 24 != 0)
        {
            return StartsAt.AddHours(-hoursBefore);
        }

        var before = LocalStart.AddHours(-hoursBefore);
        return WallTime.Instants(before, zone) is [var at, ..] ? at
            : WallTime.Nearest(before, zone) is [_, var after] ? after
            : StartsAt.AddHours(-hoursBefore);
    }

    /// <summary>When the next reminder falls due, UTC; null: none is left.</summary>
    public DateTimeOffset? NextReminder(IEnumerable<int> hoursBefore, TimeZoneInfo zone, DateTimeOffset now) =>
        IsOver ? null : hoursBefore.Select(h => RemindAt(zone, h)).Where(at => at > now && at < StartsAt).Select(at => (DateTimeOffset?)at).Min();

    /// <summary>Whether someone leads it or comes along.</summary>
    public bool IsOf(Id<StaffMember> staff) => TechnicianId == staff || _further.Any(f => f.StaffId == staff);

    private void Become(AppointmentState state, string kind, bool mayFollow)
    {
        RuleViolation.Unless(mayFollow, AppointmentRules.NotNow, $"This visit is {Said(State)}; it cannot become {Said(state)} any more.");
        State = state;
        Sequence++;
        Raise(new AppointmentChanged(kind, this));
    }

    private void Take(DateTimeOffset start, DateTime local, TimeSpan length, TimeWindow arrival, TimeZoneInfo zone)
    {
        (StartsAt, EndsAt, LocalStart, Arrival, ZoneId) = (start, start + length, local, arrival, zone.Id);
        Sequence++;
    }

    private void Announce(VisitChangeKind why, string words, int further, bool isQuiet)
    {
        if (!isQuiet)
        {
            News = News is { } pending
                ? pending with
                {
                    Why = why,
                    Words = words.Length > 0 ? words : pending.Words,
                    Further = Math.Max(further, pending.Further),
                }
                : new VisitNews(new KnownVisit(StartsAt, Arrival, State == AppointmentState.Cancelled), why, words, further);
        }
    }

    private bool Assigned(Id<StaffMember>? lead, IReadOnlyCollection<Id<StaffMember>> further)
    {
        Id<StaffMember>[] along = [.. further.Distinct().Where(f => f != lead)];
        RuleViolation.Unless(
            along.Length <= MostFurtherTechnicians,
            AppointmentRules.Technicians,
            $"At most {MostFurtherTechnicians} come along to a visit."
        );
        if (lead == TechnicianId && along.Length == _further.Count && along.All(IsOf))
        {
            return false;
        }

        TechnicianId = lead;
        _further.RemoveAll(f => !along.Contains(f.StaffId));
        _further.AddRange(along.Where(a => _further.All(f => f.StaffId != a)).Select(a => new AppointmentTechnician(WorkspaceId, Id, a)));
        return true;
    }

    private bool Noted(string staffNotes)
    {
        var said = staffNotes.Trim();
        if (said == StaffNotes)
        {
            return false;
        }

        StaffNotes = said;
        return true;
    }

    private TimeWish RequireWish() =>
        State == AppointmentState.Requested && Wish is { } wish
            ? wish
            : throw new RuleViolation(AppointmentRules.NotNow, "The customer asks for no other time any more. Load the page again.");

    private void RequireStanding(string what) =>
        RuleViolation.Unless(
            State is AppointmentState.Requested or AppointmentState.Scheduled or AppointmentState.Confirmed,
            AppointmentRules.NotNow,
            $"This visit is {Said(State)}; it cannot be {what} any more."
        );

    private void RequireNotOver(AppointmentState wanted) =>
        RuleViolation.Unless(!IsOver, AppointmentRules.NotNow, $"This visit is {Said(State)}; it cannot become {Said(wanted)} any more.");

    private static void RequireTitle(string title) =>
        RuleViolation.Unless(PlainText.IsFilled(title, 200), AppointmentRules.Title, "Say in a few words what the visit is for.");

    private static void RequireNotes(string notes) =>
        RuleViolation.Unless(PlainText.Fits(notes, LongestWords), AppointmentRules.Words, $"Notes have at most {LongestWords:N0} characters.");

    private static void RequireSpan(TimeSpan length, TimeWindow arrival)
    {
        RuleViolation.Unless(length > TimeSpan.Zero, AppointmentRules.Length, "A visit ends after it starts.");
        RuleViolation.Unless(length <= Longest, AppointmentRules.Length, "A visit lasts at most 14 days. Book several.");
        RuleViolation.Unless(arrival.From != arrival.Until, AppointmentRules.Length, "The arrival window ends after it begins.");
    }

    /// <summary>Cut between characters, never within one.</summary>
    private static string Excerpt(string text) =>
        text.Length <= LongestExcerpt ? text : text[..(char.IsHighSurrogate(text[LongestExcerpt - 1]) ? LongestExcerpt - 1 : LongestExcerpt)] + "…";

    private static string Said(AppointmentState state) =>
        state switch
        {
            AppointmentState.OnMyWay => "under way",
            AppointmentState.NoShow => "marked as missed",
            AppointmentState.Requested => "waiting for another time",
            _ => state.ToString().ToLowerInvariant(),
        };
}

/// <summary>Someone who comes along to a visit that another leads.</summary>
public sealed class AppointmentTechnician : IWorkspaceOwned
{
    private AppointmentTechnician() { }

    internal AppointmentTechnician(Id<Workspace> workspace, Id<Appointment> appointment, Id<StaffMember> staff) =>
        (WorkspaceId, AppointmentId, StaffId) = (workspace, appointment, staff);

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Appointment> AppointmentId { get; private init; }
    public Id<StaffMember> StaffId { get; private init; }
}

/// <summary>A span of the wall clock in which someone arrives.</summary>
public sealed record TimeWindow(TimeOnly From, TimeOnly Until);

/// <summary>When a visit is, on the company's wall clock.</summary>
/// <param name="Arrival">When the technician may arrive.</param>
/// <param name="Offset">From UTC: which of two, where the clocks show the start twice (<see cref="WallTime.Instants"/>); else of no account.</param>
public sealed record VisitTime(DateTime Start, TimeSpan Length, TimeWindow Arrival, TimeSpan? Offset = null);

/// <summary>What is written down of a visit, apart from its time.</summary>
/// <param name="Technician">Who leads it; null: nobody yet.</param>
/// <param name="Further">Who comes along.</param>
/// <param name="Location">One of the customer's places; null: not known.</param>
/// <param name="CustomerNotes">For the technician; the customer reads them too.</param>
/// <param name="StaffNotes">The company's own.</param>
public sealed record VisitDescription(
    string Title,
    Id<StaffMember>? Technician,
    IReadOnlyCollection<Id<StaffMember>> Further,
    Id<ServiceLocation>? Location,
    string CustomerNotes,
    string StaffNotes
);

/// <summary>That a customer asks for another time.</summary>
/// <param name="Starts">UTC, of those that were offered, the earliest first; may be empty where there are words.</param>
/// <param name="Words">May be empty where there is a time.</param>
/// <param name="By">The contact's name.</param>
/// <param name="At">UTC.</param>
public sealed record TimeWish(IReadOnlyList<DateTimeOffset> Starts, string Words, string By, DateTimeOffset At);

/// <summary>Where a visit stands.</summary>
public enum AppointmentState
{
    /// <summary>The customer asks for another time.</summary>
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
    public const string Missing = "appointment.missing";
    public const string Title = "appointment.title";
    public const string Length = "appointment.length";
    public const string NoSuchTime = "appointment.no-such-time";
    public const string Twice = "appointment.twice";
    public const string NotNow = "appointment.not-now";
    public const string Past = "appointment.past";
    public const string Words = "appointment.words";
    public const string Wish = "appointment.wish";
    public const string Taken = "appointment.taken";
    public const string NotYours = "appointment.not-yours";
    public const string Technicians = "appointment.technicians";
    public const string Repetition = "appointment.repetition";
    public const string Hours = "appointment.hours";

    /// <summary>Somebody else changed it since it was shown.</summary>
    public const string Changed = "appointment.changed";
}
