using System.Globalization;
using Altitude.Domain.Workspaces;
using CsCheck;

namespace Altitude.Domain.Tests.Workspaces;

public sealed class LocalDayTests
{
    /// <summary>Some skip or repeat their midnight, some have odd offsets, some no summer time.</summary>
    private static readonly Gen<TimeZoneInfo> Zones = Gen.OneOf(
            "America/Denver",
            "America/Phoenix",
            "America/Havana",
            "Asia/Beirut",
            "Africa/Cairo",
            "America/Asuncion",
            "America/Santiago",
            "America/Nuuk",
            "America/St_Johns",
            "Atlantic/Azores",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Pacific/Chatham",
            "Pacific/Kiritimati",
            "Pacific/Pago_Pago",
            "Europe/London",
            "Etc/UTC"
        )
        .Select(TimeZoneInfo.FindSystemTimeZoneById);

    private static readonly Gen<DateOnly> Days = Gen.Int[0, 365 * 8].Select(n => new DateOnly(2024, 1, 1).AddDays(n));

    [Theory]
    [InlineData("America/Denver", "2027-06-15", "2027-06-16T06:00:00Z")]
    [InlineData("America/Denver", "2027-12-31", "2028-01-01T07:00:00Z")]
    [InlineData("America/Phoenix", "2027-06-15", "2027-06-16T07:00:00Z")]
    [InlineData("Asia/Kathmandu", "2027-06-15", "2027-06-15T18:15:00Z")]
    [InlineData("Pacific/Kiritimati", "2027-06-15", "2027-06-15T10:00:00Z")]
    // Havana's clocks go from 0:00 to 1:00 on 2024-03-10, and from 1:00 back to 0:00 on 2024-11-03: the second 0:30 is Sunday too.
    [InlineData("America/Havana", "2024-03-09", "2024-03-10T05:00:00Z")]
    [InlineData("America/Havana", "2024-11-02", "2024-11-03T04:00:00Z")]
    [InlineData("America/Havana", "2024-11-03", "2024-11-04T05:00:00Z")]
    // Beirut's go from 0:00 to 1:00 on 2024-03-31, and from 0:00 back to 23:00 on 2024-10-27: Saturday has 25 hours.
    [InlineData("Asia/Beirut", "2024-03-30", "2024-03-30T22:00:00Z")]
    [InlineData("Asia/Beirut", "2024-10-26", "2024-10-26T22:00:00Z")]
    // Cairo's go from 0:00 to 1:00 on 2024-04-26, and from 0:00 back to 23:00 on 2024-11-01.
    [InlineData("Africa/Cairo", "2024-04-25", "2024-04-25T22:00:00Z")]
    [InlineData("Africa/Cairo", "2024-10-31", "2024-10-31T22:00:00Z")]
    // Asuncion's went from 0:00 to 1:00 on 2024-10-06, and have stayed there since.
    [InlineData("America/Asuncion", "2024-10-05", "2024-10-06T04:00:00Z")]
    public void A_day_ends_at_its_own_midnight(string zone, string day, string end) =>
        Assert.Equal(
            DateTimeOffset.Parse(end, CultureInfo.InvariantCulture),
            LocalDay.End(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone))
        );

    [Fact]
    public void The_last_moment_belongs_to_the_day_and_the_next_one_does_not() =>
        Gen.Select(Zones, Days)
            .Sample(
                (zone, day) =>
                {
                    var end = LocalDay.End(day, zone);
                    return DayOf(end.AddTicks(-1), zone) == day && DayOf(end, zone) == day.AddDays(1) && end.Offset == TimeSpan.Zero;
                },
                iter: 20_000
            );

    [Fact]
    public void Days_follow_each_other_without_gap_in_23_to_25_hours() =>
        Gen.Select(Zones, Days)
            .Sample((zone, day) => LocalDay.End(day.AddDays(1), zone) - LocalDay.End(day, zone) is { TotalHours: >= 23 and <= 25 }, iter: 5_000);

    [Fact]
    public void A_local_time_comes_back_as_it_was_unless_the_clocks_skip_it() =>
        Gen.Select(Zones, Days, Gen.Int[0, 24 * 60 - 1])
            .Sample(
                (zone, day, minute) =>
                {
                    var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);
                    var instant = LocalDay.Instant(local, zone);
                    return instant is null ? Shown(local, zone).Length == 0 : Shown(local, zone).Min() == instant;
                },
                iter: 3_000
            );

    [Fact]
    public void A_skipped_time_is_no_instant() => Assert.Null(LocalDay.Instant(new DateTime(2027, 3, 14, 2, 30, 0), Summit.Denver));

    [Fact]
    public void Of_two_equal_times_the_earlier_is_meant() =>
        Assert.Equal(new DateTimeOffset(2027, 11, 7, 7, 30, 0, TimeSpan.Zero), LocalDay.Instant(new DateTime(2027, 11, 7, 1, 30, 0), Summit.Denver));

    [Fact]
    public void A_visit_booked_in_summer_keeps_its_hour_in_winter() =>
        Assert.Equal(
            new DateTimeOffset(2027, 11, 9, 17, 30, 0, TimeSpan.Zero),
            LocalDay.Instant(new DateTime(2027, 11, 9, 10, 30, 0), Summit.Denver)
        );

    [Fact]
    public void No_time_is_too_far_to_ask_for()
    {
        Assert.Null(LocalDay.Instant(DateTime.MaxValue, Summit.Denver));
        Assert.Null(LocalDay.Instant(DateTime.MinValue, Summit.Denver));
    }

    /// <summary>Every instant at which the clocks show <paramref name="local"/>, found by asking at each quarter of an hour that could be.</summary>
    private static DateTimeOffset[] Shown(DateTime local, TimeZoneInfo zone) =>
        [
            .. Enumerable
                .Range(-60, 121)
                .Select(quarters => new DateTimeOffset(local, TimeSpan.Zero).AddMinutes(15 * quarters))
                .Where(instant => TimeZoneInfo.ConvertTime(instant, zone).DateTime == local),
        ];

    private static DateOnly DayOf(DateTimeOffset instant, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
}
