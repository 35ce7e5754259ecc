using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Appointments;
using CsCheck;

namespace Altitude.Web.Tests.Features.Appointments;

/// <summary>Where things stand on the schedule: side by side, and on the days on which the clocks change.</summary>
public sealed class ScheduleLayoutTests
{
    private static readonly TimeZoneInfo Denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");
    private static readonly DateOnly SpringForward = new(2027, 3, 14);
    private static readonly DateOnly FallBack = new(2027, 11, 7);

    private static readonly Gen<(double From, double Until)[]> Spans = Gen.Int[0, 95]
        .SelectMany(from => Gen.Int[1, 40].Select(length => ((double)from, (double)(from + length))))
        .Array[0, 60];

    [Fact]
    public void No_two_that_overlap_share_a_place() =>
        Spans.Sample(spans =>
        {
            var lanes = ScheduleLanes.Of(spans);

            for (var one = 0; one < spans.Length; one++)
            {
                Assert.InRange(lanes[one].Index, 0, lanes[one].Lanes - 1);
                for (var other = one + 1; other < spans.Length; other++)
                {
                    if (Overlap(spans[one], spans[other]))
                    {
                        Assert.NotEqual(lanes[one].Index, lanes[other].Index);
                        Assert.Equal(lanes[one].Lanes, lanes[other].Lanes); // Else a wide one would lie over a narrow one.
                    }
                }
            }
        });

    [Fact]
    public void What_is_alone_has_all_the_room() =>
        Spans.Sample(spans =>
        {
            var lanes = ScheduleLanes.Of(spans);

            for (var one = 0; one < spans.Length; one++)
            {
                if (!spans.Where((_, other) => other != one).Any(s => Overlap(s, spans[one])))
                {
                    Assert.Equal(new Lane(0, 1), lanes[one]);
                }
            }
        });

    [Fact]
    public void Never_more_lanes_than_are_needed() =>
        Spans.Sample(spans =>
        {
            var most = spans.Length == 0 ? 0 : spans.Max(s => spans.Count(o => o.From <= s.From && s.From < o.Until));

            Assert.Equal(most, ScheduleLanes.Of(spans).Select(l => l.Lanes).DefaultIfEmpty(0).Max());
        });

    [Fact]
    public void Overlaps_are_found_as_by_comparing_each_with_each() =>
        Spans.Sample(spans =>
        {
            var found = ScheduleLanes.Overlaps(spans).Select(p => (Math.Min(p.One, p.Other), Math.Max(p.One, p.Other))).Order();

            var wanted = Enumerable
                .Range(0, spans.Length)
                .SelectMany(one => Enumerable.Range(one + 1, spans.Length - one - 1).Select(other => (one, other)))
                .Where(p => Overlap(spans[p.one], spans[p.other]));
            Assert.Equal(wanted, found);
        });

    [Fact]
    public void A_usual_day_has_24_hours()
    {
        var day = ScheduleDay.Of(new DateOnly(2027, 6, 8), Denver);
        var axis = ScheduleAxis.Of([day]);

        Assert.Equal((96, false), (axis.Quarters, day.IsUneven));
        Assert.Equal(630, axis.At(day, At(2027, 6, 8, 16, 30)));
        Assert.Equal(1_440, axis.AtEnd(day, day.End));
        Assert.Equal(At(2027, 6, 8, 16, 30), axis.InstantAt(day, 42));
    }

    [Fact]
    public void The_day_that_springs_forward_has_23_hours_and_no_second_hour_in_the_morning()
    {
        var day = ScheduleDay.Of(SpringForward, Denver);
        var axis = ScheduleAxis.Of([day]);

        Assert.Equal((92, true), (axis.Quarters, day.IsUneven));
        Assert.Equal(
            ["12 AM", "1 AM", "3 AM", "4 AM"],
            axis.Hours.Take(4).Select(h => TimeZoneInfo.ConvertTime(h.Instant, Denver).ToString("h tt", CultureInfo.InvariantCulture))
        );
        Assert.Equal(120, axis.At(day, At(2027, 3, 14, 9, 0))); // 3:00 MDT stands where 2:00 would.
    }

    [Fact]
    public void The_day_that_falls_back_has_25_hours_and_one_in_the_morning_twice()
    {
        var day = ScheduleDay.Of(FallBack, Denver);
        var axis = ScheduleAxis.Of([day]);

        Assert.Equal(100, axis.Quarters);
        Assert.Equal((90d, 150d), (axis.At(day, At(2027, 11, 7, 7, 30)), axis.At(day, At(2027, 11, 7, 8, 30)))); // Both are 1:30.
        Assert.Equal(2, axis.Hours.Count(h => h.IsTwice));
        Assert.Equal((At(2027, 11, 7, 7, 30), At(2027, 11, 7, 8, 30)), (axis.InstantAt(day, 6), axis.InstantAt(day, 10)));
    }

