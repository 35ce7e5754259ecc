using System.Collections.Immutable;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;

namespace Altitude.Web.Features.Appointments;

/// <summary>A visit, or the part of it that falls on one day, at its place.</summary>
/// <param name="From">Minutes of the axis.</param>
/// <param name="Until">Minutes of the axis.</param>
/// <param name="IsFromBefore">It began on an earlier day.</param>
/// <param name="GoesOn">It ends on a later one.</param>
/// <param name="Time">In words.</param>
/// <param name="Who">Initials of those who come.</param>
public sealed record PlacedVisit(
    ScheduleVisit Visit,
    double From,
    double Until,
    Lane Lane,
    bool IsFromBefore,
    bool GoesOn,
    string Time,
    string Who,
    bool IsFaint
)
{
    /// <summary>Figures for the stylesheet, which reckons with them.</summary>
    public string Figures { get; } = FormattableString.Invariant($"--from:{From:0.##};--until:{Until:0.##};--lane:{Lane.Index};--lanes:{Lane.Lanes}");
}

/// <summary>A column or row of the schedule: one day, of everybody or of one technician.</summary>
/// <param name="Who">Whose; null: nobody's yet, or everybody's.</param>
/// <param name="WholeDay">Visits that take all of it.</param>
public sealed record ScheduleTrack(
    string Key,
    ScheduleDay Day,
    ScheduleColleague? Who,
    ImmutableArray<PlacedVisit> Visits,
    ImmutableArray<PlacedVisit> WholeDay
)
{
    /// <summary>How many stand beside each other at most.</summary>
    public int Lanes { get; } = Visits.IsEmpty ? 1 : Visits.Max(v => v.Lane.Lanes);
}

/// <summary>One day of the month.</summary>
/// <param name="Visits">As many as there is room for.</param>
public sealed record ScheduleCell(DateOnly Date, bool IsOfMonth, ImmutableArray<PlacedVisit> Visits, int More);

/// <summary>A snapshot laid out for one view. Whatever looks as it did before stays the same object.</summary>
public sealed class ScheduleSheet
{
    /// <summary>Visits that are shorter are drawn as long as this, so that they can be read and hit.</summary>
    private const double Shortest = 30;

    private const int MostInCell = 4;

    private ScheduleSheet(
        ScheduleSnapshot snapshot,
        ScheduleAddress address,
        ScheduleAxis axis,
        ImmutableArray<ScheduleTrack> tracks,
        ImmutableArray<ScheduleCell> cells
    ) => (Snapshot, Address, Axis, Tracks, Cells) = (snapshot, address, axis, tracks, cells);

    public ScheduleSnapshot Snapshot { get; }

    public ScheduleAddress Address { get; }

    public ScheduleAxis Axis { get; }

    /// <summary>Empty in the month.</summary>
    public ImmutableArray<ScheduleTrack> Tracks { get; }

    /// <summary>Of the month alone.</summary>
    public ImmutableArray<ScheduleCell> Cells { get; }

    public bool IsEmpty => Tracks.All(t => t.Visits.IsEmpty && t.WholeDay.IsEmpty) && Cells.All(c => c.Visits.IsEmpty);

    public static ScheduleSheet Of(ScheduleSnapshot snapshot, ScheduleAddress address, ScheduleSheet? before)
    {
        var zone = snapshot.Company.Zone;
        var kept = before is not null && before.Snapshot.Range == snapshot.Range && before.Snapshot.Company.Zone.Id == zone.Id ? before : null;
        ScheduleDay[] days = kept is null || kept._days is null ? [.. snapshot.Range.Days.Select(d => ScheduleDay.Of(d, zone))] : kept._days;
        var axis = kept?.Axis ?? ScheduleAxis.Of(days);
        var initials = snapshot.Staff.ToDictionary(s => s.Id, s => s.Initials);
        ScheduleVisit[] visits = [.. snapshot.Visits.Where(v => address.Technician is not { } only || v.IsOf(only))];
        ImmutableArray<ScheduleTrack> tracks = [];
        ImmutableArray<ScheduleCell> cells = [];
        switch (address.View)
        {
            case ScheduleView.Month:
                cells = [.. days.Select(d => CellOf(d, visits, address, snapshot, initials, kept))];
                break;
            case ScheduleView.Dispatch:
                tracks = [.. RowsOf(snapshot, visits, address).Select(r => TrackOf(r.Key, days[0], r.Who, r.Visits, axis, snapshot, initials, kept))];
                break;
            default:
                tracks = [.. days.Select(d => TrackOf(KeyOf(d), d, null, visits, axis, snapshot, initials, kept))];
                break;
        }

        return new ScheduleSheet(snapshot, address, axis, tracks, cells) { _days = days };
    }

    private ScheduleDay[]? _days;

    private static string KeyOf(ScheduleDay day) => day.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<(string Key, ScheduleColleague? Who, IReadOnlyList<ScheduleVisit> Visits)> RowsOf(
        ScheduleSnapshot snapshot,
        ScheduleVisit[] visits,
        ScheduleAddress address
    )
    {
        foreach (var colleague in snapshot.Staff)
        {
            ScheduleVisit[] theirs = [.. visits.Where(v => v.IsOf(colleague.Id))];
            if (address.Technician is { } only ? only == colleague.Id : colleague.IsTechnician || theirs.Length > 0)
            {
                yield return (colleague.Id.ToString(), colleague, theirs);
            }
        }

        if (address.Technician is null)
        {
            var known = snapshot.Staff.Select(s => s.Id).ToHashSet();
            yield return ("nobody", null, [.. visits.Where(v => v.Lead is not { } lead || !known.Contains(lead))]); // Whoever has left the company comes no more.
        }
    }

