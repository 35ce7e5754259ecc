using Altitude.Domain.Appointments;

namespace Altitude.Domain.Tests.Appointments;

public sealed class RepetitionTests
{
    private static readonly DateTime First = new(2027, 10, 31, 9, 0, 0);

    [Fact]
    public void Every_other_week_three_times_keeps_the_hour_on_the_wall()
    {
        var starts = new Repetition(2, RepeatUnit.Weeks, Count: 3, Until: null).Starts(First);

        Assert.Equal([First, First.AddDays(14), First.AddDays(28)], starts);
        Assert.Equal(
            [new(2027, 10, 31, 15, 0, 0, TimeSpan.Zero), new(2027, 11, 14, 16, 0, 0, TimeSpan.Zero), new(2027, 11, 28, 16, 0, 0, TimeSpan.Zero)],
            starts.Select(s => WallTime.Instant(s, Summit.Denver, offset: null))
        );
    }

    [Fact]
    public void A_month_without_the_day_has_it_on_its_last_and_the_next_is_right_again() =>
        Assert.Equal(
            [First, new DateTime(2027, 11, 30, 9, 0, 0), new DateTime(2027, 12, 31, 9, 0, 0)],
            new Repetition(1, RepeatUnit.Months, Count: 3, Until: null).Starts(First)
        );

    [Fact]
    public void Until_a_day_includes_that_day() =>
        Assert.Equal(8, new Repetition(1, RepeatUnit.Days, Count: null, new DateOnly(2027, 11, 7)).Starts(First).Count);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(61, 5)]
    [InlineData(1, 1)]
    [InlineData(1, 105)]
    [InlineData(1, null)]
    public void It_has_two_visits_at_least_and_an_end(int every, int? count) =>
        Assert.Equal(AppointmentRules.Repetition, Summit.RefusedBy(() => new Repetition(every, RepeatUnit.Days, count, Until: null).Starts(First)));
}