    [Fact]
    public void In_a_week_every_day_stands_against_the_same_clock()
    {
        ScheduleDay[] week = [.. Enumerable.Range(0, 7).Select(n => ScheduleDay.Of(FallBack.AddDays(n), Denver))];
        var axis = ScheduleAxis.Of(week);
        var monday = week[1];

        Assert.Equal(axis.At(week[0], At(2027, 11, 7, 16, 0)), axis.At(monday, At(2027, 11, 8, 16, 0))); // 9:00 AM on both.
        Assert.Equal([(120, 180)], axis.MissingOn(monday)); // The second one o'clock is Sunday's alone.
        Assert.Null(axis.InstantAt(monday, 8));
        Assert.Equal([], axis.MissingOn(week[0]));
        Assert.Equal([(120, 180)], ScheduleAxis.Of([.. Days(SpringForward, 7)]).MissingOn(ScheduleDay.Of(SpringForward, Denver)));
    }

    [Theory]
    [InlineData("America/Denver", 2027, 3, 14)]
    [InlineData("America/Denver", 2027, 11, 7)]
    [InlineData("Australia/Lord_Howe", 2027, 4, 4)]
    [InlineData("America/Havana", 2027, 3, 14)] // Midnight does not exist.
    [InlineData("America/Phoenix", 2027, 3, 14)]
    public void Every_quarter_of_every_day_leads_back_to_its_place(string zone, int year, int month, int day)
    {
        ScheduleDay[] week =
        [
            .. Enumerable
                .Range(-3, 7)
                .Select(n => ScheduleDay.Of(new DateOnly(year, month, day).AddDays(n), TimeZoneInfo.FindSystemTimeZoneById(zone))),
        ];
        var axis = ScheduleAxis.Of(week);

        foreach (var each in week)
        {
            var quarters = Enumerable.Range(0, axis.Quarters).Where(q => axis.InstantAt(each, q) is not null).ToArray();
            Assert.Equal(each.Quarters.Count, quarters.Length);
            Assert.All(quarters, q => Assert.Equal(q * 15d, axis.At(each, axis.InstantAt(each, q)!.Value)));
            Assert.All(quarters, q => Assert.Equal((q + 1) * 15d, axis.AtEnd(each, axis.EndAt(each, q + 1)!.Value)));
        }
    }

    [Fact]
    public void A_visit_over_midnight_stands_on_both_days_and_one_of_days_in_the_whole_day()
    {
        var night = Visit(At(2027, 6, 9, 4, 0), TimeSpan.FromHours(4)); // Tue 10 PM to Wed 2 AM.
        var days = Visit(At(2027, 6, 8, 6, 0), TimeSpan.FromDays(2)); // All of Tue and Wed.
        var sheet = Sheet(ScheduleView.Week, night, days);

        var tuesday = sheet.Tracks.Single(t => t.Key == "2027-06-08");
        var wednesday = sheet.Tracks.Single(t => t.Key == "2027-06-09");
        Assert.Equal((1_320d, 1_440d, false, true), Told(Assert.Single(tuesday.Visits)));
        Assert.Equal((0d, 120d, true, false), Told(Assert.Single(wednesday.Visits)));
        Assert.Equal((days.Id, days.Id), (Assert.Single(tuesday.WholeDay).Visit.Id, Assert.Single(wednesday.WholeDay).Visit.Id));

        static (double, double, bool, bool) Told(PlacedVisit placed) => (placed.From, placed.Until, placed.IsFromBefore, placed.GoesOn);
    }

    [Fact]
    public void Whoever_would_have_to_be_at_two_places_is_named_on_both_visits()
    {
        var (dana, omar) = (Id<StaffMember>.New(), Id<StaffMember>.New());
        var one = Visit(At(2027, 6, 8, 15, 0), TimeSpan.FromHours(2)) with { Lead = dana };
        var other = Visit(At(2027, 6, 8, 16, 0), TimeSpan.FromHours(2)) with { Lead = omar, Further = [dana] };
        var after = Visit(At(2027, 6, 8, 18, 0), TimeSpan.FromHours(1)) with { Lead = dana }; // Begins when the other ends.
        var done = Visit(At(2027, 6, 8, 15, 0), TimeSpan.FromHours(5)) with { Lead = dana, State = AppointmentState.Done };

        var conflicts = ScheduleSnapshot.ConflictsOf([one, other, after, done]);

        Assert.Equal(new[] { one.Id, other.Id }.ToHashSet(), [.. conflicts.Keys]);
        Assert.Equal([dana], conflicts[one.Id]);
    }