    private static ScheduleTrack TrackOf(
        string key,
        ScheduleDay day,
        ScheduleColleague? who,
        IReadOnlyList<ScheduleVisit> visits,
        ScheduleAxis axis,
        ScheduleSnapshot snapshot,
        Dictionary<Id<StaffMember>, string> initials,
        ScheduleSheet? before
    )
    {
        var old = before?.Tracks.FirstOrDefault(t => t.Key == key && ReferenceEquals(t.Day, day) && t.Who == who);
        var known = (old?.Visits.Concat(old.WholeDay) ?? []).ToDictionary(p => p.Visit.Id);
        ScheduleVisit[] todays = [.. visits.Where(v => v.StartsAt < day.End && v.EndsAt > day.Start)];
        ScheduleVisit[] whole = [.. todays.Where(v => v.StartsAt <= day.Start && v.EndsAt >= day.End)];
        ScheduleVisit[] parts = [.. todays.Except(whole)];
        (double From, double Until)[] spans =
        [
            .. parts.Select(v =>
            {
                var (from, until) = (axis.At(day, v.StartsAt), axis.AtEnd(day, v.EndsAt));
                return until - from >= Shortest ? (from, until)
                    : from + Shortest <= axis.Minutes ? (from, from + Shortest)
                    : (axis.Minutes - Shortest, (double)axis.Minutes);
            }),
        ];
        var lanes = ScheduleLanes.Of(spans);
        var placed = parts.Select((v, i) => Keep(PlacedOf(v, day, spans[i], lanes[i], snapshot, initials), known)).ToImmutableArray();
        var wholeDay = whole.Select(v => Keep(PlacedOf(v, day, (0, axis.Minutes), default, snapshot, initials), known)).ToImmutableArray();
        return old is not null && Same(old.Visits, placed) && Same(old.WholeDay, wholeDay) ? old : new ScheduleTrack(key, day, who, placed, wholeDay);
    }

    private static ScheduleCell CellOf(
        ScheduleDay day,
        ScheduleVisit[] visits,
        ScheduleAddress address,
        ScheduleSnapshot snapshot,
        Dictionary<Id<StaffMember>, string> initials,
        ScheduleSheet? before
    )
    {
        var old = before?.Cells.FirstOrDefault(c => c.Date == day.Date);
        var known = (old?.Visits ?? []).ToDictionary(p => p.Visit.Id);
        ScheduleVisit[] todays = [.. visits.Where(v => v.StartsAt < day.End && v.EndsAt > day.Start)];
        var shown = todays.Length > MostInCell ? MostInCell - 1 : todays.Length;
        var placed = todays.Take(shown).Select(v => Keep(PlacedOf(v, day, (0, 0), default, snapshot, initials), known)).ToImmutableArray();
        var cell = new ScheduleCell(day.Date, day.Date.Month == address.Day.Month, placed, todays.Length - shown);
        return old is not null && old.More == cell.More && old.IsOfMonth == cell.IsOfMonth && Same(old.Visits, placed) ? old : cell;
    }

    private static PlacedVisit PlacedOf(
        ScheduleVisit visit,
        ScheduleDay day,
        (double From, double Until) span,
        Lane lane,
        ScheduleSnapshot snapshot,
        Dictionary<Id<StaffMember>, string> initials
    ) =>
        new(
            visit,
            span.From,
            span.Until,
            lane,
            visit.StartsAt < day.Start,
            visit.EndsAt > day.End,
            TimeOf(visit, day, snapshot.Company),
            string.Join(' ', Everybody(visit).Select(w => initials.GetValueOrDefault(w, "?"))),
            visit.IsOver
        );

    private static ImmutableArray<Id<StaffMember>> Everybody(ScheduleVisit visit) =>
        visit.Lead is { } lead ? [lead, .. visit.Further] : visit.Further;

    /// <summary>"10:30 AM – 11:30 AM"; with the zone's name on a day on which the clocks change.</summary>
    private static string TimeOf(ScheduleVisit visit, ScheduleDay day, WorkspaceView company)
    {
        var words = company.Words;
        return (visit.StartsAt < day.Start, visit.EndsAt > day.End) switch
        {
            (true, true) => "All day",
            (true, false) => $"until {At(visit.EndsAt)}",
            (false, true) => $"{At(visit.StartsAt)} –",
            _ => $"{At(visit.StartsAt)} – {At(visit.EndsAt)}",
        };

        string At(DateTimeOffset instant) => day.IsUneven ? $"{words.Time(instant)} {words.ZoneName(instant)}" : words.Time(instant);
    }

    private static PlacedVisit Keep(PlacedVisit now, Dictionary<Id<Domain.Appointments.Appointment>, PlacedVisit> known) =>
        known.TryGetValue(now.Visit.Id, out var old) && ReferenceEquals(old.Visit, now.Visit) && old == now ? old : now;

    private static bool Same(ImmutableArray<PlacedVisit> old, ImmutableArray<PlacedVisit> now)
    {
        if (old.Length != now.Length)
        {
            return false;
        }

        for (var i = 0; i < old.Length; i++)
        {
            if (!ReferenceEquals(old[i], now[i]))
            {
                return false;
            }
        }

        return true;
    }
}
