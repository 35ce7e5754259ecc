using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Appointments;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Appointments;

/// <summary>Acts on visits, on the real database; it is Tuesday, 2027-06-08 12:05 in Denver.</summary>
public sealed class VisitActsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly DateTime Thursday = new(2027, 6, 10, 9, 0, 0);

    [Fact]
    public async Task A_planned_visit_is_there_with_everything_said_and_the_job_is_scheduled()
    {
        var cast = await data.GatherAsync();
        var job = await OpenAsync(cast);

        var id = await PlanAsync(cast, job, further: [cast.Priya.StaffId], customerNotes: "Gate code 4411");

        var visit = await FindAsync(cast, id);
        Assert.Equal(
            ("Repair", "Gate code 4411", AppointmentState.Scheduled, cast.Dana.StaffId),
            (visit.Title, visit.CustomerNotes, visit.State, visit.TechnicianId)
        );
        Assert.Equal(cast.Priya.StaffId, Assert.Single(visit.Further).StaffId);
        Assert.Equal(JobStage.Scheduled, await StageAsync(cast, job));
        Assert.Equal(new DateTimeOffset(2027, 6, 9, 15, 0, 0, TimeSpan.Zero), await DueAsync(id, OutboxKinds.RemindVisit));
    }

    [Fact]
    public async Task A_move_is_refused_to_whoever_has_not_seen_the_last_change()
    {
        var cast = await data.GatherAsync();
        var id = await PlanAsync(cast, await OpenAsync(cast));
        var seen = (await FindAsync(cast, id)).Revision;

        await MoveAsync(cast.Priya, id, seen, new VisitMove(Thursday.AddHours(4), TimeSpan.FromHours(2)));
        var refused = await RefusedAsync(() => MoveAsync(cast.Ada, id, seen, new VisitMove(Thursday.AddHours(1), TimeSpan.FromHours(2))));

        Assert.Equal(AppointmentRules.Changed, refused.Rule);
        Assert.Contains("Thu, June 10, 1:00 PM", refused.Message, StringComparison.Ordinal);
        var visit = await FindAsync(cast, id);
        Assert.Equal(Thursday.AddHours(4), visit.LocalStart);
        Assert.Equal(new TimeWindow(new TimeOnly(13, 0), new TimeOnly(15, 0)), visit.Arrival); // Moves along.
    }

    [Fact]
    public async Task A_repeating_visit_is_moved_and_cancelled_from_one_on()
    {
        var cast = await data.GatherAsync();
        var job = await OpenAsync(cast);
        var first = await PlanAsync(cast, job, repeats: new Repetition(1, RepeatUnit.Weeks, Count: 4, Until: null));
        var series = await SeriesAsync(cast, first);
        Assert.Equal([Thursday, Thursday.AddDays(7), Thursday.AddDays(14), Thursday.AddDays(21)], series.Select(v => v.LocalStart));
        Assert.Equal([first], series.Where(v => v.News is not null).Select(v => v.Id)); // One mail tells of all four.

        await MoveAsync(
            cast.Priya,
            series[1].Id,
            series[1].Revision,
            new VisitMove(series[1].LocalStart.AddDays(1).AddHours(2), TimeSpan.FromHours(3), Scope: VisitScope.ThisAndFollowing)
        );
        series = await SeriesAsync(cast, first);
        Assert.Equal(
            [Thursday, Thursday.AddDays(8).AddHours(2), Thursday.AddDays(15).AddHours(2), Thursday.AddDays(22).AddHours(2)],
            series.Select(v => v.LocalStart)
        );

        await new CancelVisit(data.Workspaces).RunAsync(
            cast.Priya,
            series[2].Id,
            series[2].Revision,
            "Moved away",
            VisitScope.ThisAndFollowing,
            Key(),
            default
        );
        Assert.Equal(
            [AppointmentState.Scheduled, AppointmentState.Scheduled, AppointmentState.Cancelled, AppointmentState.Cancelled],
            (await SeriesAsync(cast, first)).Select(v => v.State)
        );
        Assert.Equal(JobStage.Scheduled, await StageAsync(cast, job));
    }

    [Fact]
    public async Task A_series_over_the_change_of_the_clocks_stays_at_its_hour()
    {
        var cast = await data.GatherAsync();
        var first = await PlanAsync(
            cast,
            await OpenAsync(cast),
            start: new DateTime(2027, 10, 31, 9, 0, 0),
            repeats: new Repetition(1, RepeatUnit.Weeks, Count: 2, Until: null)
        );

        Assert.Equal(
            [new DateTimeOffset(2027, 10, 31, 15, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 11, 7, 16, 0, 0, TimeSpan.Zero)],
            (await SeriesAsync(cast, first)).Select(v => v.StartsAt)
        );
    }

    [Fact]
    public async Task Of_an_hour_that_comes_twice_the_second_can_be_booked()
    {
        var cast = await data.GatherAsync();
        var job = await OpenAsync(cast);
        var twice = new DateTime(2027, 11, 7, 1, 30, 0);

        Assert.Equal(AppointmentRules.Twice, (await RefusedAsync(() => PlanAsync(cast, job, start: twice))).Rule);
        var id = await PlanAsync(cast, job, start: twice, offset: TimeSpan.FromHours(-7));

        Assert.Equal(new DateTimeOffset(2027, 11, 7, 8, 30, 0, TimeSpan.Zero), (await FindAsync(cast, id)).StartsAt);
        await MoveAsync(cast.Priya, id, (await FindAsync(cast, id)).Revision, new VisitMove(twice, TimeSpan.FromHours(1))); // Resized: the same of the two.
        Assert.Equal(new DateTimeOffset(2027, 11, 7, 8, 30, 0, TimeSpan.Zero), (await FindAsync(cast, id)).StartsAt);
    }

    [Fact]
    public async Task Whoever_makes_the_visit_sets_out_and_finishes_and_notes_and_nobody_else_of_their_role()
    {
        var cast = await data.GatherAsync();
        var job = await OpenAsync(cast);
        var (own, others) = (await PlanAsync(cast, job), await PlanAsync(cast, job, technician: null));

        await MarkAsync(cast.Dana, own, VisitMark.OnMyWay);
        await MarkAsync(cast.Dana, own, VisitMark.Undo);
        await MarkAsync(cast.Dana, own, VisitMark.OnMyWay);
        await MarkAsync(cast.Dana, own, VisitMark.Done);
        await NoteAsync(cast.Dana, own, "Replaced the capacitor");

        var visit = await FindAsync(cast, own);
        Assert.Equal((AppointmentState.Done, "Replaced the capacitor"), (visit.State, visit.StaffNotes));
        Assert.Equal(StaffRoles.NotAllowed, (await RefusedAsync(() => MarkAsync(cast.Dana, others, VisitMark.OnMyWay))).Rule);
        Assert.Equal(StaffRoles.NotAllowed, (await RefusedAsync(() => NoteAsync(cast.Dana, others, "Mine"))).Rule);
        Assert.Equal(StaffRoles.NotAllowed, (await RefusedAsync(() => MarkAsync(cast.Dana, own, VisitMark.Confirmed))).Rule);
        Assert.Equal(
            StaffRoles.NotAllowed,
            (await RefusedAsync(() => MoveAsync(cast.Dana, own, visit.Revision, new VisitMove(Thursday, TimeSpan.FromHours(1))))).Rule
        );
    }

    [Fact]
    public async Task A_cancelled_visit_takes_the_job_back_and_only_those_who_schedule_bring_it_back()
    {
        var cast = await data.GatherAsync();
        var job = await OpenAsync(cast);
        var id = await PlanAsync(cast, job);
        await new CancelVisit(data.Workspaces).RunAsync(
            cast.Priya,
            id,
            (await FindAsync(cast, id)).Revision,
            "Rain",
            VisitScope.ThisOne,
            Key(),
            default
        );

        Assert.Equal(JobStage.Lead, await StageAsync(cast, job));
        Assert.Equal(StaffRoles.NotAllowed, (await RefusedAsync(() => MarkAsync(cast.Dana, id, VisitMark.Undo))).Rule);
        await MarkAsync(cast.Priya, id, VisitMark.Undo);
        Assert.Equal((AppointmentState.Scheduled, JobStage.Scheduled), ((await FindAsync(cast, id)).State, await StageAsync(cast, job)));
    }

    [Fact]
    public async Task Maria_confirms_what_she_was_shown_and_nothing_else()
    {
        var cast = await data.GatherAsync();
        var id = await PlanAsync(cast, await OpenAsync(cast));
        var shown = (await FindAsync(cast, id)).StartsAt;
        await MoveAsync(cast.Priya, id, (await FindAsync(cast, id)).Revision, new VisitMove(Thursday.AddHours(1), TimeSpan.FromHours(2)));

        Assert.Equal(AppointmentRules.Changed, (await RefusedAsync(() => ConfirmAsync(cast.Maria, id, shown))).Rule);
        await ConfirmAsync(cast.Maria, id, shown.AddHours(1));

        var visit = await FindAsync(cast, id);
        Assert.Equal((AppointmentState.Confirmed, true), (visit.State, visit.ConfirmedAt is not null));
        Assert.Equal(AppointmentRules.NotNow, (await RefusedAsync(() => ConfirmAsync(cast.Luis, id, visit.StartsAt))).Rule);
    }

    [Fact]
    public async Task Who_sees_invoices_only_answers_no_visit_and_another_customers_is_missing()
    {
        var cast = await data.GatherAsync();
        var id = await PlanAsync(cast, await OpenAsync(cast));
        var at = (await FindAsync(cast, id)).StartsAt;

        Assert.Equal(AppointmentRules.NotYours, (await RefusedAsync(() => ConfirmAsync(cast.Books, id, at))).Rule);
        Assert.Equal(AppointmentRules.NotYours, (await RefusedAsync(() => AskAsync(cast.Books, id, [], "Later"))).Rule);
        Assert.Equal(AppointmentRules.Missing, (await RefusedAsync(() => ConfirmAsync(cast.MariaAtSpark, id, at))).Rule);
        Assert.Equal(AppointmentRules.Missing, (await RefusedAsync(() => ConfirmAsync(cast.Maria, Id<Appointment>.New(), at))).Rule);
    }

    [Fact]
    public async Task A_time_that_was_taken_meanwhile_cannot_be_asked_for_and_another_is_accepted_with_one_click()
    {
        var cast = await data.GatherAsync();
        var job = await OpenAsync(cast);
        var id = await PlanAsync(cast, job);
        var friday = new DateTimeOffset(2027, 6, 11, 16, 0, 0, TimeSpan.Zero);
        await PlanAsync(cast, job, start: new DateTime(2027, 6, 11, 10, 0, 0)); // Dana again.

        Assert.Equal(AppointmentRules.Taken, (await RefusedAsync(() => AskAsync(cast.Maria, id, [friday], ""))).Rule);
        Assert.Equal(
            AppointmentRules.Taken, // In the middle of the night.
            (await RefusedAsync(() => AskAsync(cast.Maria, id, [friday.AddHours(-8)], ""))).Rule
        );
        var later = friday.AddHours(4); // 2 PM; the other visit ends at noon, and half an hour is for the way.
        await AskAsync(cast.Maria, id, [later], "The kids are home before.");
        Assert.Equal(AppointmentState.Requested, (await FindAsync(cast, id)).State);
        Assert.Equal(JobStage.Scheduled, await StageAsync(cast, job));

        await new AcceptRequestedTime(data.Workspaces).RunAsync(cast.Priya, id, later, Key(), default);

        var visit = await FindAsync(cast, id);
        Assert.Equal((AppointmentState.Confirmed, later), (visit.State, visit.StartsAt));
        Assert.Equal(new DateTimeOffset(2027, 6, 10, 20, 0, 0, TimeSpan.Zero), await DueAsync(id, OutboxKinds.RemindVisit)); // Moved with it.
    }

    [Fact]
    public async Task The_same_press_sent_twice_plans_one_visit()
    {
        var cast = await data.GatherAsync();
        var job = await OpenAsync(cast);
        var key = RequestKey.New("plan");

        var once = await PlanAsync(cast, job, key: key);
        var again = await PlanAsync(cast, job, key: key);

        Assert.Equal(once, again);
        Assert.Equal(
            1,
            await data.ReadAsync(cast.Priya, db => db.Appointments.CountAsync(a => db.Jobs.Any(j => j.Id == a.JobId && j.Number == job)))
        );
    }

    [Fact]
    public async Task A_technician_who_was_replaced_is_gone_and_can_come_back()
    {
        var cast = await data.GatherAsync();
        var id = await PlanAsync(cast, await OpenAsync(cast), further: [cast.Priya.StaffId]);
        var described = new VisitDescription("Repair", cast.Dana.StaffId, [], cast.Summit.Location, "", "");

        await ChangeAsync(cast, id, described);
        Assert.Empty((await FindAsync(cast, id)).Further);
        await ChangeAsync(cast, id, described with { Further = [cast.Priya.StaffId, cast.Ada.StaffId] });
        Assert.Equal(2, (await FindAsync(cast, id)).Further.Count);
        var foreign = described with { Further = [cast.Spark.Owner.StaffId] };
        Assert.Equal(StaffRoles.NotAllowed, (await RefusedAsync(() => ChangeAsync(cast, id, foreign))).Rule);
    }

    private static RequestKey Key() => RequestKey.New("test");

    private static Task<RuleViolation> RefusedAsync(Func<Task> act) => Assert.ThrowsAsync<RuleViolation>(act);

    private async Task<string> OpenAsync(Cast cast) =>
        await new Web.Features.Jobs.OpenJob(data.Workspaces).RunAsync(
            cast.Priya,
            new Web.Features.Jobs.NewJob(cast.Summit.Customer, "AC blows warm air", cast.Summit.Location, null),
            Key(),
            default
        );

    private Task<Id<Appointment>> PlanAsync(
        Cast cast,
        string job,
        DateTime? start = null,
        TimeSpan? offset = null,
        IReadOnlyCollection<Id<StaffMember>>? further = null,
        string customerNotes = "",
        Repetition? repeats = null,
        RequestKey? key = null
    ) => PlanAsync(cast, job, cast.Dana.StaffId, start, offset, further, customerNotes, repeats, key);

    private Task<Id<Appointment>> PlanAsync(
        Cast cast,
        string job,
        Id<StaffMember>? technician,
        DateTime? start = null,
        TimeSpan? offset = null,
        IReadOnlyCollection<Id<StaffMember>>? further = null,
        string customerNotes = "",
        Repetition? repeats = null,
        RequestKey? key = null
    ) =>
        new PlanVisit(data.Workspaces).RunAsync(
            cast.Priya,
            job,
            new PlannedVisit(
                new VisitDescription("Repair", technician, further ?? [], Location: null, customerNotes, ""),
                new VisitTime(
                    start ?? Thursday,
                    TimeSpan.FromHours(2),
                    new TimeWindow(TimeOnly.FromDateTime(start ?? Thursday), TimeOnly.FromDateTime((start ?? Thursday).AddHours(2))),
                    offset
                ),
                repeats
            ),
            key ?? Key(),
            default
        );

    private Task MoveAsync(Staff staff, Id<Appointment> id, int revision, VisitMove move) =>
        new MoveVisit(data.Workspaces).RunAsync(staff, id, revision, move, Key(), default);

    private async Task ChangeAsync(Cast cast, Id<Appointment> id, VisitDescription said) =>
        await new ChangeVisit(data.Workspaces).RunAsync(
            cast.Priya,
            id,
            (await FindAsync(cast, id)).Revision,
            said,
            VisitScope.ThisOne,
            Key(),
            default
        );

    private Task MarkAsync(Staff staff, Id<Appointment> id, VisitMark mark) =>
        new MarkVisit(data.Workspaces).RunAsync(staff, id, mark, Key(), default);

    private async Task NoteAsync(Staff staff, Id<Appointment> id, string notes)
    {
        var revision = await data.ReadAsync(staff, db => db.Appointments.Where(a => a.Id == id).Select(a => a.Revision).SingleAsync());
        await new NoteVisit(data.Workspaces).RunAsync(staff, id, revision, notes, Key(), default);
    }

    private Task ConfirmAsync(SignedIn who, Id<Appointment> id, DateTimeOffset shown) =>
        new ConfirmVisit(data.Workspaces).RunAsync(who.Actor, id, shown, Key(), default);

    private Task AskAsync(SignedIn who, Id<Appointment> id, IReadOnlyList<DateTimeOffset> starts, string words) =>
        new RequestAnotherTime(data.Workspaces).RunAsync(who.Actor, id, starts, words, Key(), default);

    private Task<Appointment> FindAsync(Cast cast, Id<Appointment> id) =>
        data.ReadAsync(cast.Priya, db => db.Appointments.Include(a => a.Further).SingleAsync(a => a.Id == id));

    private async Task<IReadOnlyList<Appointment>> SeriesAsync(Cast cast, Id<Appointment> first) =>
        await data.ReadAsync(cast.Priya, db => db.Appointments.Where(a => a.SeriesId == first).OrderBy(a => a.StartsAt).ToListAsync());

    private Task<JobStage> StageAsync(Cast cast, string job) =>
        data.ReadAsync(cast.Priya, db => db.Jobs.Where(j => j.Number == job).Select(j => j.Stage).SingleAsync());

    private async Task<DateTimeOffset?> DueAsync(Id<Appointment> id, string kind) =>
        await data.PeekAsync("select due_at from platform.outbox where kind = $1 and subject = $2", kind, id.Value) is DateTime due
            ? new DateTimeOffset(due)
            : null;
}