    [Fact]
    public void Whatever_looks_the_same_stays_the_same_object()
    {
        ScheduleVisit[] visits =
        [
            .. Enumerable.Range(0, 20).Select(n => Visit(At(2027, 6, 7 + (n % 5), 15, 0), TimeSpan.FromHours(1))),
            Visit(At(2027, 6, 7, 22, 0), TimeSpan.FromHours(1)),
        ];
        var before = Sheet(ScheduleView.Week, visits);

        var moved = visits[0] with { StartsAt = visits[0].StartsAt.AddHours(3), EndsAt = visits[0].EndsAt.AddHours(3), Revision = 2 };
        var again = before.Snapshot.Visits.Where(v => v.Id != moved.Id).Select(v => v with { Title = v.Title }).Append(moved); // Read anew: equal, but other objects.
        var after = ScheduleSheet.Of(before.Snapshot.With(again), before.Address, before);

        var changed = after.Tracks.Where((t, i) => !ReferenceEquals(t, before.Tracks[i])).Select(t => t.Key);
        Assert.Equal(["2027-06-07"], changed);
        Assert.Same(
            before.Tracks[1].Visits.Single(p => p.Visit.Id == visits[^1].Id),
            after.Tracks[1].Visits.Single(p => p.Visit.Id == visits[^1].Id)
        );
    }

    [Fact]
    public void What_stands_in_a_style_is_figures_and_nothing_else()
    {
        var sheet = Sheet(
            ScheduleView.Week,
            Visit(At(2027, 6, 7, 15, 7), TimeSpan.FromMinutes(50)),
            Visit(At(2027, 6, 7, 15, 20), TimeSpan.FromHours(70))
        );

        Assert.All(sheet.Tracks.SelectMany(t => t.Visits), placed => Assert.Matches(@"\A(--[a-z]+:-?\d+(\.\d+)?(;|\z))+\z", placed.Figures));
    }

    [Theory]
    [InlineData(null, null, null, "/office/schedule?view=week&day=2027-06-08")]
    [InlineData("month", "2027-02-29", null, "/office/schedule?view=month&day=2027-06-08")]
    [InlineData("99", "0001-01-01", "nobody", "/office/schedule?view=week&day=2027-06-08")]
    [InlineData("Dispatch", "2027-03-14", null, "/office/schedule?view=dispatch&day=2027-03-14")]
    public void Whatever_the_address_says_there_is_a_schedule(string? view, string? day, string? technician, string path) =>
        Assert.Equal(path, ScheduleAddress.Of(view, day, technician, new DateOnly(2027, 6, 8)).Path);

    [Theory]
    [InlineData(ScheduleView.Day, "2027-06-08", "2027-06-09")]
    [InlineData(ScheduleView.Week, "2027-06-06", "2027-06-13")]
    [InlineData(ScheduleView.Month, "2027-05-30", "2027-07-04")]
    public void A_view_has_its_days(ScheduleView view, string from, string until) =>
        Assert.Equal(
            new ScheduleRange(DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(until, CultureInfo.InvariantCulture)),
            new ScheduleAddress(view, new DateOnly(2027, 6, 8), null).Range(DayOfWeek.Sunday)
        );

    private static bool Overlap((double From, double Until) one, (double From, double Until) other) =>
        one.From < other.Until && other.From < one.Until;

    private static IEnumerable<ScheduleDay> Days(DateOnly from, int count) =>
        Enumerable.Range(0, count).Select(n => ScheduleDay.Of(from.AddDays(n), Denver));

    private static DateTimeOffset At(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    private static ScheduleVisit Visit(DateTimeOffset start, TimeSpan length) =>
        new(
            Id<Appointment>.New(),
            1,
            "JOB-1001",
            "AC repair",
            "Delgado household",
            "",
            AppointmentState.Scheduled,
            start,
            start + length,
            new TimeWindow(new(9, 0), new(11, 0)),
            null,
            []
        );

    private static ScheduleSheet Sheet(ScheduleView view, params IEnumerable<ScheduleVisit> visits)
    {
        var address = new ScheduleAddress(view, new DateOnly(2027, 6, 8), null);
        var snapshot = new ScheduleSnapshot(1, address.Range(DayOfWeek.Sunday), Company, [], [], [], At(2027, 6, 8, 18, 5), 0, IsCut: false);
        return ScheduleSheet.Of(snapshot.With(visits), address, null);
    }

    private static Web.Features.Workspaces.WorkspaceView Company { get; } =
        Web.Features.Workspaces.WorkspaceView.Of(
            Workspace.Found(Id<Workspace>.New(), "summit-air", "Summit Air", "America/Denver", new Currency("USD"), "en-US")
        );
}
