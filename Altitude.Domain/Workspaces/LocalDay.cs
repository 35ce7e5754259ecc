namespace Altitude.Domain.Workspaces;

/// <summary>Days as people of a time zone live them.</summary>
public static class LocalDay
{
    /// <summary>Midnight that ends <paramref name="day"/> in <paramref name="zone"/>, UTC; where midnight does not exist, the first instant that does.</summary>
    public static DateTimeOffset End(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        // Of two midnights (Havana sets 1:00 back to 0:00) the day ends with the first: the hour that repeats belongs to the next day.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>The instant of a local time, UTC; null where the clocks skip it. Of two, the earlier.</summary>
    public static DateTimeOffset? Instant(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            return null;
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
