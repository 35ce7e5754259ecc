using Altitude.Domain.Appointments;

namespace Altitude.Domain.Tests.Appointments;

public sealed class AppointmentTests
{
    [Fact]
    public void A_visit_keeps_the_time_that_was_agreed()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));

        Assert.Equal(new DateTimeOffset(2027, 6, 8, 16, 30, 0, TimeSpan.Zero), visit.StartsAt);
        Assert.Equal(new DateTimeOffset(2027, 6, 8, 17, 30, 0, TimeSpan.Zero), visit.EndsAt);
        Assert.Equal(new DateTime(2027, 6, 8, 10, 30, 0), visit.LocalStart);
        Assert.Equal("America/Denver", visit.ZoneId);
        Assert.Equal(AppointmentState.Scheduled, visit.State);
        Assert.Equal("appointment.booked", Assert.Single(visit.TakeEvents()).Kind);
    }

    [Fact]
    public void A_time_that_the_clocks_skip_cannot_be_booked() =>
        Assert.Equal(AppointmentRules.NoSuchTime, Summit.RefusedBy(() => Book(new DateTime(2027, 3, 14, 2, 30, 0))));

    [Fact]
    public void A_visit_ends_after_it_starts() =>
        Assert.Equal(AppointmentRules.Length, Summit.RefusedBy(() => Book(new DateTime(2027, 6, 8, 10, 30, 0), TimeSpan.Zero)));

    [Fact]
    public void It_goes_from_confirmed_to_done()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
        visit.Confirm();
        visit.SetOut();
        visit.Finish();

        Assert.Equal(AppointmentState.Done, visit.State);
        Assert.Equal(
            ["appointment.booked", "appointment.confirmed", "appointment.on-my-way", "appointment.done"],
            visit.TakeEvents().Select(e => e.Kind)
        );
    }

    [Fact]
    public void What_is_over_stays_over()
    {
        foreach (var end in new Action<Appointment>[] { v => v.Finish(), v => v.Cancel() })
        {
            var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
            end(visit);
            var (state, revision) = (visit.State, visit.Revision);

            foreach (var act in new Action<Appointment>[] { v => v.Confirm(), v => v.SetOut(), v => v.Finish(), v => v.Cancel() })
            {
                Assert.Equal(AppointmentRules.NotNow, Summit.RefusedBy(() => act(visit)));
            }

            Assert.True(visit.IsOver);
            Assert.Equal((state, revision), (visit.State, visit.Revision));
        }
    }

    [Fact]
    public void Who_is_on_the_way_is_not_confirmed_again()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
        visit.SetOut();

        Assert.Equal(AppointmentRules.NotNow, Summit.RefusedBy(visit.Confirm));
    }

    private static Appointment Book(DateTime local, TimeSpan? length = null) =>
        Appointment.Book(
            Id<Appointment>.New(),
            Summit.AcRepair(),
            "Diagnostic visit",
            local,
            length ?? TimeSpan.FromHours(1),
            new TimeWindow(new TimeOnly(10, 30), new TimeOnly(12, 30)),
            Summit.Denver,
            null
        );
}
