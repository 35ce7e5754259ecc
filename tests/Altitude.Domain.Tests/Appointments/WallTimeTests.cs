using Altitude.Domain.Appointments;

namespace Altitude.Domain.Tests.Appointments;

/// <summary>S6: the hours that are missing and the hours that come twice.</summary>
public sealed class WallTimeTests
{
    private static readonly TimeZoneInfo Phoenix = TimeZoneInfo.FindSystemTimeZoneById("America/Phoenix");

    [Fact]
    public void A_winter_visit_that_was_booked_in_summer_time_is_at_its_own_hour() =>
        Assert.Equal(Utc(2027, 11, 9, 17, 30), WallTime.Instant(Local(2027, 11, 9, 10, 30), Summit.Denver, offset: null));

    [Fact]
    public void Where_clocks_never_change_they_do_not() =>
        Assert.Equal(Utc(2027, 6, 8, 16, 30), WallTime.Instant(Local(2027, 6, 8, 9, 30), Phoenix, offset: null));

    [Fact]
    public void Of_a_time_that_comes_twice_both_can_be_chosen()
    {
        var twice = Local(2027, 11, 7, 1, 30);

        Assert.Equal([Utc(2027, 11, 7, 7, 30), Utc(2027, 11, 7, 8, 30)], WallTime.Instants(twice, Summit.Denver));
        Assert.Equal(Utc(2027, 11, 7, 7, 30), WallTime.Instant(twice, Summit.Denver, TimeSpan.FromHours(-6)));
        Assert.Equal(Utc(2027, 11, 7, 8, 30), WallTime.Instant(twice, Summit.Denver, TimeSpan.FromHours(-7)));
        Assert.Equal(AppointmentRules.Twice, Summit.RefusedBy(() => WallTime.Instant(twice, Summit.Denver, offset: null)));
        Assert.Equal(AppointmentRules.Twice, Summit.RefusedBy(() => WallTime.Instant(twice, Summit.Denver, TimeSpan.FromHours(2))));
    }

    [Fact]
    public void A_time_that_is_skipped_is_refused_with_the_nearest_that_are_not()
    {
        var refused = Assert.Throws<RuleViolation>(() => WallTime.Instant(Local(2027, 3, 14, 2, 30), Summit.Denver, offset: null));

        Assert.Equal(AppointmentRules.NoSuchTime, refused.Rule);
        Assert.Equal("The clocks skip 2:30 AM on Sun, March 14, 2027. Choose 1:45 AM or 3:00 AM instead.", refused.Message);
        Assert.Equal([Utc(2027, 3, 14, 8, 45), Utc(2027, 3, 14, 9, 0)], WallTime.Nearest(Local(2027, 3, 14, 2, 30), Summit.Denver));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(9999, 12, 31)]
    public void Times_outside_any_calendar_are_refused_too(int year, int month, int day) =>
        Assert.Equal(AppointmentRules.NoSuchTime, Summit.RefusedBy(() => WallTime.Instant(Local(year, month, day, 10, 0), Summit.Denver, null)));

    [Fact]
    public void Half_an_hour_is_skipped_where_clocks_change_by_half_an_hour()
    {
        var lordHowe = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe"); // 2:00 to 2:30 on 2027-10-03; twice 1:30 to 2:00 on 2027-04-04.

        Assert.Empty(WallTime.Instants(Local(2027, 10, 3, 2, 15), lordHowe));
        Assert.Equal(2, WallTime.Instants(Local(2027, 4, 4, 1, 45), lordHowe).Count);
        Assert.Single(WallTime.Instants(Local(2027, 4, 4, 1, 15), lordHowe));
    }

    private static DateTime Local(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0);

    private static DateTimeOffset Utc(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);
}
