using System.Globalization;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Appointments;

/// <summary>Times as clocks on a wall show them, where once a year an hour is missing and once an hour comes twice.</summary>
public static class WallTime
{
    /// <summary>Choices beside a gap stand on the quarter hour, as people agree times.</summary>
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>Every instant at which clocks show a time, UTC, the earliest first: one as a rule, two where they are set back, none where they skip it.</summary>
    public static IReadOnlyList<DateTimeOffset> Instants(DateTime local, TimeZoneInfo zone)
    {
        if (LocalDay.Instant(local, zone) is not { } earlier)
        {
            return [];
        }

        var shown = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return zone.IsAmbiguousTime(shown)
            ?
            [
                .. zone.GetAmbiguousTimeOffsets(shown)
                    .Select(offset => new DateTimeOffset(shown, offset).ToUniversalTime())
                    .Where(at => TimeZoneInfo.ConvertTime(at, zone).DateTime == shown)
                    .Order(),
            ]
            : [earlier];
    }

    /// <summary>The times nearest to one that clocks skip, UTC: the last quarter hour before the gap, and the first instant after it. Empty far outside any calendar.</summary>
    public static IReadOnlyList<DateTimeOffset> Nearest(DateTime local, TimeZoneInfo zone)
    {
        if (local.Year is < 1900 or > 2999)
        {
            return [];
        }

        var (before, after) = (Down(local), Down(local));
        while (Instants(before, zone) is [])
        {
            before -= Quarter;
        }

        while (Instants(after, zone) is [])
        {
            after += Quarter;
        }

        return [Instants(before, zone)[^1], Instants(after, zone)[0]];
    }

    /// <summary>The one instant that was meant, UTC.</summary>
    /// <param name="offset">From UTC: which of two where clocks show the time twice; of no account elsewhere.</param>
    /// <exception cref="RuleViolation"><see cref="AppointmentRules.NoSuchTime"/>, with the nearest choices; or <see cref="AppointmentRules.Twice"/>.</exception>
    public static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone, TimeSpan? offset) =>
        Instants(local, zone) switch
        {
            [] => throw new RuleViolation(AppointmentRules.NoSuchTime, Skipped(local, zone)),
            [var only] => only,
            var both => both.Where(at => zone.GetUtcOffset(at) == offset).Select(at => (DateTimeOffset?)at).FirstOrDefault()
                ?? throw new RuleViolation(
                    AppointmentRules.Twice,
                    $"The clocks show {Time(local)} twice on {Day(local)}. Choose the first or the second."
                ),
        };

    /// <summary>What clocks in <paramref name="zone"/> show at an instant.</summary>
    public static DateTime Of(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;

    private static string Skipped(DateTime local, TimeZoneInfo zone) =>
        Nearest(local, zone) is [var before, var after]
            ? $"The clocks skip {Time(local)} on {Day(local)}. Choose {Time(Of(before, zone))} or {Time(Of(after, zone))} instead."
            : "There is no such time. Choose another.";

    private static DateTime Down(DateTime local) =>
        DateTime.SpecifyKind(local.AddTicks(-(local.TimeOfDay.Ticks % Quarter.Ticks)), DateTimeKind.Unspecified);

    private static string Time(DateTime local) => local.ToString("h:mm tt", CultureInfo.InvariantCulture);

    private static string Day(DateTime local) => local.ToString("ddd, MMMM d, yyyy", CultureInfo.InvariantCulture);
}
