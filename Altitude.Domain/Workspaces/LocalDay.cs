namespace Altitude.Domain.Workspaces;

/// <summary>Days as people of a time zone live them. What their clocks show decides; rules that predict it are not asked, for they err where a zone changes its mind.</summary>
public static class LocalDay
{
    /// <summary>No clock is further from UTC (the widest are 14 hours ahead and 12 behind).</summary>
    private static readonly TimeSpan Farthest = TimeSpan.FromHours(15);

    /// <summary>The first instant at which clocks in <paramref name="zone"/> show a later day than <paramref name="day"/>, UTC: midnight, or what stands in its place.</summary>
    /// <remarks>Where the clocks skip midnight, the first instant after the gap; where midnight comes twice, the first: the hour that repeats belongs to the next day.</remarks>
    public static DateTimeOffset End(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        var (within, after) = (midnight - Farthest, midnight + Farthest);
        while (after - within > TimeSpan.FromTicks(1))
        {
            var middle = within + ((after - within) / 2);
            (within, after) = Of(middle, zone) > day ? (within, middle) : (middle, after);
        }

        return after;
    }

    /// <summary>Which day clocks in <paramref name="zone"/> show at <paramref name="instant"/>.</summary>
    public static DateOnly Of(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>The instant at which clocks show a local time, UTC; of two, the earlier. Null where they skip it, or far outside any calendar.</summary>
    public static DateTimeOffset? Instant(DateTime local, TimeZoneInfo zone)
    {
        if (local.Year is < 1900 or > 2999)
        {
            return null;
        }

        var shown = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero);
        DateTimeOffset? earlier = null;
        foreach (var offset in (TimeSpan[])[zone.GetUtcOffset(shown + Farthest), zone.GetUtcOffset(shown - Farthest)])
        {
            var instant = shown - offset;
            if (TimeZoneInfo.ConvertTime(instant, zone).DateTime == shown.DateTime && (earlier is null || instant < earlier))
            {
                earlier = instant;
            }
        }

        return earlier;
    }
}
