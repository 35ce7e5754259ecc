using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Appointments;

/// <summary>A quarter of an hour as clocks show it.</summary>
/// <param name="Minute">Of the day.</param>
/// <param name="Fold">0; 1 where the clocks were set back and show it for the second time.</param>
public readonly record struct WallQuarter(int Minute, int Fold);

/// <summary>One day of a schedule as it is lived: 24 hours, or 23 or 25 where the clocks change.</summary>
public sealed class ScheduleDay
{
    /// <summary>Bookings stand on the quarter hour.</summary>
    public const int Quarter = 15;

    private ScheduleDay(DateOnly date, DateTimeOffset start, DateTimeOffset end, IReadOnlyList<WallQuarter> quarters) =>
        (Date, Start, End, Quarters) = (date, start, end, quarters);

    public DateOnly Date { get; }

    /// <summary>UTC.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>UTC, exclusive.</summary>
    public DateTimeOffset End { get; }

    /// <summary>In the order in which they pass.</summary>
    public IReadOnlyList<WallQuarter> Quarters { get; }

    /// <summary>Whether the clocks change on it.</summary>
    public bool IsUneven => End - Start != TimeSpan.FromDays(1);

    public static ScheduleDay Of(DateOnly date, TimeZoneInfo zone)
    {
        var (start, end) = (LocalDay.End(date.AddDays(-1), zone), LocalDay.End(date, zone));
        List<WallQuarter> quarters = [];
        Dictionary<int, int> seen = [];
        for (var at = start; at < end; at = at.AddMinutes(Quarter))
        {
            var local = TimeZoneInfo.ConvertTime(at, zone);
            var minute = (local.Hour * 60) + local.Minute;
            var fold = seen.GetValueOrDefault(minute);
            seen[minute] = fold + 1;
            quarters.Add(new WallQuarter(minute, fold));
        }

        return new ScheduleDay(date, start, end, quarters);
    }
}

/// <summary>
/// The clock beside a schedule. All its days are drawn against one; where one of them has an hour twice, the hour is there twice and missing on the others, and where
/// one of them lacks an hour, it is missing there.
/// </summary>
public sealed class ScheduleAxis
{
    private readonly Dictionary<WallQuarter, int> _places;

    private ScheduleAxis(ScheduleDay longest)
    {
        Longest = longest;
        _places = longest.Quarters.Index().ToDictionary(q => q.Item, q => q.Index);
    }

    /// <summary>The day whose clock it is.</summary>
    public ScheduleDay Longest { get; }

    public int Quarters => Longest.Quarters.Count;

    public int Minutes => Quarters * ScheduleDay.Quarter;

    public static ScheduleAxis Of(IReadOnlyList<ScheduleDay> days) => new(days.MaxBy(d => d.Quarters.Count)!); // A schedule has a day.

    /// <summary>How far down an instant stands, in minutes of the axis; outside its day at the day's edge.</summary>
    public double At(ScheduleDay day, DateTimeOffset instant)
    {
        var minutes = Math.Max(0, (instant - day.Start).TotalMinutes);
        var quarter = (int)(minutes / ScheduleDay.Quarter);
        return quarter >= day.Quarters.Count
            ? PlaceOf(day.Quarters[^1]) + ScheduleDay.Quarter
            : PlaceOf(day.Quarters[quarter]) + (minutes - (quarter * ScheduleDay.Quarter));
    }

    /// <summary>The same for an end: it belongs to what comes before it, so that nothing reaches over an hour that its day does not have.</summary>
    public double AtEnd(ScheduleDay day, DateTimeOffset instant)
    {
        var minutes = Math.Min((instant - day.Start).TotalMinutes, (day.End - day.Start).TotalMinutes);
        var quarter = (int)Math.Ceiling(minutes / ScheduleDay.Quarter) - 1;
        return quarter < 0 ? PlaceOf(day.Quarters[0]) : PlaceOf(day.Quarters[quarter]) + (minutes - (quarter * ScheduleDay.Quarter));
    }

    /// <summary>The instant at which a quarter of the axis begins on a day, UTC. Null: that day's clocks do not show it, or it is no quarter of the axis.</summary>
    public DateTimeOffset? InstantAt(ScheduleDay day, int quarter) =>
        quarter >= 0 && quarter < Quarters && IndexOf(day, Longest.Quarters[quarter]) is >= 0 and var at
            ? day.Start.AddMinutes(at * ScheduleDay.Quarter)
            : null;

    /// <summary>The same for an end: the instant at which the quarter before it is over.</summary>
    public DateTimeOffset? EndAt(ScheduleDay day, int quarter) => InstantAt(day, quarter - 1)?.AddMinutes(ScheduleDay.Quarter);

    /// <summary>The quarter of the axis in which an instant lies.</summary>
    public int QuarterAt(ScheduleDay day, DateTimeOffset instant) => (int)(At(day, instant) / ScheduleDay.Quarter);

    /// <summary>What a day does not have of the axis: from, until, in minutes of the axis.</summary>
    public IReadOnlyList<(int From, int Until)> MissingOn(ScheduleDay day)
    {
        if (day.Quarters.Count == Quarters)
        {
            return [];
        }

        var there = day.Quarters.ToHashSet();
        List<(int From, int Until)> missing = [];
        foreach (var (index, quarter) in Longest.Quarters.Index().Where(q => !there.Contains(q.Item)))
        {
            var from = index * ScheduleDay.Quarter;
            if (missing is [.., var last] && last.Until == from)
            {
                missing[^1] = (last.From, from + ScheduleDay.Quarter);
            }
            else
            {
                missing.Add((from, from + ScheduleDay.Quarter));
            }
        }

        return missing;
    }

    /// <summary>Full hours with their places in minutes of the axis, and the instants at which the longest day has them.</summary>
    public IEnumerable<(int At, DateTimeOffset Instant, bool IsTwice)> Hours =>
        Longest
            .Quarters.Index()
            .Where(q => q.Item.Minute % 60 == 0)
            .Select(q =>
                (
                    q.Index * ScheduleDay.Quarter,
                    Longest.Start.AddMinutes(q.Index * ScheduleDay.Quarter),
                    _places.ContainsKey(q.Item with { Fold = 1 - q.Item.Fold })
                )
            );

    private double PlaceOf(WallQuarter quarter) =>
        (_places.TryGetValue(quarter, out var place) ? place : NearestTo(quarter.Minute)) * (double)ScheduleDay.Quarter;

    /// <summary>Two days of one schedule may change their clocks; what the longest does not have stands beside its neighbour.</summary>
    private int NearestTo(int minute) => Longest.Quarters.Index().MinBy(q => Math.Abs(q.Item.Minute - minute)).Index;

    private static int IndexOf(ScheduleDay day, WallQuarter quarter)
    {
        for (var i = 0; i < day.Quarters.Count; i++)
        {
            if (day.Quarters[i] == quarter)
            {
                return i;
            }
        }

        return -1;
    }
}
