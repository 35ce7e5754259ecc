using Altitude.Domain.Appointments;

namespace Altitude.Web.Components;

/// <summary>The time of a visit while somebody writes it, on the company's wall clock.</summary>
public sealed class VisitTimeForm(TimeZoneInfo zone)
{
    /// <summary>A window is at least so long.</summary>
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private DateOnly _day;
    private TimeOnly _start;

    public DateOnly Day
    {
        get => _day;
        set
        {
            EndDay = EndDay.AddDays(value.DayNumber - _day.DayNumber); // However long it is, it stays so long.
            _day = value;
        }
    }

    public TimeOnly Start
    {
        get => _start;
        set
        {
            var by = value - _start; // Around midnight; it goes forward.
            var end = EndDay.ToDateTime(End) + (value < _start ? by - TimeSpan.FromDays(1) : by);
            (_start, EndDay, End, Latest) = (value, DateOnly.FromDateTime(end), TimeOnly.FromDateTime(end), Latest.Add(by));
        }
    }

    public DateOnly EndDay { get; set; }
    public TimeOnly End { get; set; }

    /// <summary>The technician arrives at the start at the earliest, and then at the latest.</summary>
    public TimeOnly Latest { get; set; }

    /// <summary>Which of two, where the clocks show the start twice: an offset from UTC in minutes; empty: not chosen.</summary>
    public string Which { get; set; } = "";

    /// <param name="start">UTC.</param>
    public static VisitTimeForm Of(DateTimeOffset start, TimeSpan length, TimeWindow? arrival, TimeZoneInfo zone)
    {
        var (from, until) = (WallTime.Of(start, zone), WallTime.Of(start + length, zone));
        return new VisitTimeForm(zone)
        {
            _day = DateOnly.FromDateTime(from),
            _start = TimeOnly.FromDateTime(from),
            EndDay = DateOnly.FromDateTime(until),
            End = TimeOnly.FromDateTime(until),
            Latest = arrival?.Until ?? TimeOnly.FromDateTime(from).Add(TimeSpan.FromHours(2)),
            Which = WallTime.Instants(from, zone).Count > 1 ? MinutesOf(zone.GetUtcOffset(start)) : "",
        };
    }

    /// <summary>The two that the start may mean, with the names of their zones; empty: there is one.</summary>
    public IReadOnlyList<(string Offset, string Words)> Choices(Words words) =>
        WallTime.Instants(Day.ToDateTime(Start), zone) is [var first, var second]
            ? [(MinutesOf(zone.GetUtcOffset(first)), Said(first, words)), (MinutesOf(zone.GetUtcOffset(second)), Said(second, words))]
            : [];

    public VisitTime Time
    {
        get
        {
            var start = Day.ToDateTime(Start);
            TimeSpan? offset = int.TryParse(Which, System.Globalization.CultureInfo.InvariantCulture, out var minutes)
                ? TimeSpan.FromMinutes(minutes)
                : null;
            var begins = WallTime.Instants(start, zone) is { Count: > 0 } all
                ? all.FirstOrDefault(i => zone.GetUtcOffset(i) == offset, all[0])
                : (DateTimeOffset?)null;
            DateTimeOffset? ends = WallTime.Instants(EndDay.ToDateTime(End), zone) is { Count: > 0 } last ? last[^1] : null;
            var length = begins is { } from && ends is { } until ? until - from : EndDay.ToDateTime(End) - start;
            return new VisitTime(start, length, new TimeWindow(Start, Latest == Start ? Start.Add(Quarter) : Latest), offset);
        }
    }

    private static string Said(DateTimeOffset at, Words words) => $"{words.Time(at)} {words.ZoneName(at)}";

    private static string MinutesOf(TimeSpan offset) => ((int)offset.TotalMinutes).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
