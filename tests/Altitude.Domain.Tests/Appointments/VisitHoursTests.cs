using Altitude.Domain.Appointments;

namespace Altitude.Domain.Tests.Appointments;

public sealed class VisitHoursTests
{
    /// <summary>Friday 2027-11-05, 16:10 in Denver.</summary>
    private static readonly DateTimeOffset Friday = new(2027, 11, 5, 22, 10, 0, TimeSpan.Zero);

    private static readonly VisitHours Hours = VisitHours.Default with { From = new TimeOnly(9, 0), Until = new TimeOnly(12, 0) };

    [Fact]
    public void Working_days_are_offered_from_a_day_ahead_over_the_change_of_the_clocks()
    {
        var free = Starts(TimeSpan.FromHours(1));

        Assert.Equal(Utc(8, 16, 0), free[0]); // Monday 9:00, standard time by then.
        Assert.Equal([Utc(8, 16, 0), Utc(8, 17, 0), Utc(8, 18, 0)], free.Take(3));
        Assert.Equal(VisitHours.MostDays, free.Select(s => WallTime.Of(s, Summit.Denver).Date).Distinct().Count());
    }

    [Fact]
    public void A_visit_is_over_when_work_ends() => Assert.Equal([Utc(8, 16, 0)], Starts(TimeSpan.FromHours(3)).Take(1));

    [Fact]
    public void Nothing_is_offered_where_nothing_fits() => Assert.Empty(Starts(TimeSpan.FromHours(4)));

    [Fact]
    public void Other_visits_and_the_way_to_them_are_left_out()
    {
        var free = Starts(TimeSpan.FromHours(1), new Span(Utc(8, 17, 15), Utc(8, 17, 45)));

        Assert.DoesNotContain(Utc(8, 17, 0), free); // Taken.
        Assert.DoesNotContain(Utc(8, 18, 0), free); // Begins 15 minutes after it: half an hour is needed for the way.
        Assert.DoesNotContain(Utc(8, 16, 0), free); // Ends 15 minutes before it.
        Assert.Contains(Utc(9, 17, 0), free);
    }

    [Fact]
    public void The_time_before_the_first_offer_is_kept()
    {
        var free = (Hours with { LeadHours = 66 }).FreeStarts(Summit.Denver, Friday, TimeSpan.FromHours(1), []);

        Assert.Equal(Utc(8, 17, 0), free[0]); // Friday 16:10 and 66 hours is Monday 9:10.
    }

    [Fact]
    public void Hours_that_no_visit_fits_into_are_refused()
    {
        foreach (
            var wrong in new[]
            {
                Hours with
                {
                    Days = [],
                },
                Hours with
                {
                    Until = Hours.From,
                },
                Hours with
                {
                    SlotMinutes = 0,
                },
                Hours with
                {
                    DaysAhead = 1_000_000,
                },
            }
        )
        {
            Assert.Equal(AppointmentRules.Hours, Summit.RefusedBy(wrong.Require));
        }
    }

    private static IReadOnlyList<DateTimeOffset> Starts(TimeSpan length, params Span[] busy) => Hours.FreeStarts(Summit.Denver, Friday, length, busy);

    private static DateTimeOffset Utc(int day, int hour, int minute) => new(2027, 11, day, hour, minute, 0, TimeSpan.Zero);
}
