using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;

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
        visit.Confirm("Maria Delgado", Booked);
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

            foreach (var act in new Action<Appointment>[] { v => v.Confirm(null, Booked), v => v.SetOut(), v => v.Finish(), v => v.Cancel() })
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

        Assert.Equal(AppointmentRules.NotNow, Summit.RefusedBy(() => visit.Confirm(null, Booked)));
    }

    [Fact]
    public void A_confirmed_visit_that_is_moved_waits_for_the_customer_anew()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
        visit.Confirm("Maria Delgado", Booked);
        var sequence = visit.Sequence;

        Assert.True(visit.Move(At(new DateTime(2027, 6, 9, 14, 0, 0)), Summit.Denver));

        Assert.Equal(AppointmentState.Scheduled, visit.State);
        Assert.Null(visit.ConfirmedAt);
        Assert.Equal(new DateTimeOffset(2027, 6, 9, 20, 0, 0, TimeSpan.Zero), visit.StartsAt);
        Assert.True(visit.Sequence > sequence);
        var moved = Assert.IsType<AppointmentChanged>(visit.TakeEvents()[^1]);
        Assert.Equal(("appointment.moved", new DateTime(2027, 6, 8, 10, 30, 0)), (moved.Kind, moved.From));
    }

    [Fact]
    public void A_visit_that_only_lasts_longer_stays_confirmed()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
        visit.Confirm("Maria Delgado", Booked);
        visit.TakeNews();

        visit.Move(new VisitTime(visit.LocalStart, TimeSpan.FromHours(3), visit.Arrival), Summit.Denver);

        Assert.Equal((AppointmentState.Confirmed, TimeSpan.FromHours(3)), (visit.State, visit.Length));
        Assert.Null(visit.TakeNews());
    }

    [Fact]
    public void Moving_it_to_where_it_is_changes_nothing()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
        var (sequence, revision) = (visit.Sequence, visit.Revision);

        Assert.False(visit.Move(new VisitTime(visit.LocalStart, visit.Length, visit.Arrival), Summit.Denver));

        Assert.Equal((sequence, revision), (visit.Sequence, visit.Revision));
    }

    [Fact]
    public void Another_time_is_asked_for_and_accepted_with_its_window()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
        visit.Confirm("Maria Delgado", Booked);
        var wished = new DateTimeOffset(2027, 6, 10, 15, 0, 0, TimeSpan.Zero);

        visit.RequestAnotherTime([wished], "Not before nine", "Maria Delgado", Booked);

        Assert.Equal(AppointmentState.Requested, visit.State);
        Assert.Equal(new DateTime(2027, 6, 8, 10, 30, 0), visit.LocalStart); // Stands until the company answers.
        Assert.Equal(AppointmentRules.Wish, Summit.RefusedBy(() => visit.AcceptRequestedTime(wished.AddHours(1), Summit.Denver, Booked)));

        visit.AcceptRequestedTime(wished, Summit.Denver, Booked);

        Assert.Equal(AppointmentState.Confirmed, visit.State);
        Assert.Equal(new DateTime(2027, 6, 10, 9, 0, 0), visit.LocalStart);
        Assert.Equal(new TimeWindow(new TimeOnly(9, 0), new TimeOnly(11, 0)), visit.Arrival);
        Assert.Equal(TimeSpan.FromHours(1), visit.Length);
        Assert.Null(visit.Wish);
        Assert.Equal(AppointmentRules.NotNow, Summit.RefusedBy(() => visit.AcceptRequestedTime(wished, Summit.Denver, Booked)));
    }

    [Fact]
    public void A_wish_that_cannot_be_met_is_answered_in_words_and_the_time_stands()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
        visit.TakeNews();
        visit.RequestAnotherTime([], "Some evening?", "Maria Delgado", Booked);

        Assert.Equal(AppointmentRules.Words, Summit.RefusedBy(() => visit.DeclineRequestedTime("  ")));
        visit.DeclineRequestedTime("We close at five.");

        Assert.Equal((AppointmentState.Scheduled, (TimeWish?)null), (visit.State, visit.Wish));
        Assert.Equal((VisitChangeKind.Declined, "We close at five."), visit.TakeNews() is { } news ? (news.Kind, news.Words) : default);
    }

    [Fact]
    public void Nothing_is_asked_for_without_a_time_or_words_nor_for_a_visit_that_began()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));

        Assert.Equal(AppointmentRules.Wish, Summit.RefusedBy(() => visit.RequestAnotherTime([], " ", "Maria Delgado", Booked)));
        Assert.Equal(AppointmentRules.Wish, Summit.RefusedBy(() => visit.RequestAnotherTime([Booked], "", "Maria Delgado", Booked)));
        Assert.Equal(AppointmentRules.Past, Summit.RefusedBy(() => visit.RequestAnotherTime([], "Later", "Maria Delgado", visit.StartsAt)));
        Assert.Equal(AppointmentRules.Past, Summit.RefusedBy(() => visit.Confirm("Maria Delgado", visit.EndsAt)));
    }

    [Fact]
    public void What_was_marked_can_be_taken_back()
    {
        foreach (var mark in new Action<Appointment>[] { v => v.SetOut(), v => v.Finish(), v => v.Miss(), v => v.Cancel("Rain") })
        {
            var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
            visit.Confirm("Maria Delgado", Booked);
            mark(visit);

            visit.Undo();

            Assert.Equal((AppointmentState.Confirmed, ""), (visit.State, visit.CancelReason));
            Assert.Equal(AppointmentRules.NotNow, Summit.RefusedBy(() => visit.Undo()));
        }
    }

    [Fact]
    public void Changes_that_follow_each_other_are_told_as_one()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
        visit.Move(At(new DateTime(2027, 6, 9, 14, 0, 0)), Summit.Denver);

        Assert.Equal(VisitChangeKind.Booked, visit.TakeNews()?.Kind); // They know of no earlier time.
        Assert.Null(visit.TakeNews());

        visit.Move(At(new DateTime(2027, 6, 10, 8, 0, 0)), Summit.Denver);
        visit.Move(At(new DateTime(2027, 6, 11, 8, 0, 0)), Summit.Denver);
        var moved = visit.TakeNews();

        Assert.Equal(VisitChangeKind.Moved, moved?.Kind);
        Assert.Equal(new DateTimeOffset(2027, 6, 9, 20, 0, 0, TimeSpan.Zero), moved?.From?.StartsAt);

        visit.Move(At(new DateTime(2027, 6, 12, 8, 0, 0)), Summit.Denver);
        visit.Move(At(new DateTime(2027, 6, 11, 8, 0, 0)), Summit.Denver);
        Assert.Null(visit.TakeNews()); // Back where they know it.

        visit.Cancel("Rain");
        visit.Undo();
        Assert.Null(visit.TakeNews());

        visit.Cancel("Rain");
        Assert.Equal((VisitChangeKind.Cancelled, "Rain"), visit.TakeNews() is { } told ? (told.Kind, told.Words) : default);
        visit.Undo();
        Assert.Equal(VisitChangeKind.Restored, visit.TakeNews()?.Kind);
    }

    [Fact]
    public void A_visit_that_was_booked_and_cancelled_at_once_is_not_told_of()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
        visit.Cancel();

        Assert.Null(visit.TakeNews());
    }

    [Fact]
    public void The_reminder_goes_by_the_wall_clock()
    {
        Assert.Equal(
            new DateTimeOffset(2027, 11, 6, 15, 0, 0, TimeSpan.Zero), // Saturday 9:00, daylight time still: 25 hours before.
            Book(new DateTime(2027, 11, 7, 9, 0, 0)).RemindAt(Summit.Denver, 24)
        );
        Assert.Equal(
            new DateTimeOffset(2027, 3, 14, 9, 0, 0, TimeSpan.Zero), // 2:30 was skipped on that day.
            Book(new DateTime(2027, 3, 15, 2, 30, 0)).RemindAt(Summit.Denver, 24)
        );
    }

    [Fact]
    public void What_is_written_down_is_changed_without_its_time()
    {
        var visit = Book(new DateTime(2027, 6, 8, 10, 30, 0));
        var (dana, omar) = (Id<StaffMember>.New(), Id<StaffMember>.New());
        visit.TakeEvents();

        Assert.True(visit.Change(new VisitDescription("Repair", dana, [omar, dana, omar], null, "Gate code 4411", "")));

        Assert.Equal(("Repair", "Gate code 4411", 1), (visit.Title, visit.CustomerNotes, visit.Sequence));
        Assert.Equal(omar, Assert.Single(visit.Further).StaffId);
        Assert.True(visit.IsOf(dana) && visit.IsOf(omar));
        Assert.Equal("appointment.changed", Assert.Single(visit.TakeEvents()).Kind);

        Assert.True(visit.Change(new VisitDescription("Repair", dana, [omar], null, "Gate code 4411", "Bring the ladder")));
        Assert.Equal(1, visit.Sequence); // The company's own notes are in nobody's calendar.
        Assert.Equal("appointment.noted", Assert.Single(visit.TakeEvents()).Kind);
        Assert.False(visit.Change(new VisitDescription("Repair", dana, [omar], null, "Gate code 4411", "Bring the ladder")));
    }

    private static VisitTime At(DateTime local) =>
        new(local, TimeSpan.FromHours(1), new TimeWindow(TimeOnly.FromDateTime(local), TimeOnly.FromDateTime(local.AddHours(2))));

    private static readonly DateTimeOffset Booked = new(2027, 6, 1, 15, 12, 0, TimeSpan.Zero);

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
