using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Appointments;
using Altitude.Web.Features.Appointments.Office;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Appointments.Office;

/// <summary>The schedule hears and lets go, goes by keyboard alone, takes back, and says why not.</summary>
public sealed class SchedulePageTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_open_schedule_hears_of_a_visit_and_lets_go()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var feed = context.Services.GetRequiredService<LiveFeed>();
        var kept = context.Services.GetRequiredService<ScheduleSnapshots>();
        var page = Open(context, "?view=week&day=2027-06-08");
        page.WaitForAssertion(() => Assert.Contains("Nothing is planned here", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal((1, 1), (feed.CountSubscribers(), kept.Kept));

        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 9, 10, 0, 0), cast.Dana.StaffId);
        page.WaitForAssertion(
            () =>
                Assert.Contains(
                    "10:00 AM – 11:00 AM",
                    page.Find($"section[aria-label='Wed, June 9'] [data-visit='{visit}']").TextContent,
                    StringComparison.Ordinal
                ),
            Patience
        );
        await new MarkVisit(Workspaces(context)).RunAsync(cast.Dana, visit, VisitMark.OnMyWay, RequestKey.New("test"), default);
        page.WaitForAssertion(() => Assert.Equal("On my way", page.Find($"[data-visit='{visit}'] .visit-state").TextContent), Patience);

        await context.DisposeComponentsAsync();
        Assert.Equal((0, 0), (feed.CountSubscribers(), kept.Kept));
    }

    [Fact]
    public async Task Days_are_laid_out_once_for_all_who_look_at_them_the_same_way()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var kept = context.Services.GetRequiredService<ScheduleSnapshots>();
        var day = new DateOnly(2027, 6, 9);
        var range = new ScheduleRange(day, day.AddDays(1));
        var heard = new TaskCompletionSource<ScheduleSnapshot>();
        using var priya = await kept.WatchAsync(cast.Priya, range, now => Task.FromResult(heard.TrySetResult(now)), default);
        using var owen = await kept.WatchAsync(cast.Owen, range, _ => Task.CompletedTask, default);
        var (everybody, dana) = (new ScheduleAddress(ScheduleView.Day, day, null), new ScheduleAddress(ScheduleView.Day, day, cast.Dana.StaffId));
        var empty = priya.LayOut(priya.Snapshot, everybody);
        Assert.Same(empty, owen.LayOut(owen.Snapshot, everybody with { }));

        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 9, 10, 0, 0), lead: null);
        var now = await heard.Task.WaitAsync(Patience);

        var later = priya.LayOut(now, everybody);
        Assert.Same(later, owen.LayOut(now, everybody));
        Assert.Equal(visit, Assert.Single(later.Tracks[0].Visits).Visit.Id);
        Assert.Empty(owen.LayOut(now, dana).Tracks[0].Visits);
    }

    [Fact]
    public async Task An_open_visit_hears_of_a_change_keeps_what_is_typed_and_lets_go()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var feed = context.Services.GetRequiredService<LiveFeed>();
        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 9, 10, 0, 0), cast.Dana.StaffId);
        var panel = context.Render<VisitPanel>(p => p.Add(v => v.Id, visit));
        panel.WaitForAssertion(() => Assert.Contains("Wed, June 9, 10:00 AM – 11:00 AM MDT", panel.Markup, StringComparison.Ordinal), Patience);
        await panel.FindAll("button").Single(b => b.TextContent == "Change").ClickAsync(new());
        await panel.Find("#visit-staff-notes").ChangeAsync(new ChangeEventArgs { Value = "Bring the long ladder" });

        await new MarkVisit(Workspaces(context)).RunAsync(cast.Dana, visit, VisitMark.OnMyWay, RequestKey.New("test"), default);
        panel.WaitForAssertion(
            () => Assert.Contains("Somebody changed this visit while you were writing: On my way", panel.Markup, StringComparison.Ordinal),
            Patience
        );
        Assert.Equal("Bring the long ladder", panel.Find("#visit-staff-notes").GetAttribute("value") ?? panel.Find("#visit-staff-notes").TextContent);

        await context.DisposeComponentsAsync();
        Assert.Equal(0, feed.CountSubscribers());
    }

    [Fact]
    public async Task One_click_accepts_a_time_that_the_customer_asks_for()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 11, 10, 0, 0), cast.Dana.StaffId);
        var panel = context.Render<VisitPanel>(p => p.Add(v => v.Id, visit));
        panel.WaitForAssertion(() => Assert.Equal("Scheduled", panel.Find(".visit-panel-state .chip").TextContent), Patience);
        await AskAsync(context, cast, visit);
        panel.WaitForAssertion(
            () => Assert.Contains("“I work until noon.”", panel.Find(".visit-wish").TextContent, StringComparison.Ordinal),
            Patience
        );

        await Button(panel, "Accept Mon, June 14, 1:00 PM").ClickAsync(new());

        panel.WaitForAssertion(() => Assert.Equal("Confirmed", panel.Find(".visit-panel-state .chip").TextContent), Patience);
        var accepted = await ReadAsync(cast, visit);
        Assert.Equal((new DateTime(2027, 6, 14, 13, 0, 0), AppointmentState.Confirmed), (accepted.LocalStart, accepted.State));
        Assert.Empty(panel.FindAll(".notice"));
    }

    [Fact]
    public async Task What_cannot_be_is_declined_in_words_and_the_visit_stays()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 11, 10, 0, 0), cast.Dana.StaffId);
        await AskAsync(context, cast, visit);
        var panel = context.Render<VisitPanel>(p => p.Add(v => v.Id, visit));
        panel.WaitForAssertion(() => Button(panel, "It cannot be then"), Patience);

        await Button(panel, "It cannot be then").ClickAsync(new());
        await panel.Find("#visit-decline").ChangeAsync(new ChangeEventArgs { Value = "Dana is away that day." });
        await panel.Find("form.visit-decline").SubmitAsync();

        panel.WaitForAssertion(() => Assert.NotEqual("Requested", panel.Find(".visit-panel-state .chip").TextContent), Patience);
        var declined = await ReadAsync(cast, visit);
        Assert.Equal(new DateTime(2027, 6, 11, 10, 0, 0), declined.LocalStart);
        Assert.Contains("Dana is away that day.", await AnswerAsync(cast), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visit_is_cancelled_with_a_reason_after_being_asked_again()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 11, 10, 0, 0), cast.Dana.StaffId);
        var panel = context.Render<VisitPanel>(p => p.Add(v => v.Id, visit));
        panel.WaitForAssertion(() => Button(panel, "Cancel the visit"), Patience);

        await Button(panel, "Cancel the visit").ClickAsync(new());
        await Button(panel, "Keep the visit").ClickAsync(new());
        Assert.Equal(AppointmentState.Scheduled, (await ReadAsync(cast, visit)).State);
        await Button(panel, "Cancel the visit").ClickAsync(new());
        await panel.Find("#visit-reason").ChangeAsync(new ChangeEventArgs { Value = "The part is late" });
        await panel.FindAll("form").Single(f => f.TextContent.Contains("Cancel it", StringComparison.Ordinal)).SubmitAsync();

        panel.WaitForAssertion(() => Assert.Equal("Cancelled", panel.Find(".visit-panel-state .chip").TextContent), Patience);
        var cancelled = await ReadAsync(cast, visit);
        Assert.Equal((AppointmentState.Cancelled, "The part is late"), (cancelled.State, cancelled.CancelReason));
        Assert.Contains("The part is late", panel.Find("dl.facts").TextContent, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<VisitPanel> panel, string words) =>
        panel.FindAll("button").Single(b => b.TextContent == words);

    private static Task AskAsync(BunitContext context, Cast cast, Id<Appointment> visit) =>
        new RequestAnotherTime(Workspaces(context)).RunAsync(
            cast.Maria.Actor,
            visit,
            [new DateTimeOffset(2027, 6, 14, 19, 0, 0, TimeSpan.Zero)],
            "I work until noon.",
            RequestKey.New("test"),
            default
        );

    /// <summary>What the customer is told, in the line of activity.</summary>
    private async Task<string> AnswerAsync(Cast cast) =>
        (string)
            (
                await data.PeekAsync(
                    "select d.body::text from tenant.activity a join tenant.activity_details d using (workspace_id, seq) where workspace_id = $1 and a.kind = 'appointment.time-declined'",
                    cast.Summit.Id.Value
                )
            )!; // It was just written.

    [Fact]
    public async Task A_visit_is_moved_by_keyboard_alone_and_taken_back()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 9, 10, 0, 0), cast.Dana.StaffId);
        var page = Open(context, "?view=week&day=2027-06-08");
        page.WaitForElement($"[data-visit='{visit}']", Patience);

        Assert.True(await PressAsync(page, "m", visit));
        Assert.Contains("Moving AC repair, Delgado household.", Said(page), StringComparison.Ordinal);
        await PressAsync(page, "ArrowRight", visit);
        await PressAsync(page, "ArrowDown", visit);
        Assert.True(await PressAsync(page, "ArrowDown", visit));
        Assert.Equal("Thu, June 10, 10:30 AM", Said(page));
        Assert.Contains("Thu, June 10, 10:30 AM", page.Find("section[aria-label='Thu, June 10'] .visit-ghost").TextContent, StringComparison.Ordinal);
        Assert.False(await PressAsync(page, "Enter", visit));

        page.WaitForAssertion(() => page.Find($"section[aria-label='Thu, June 10'] [data-visit='{visit}']"), Patience);
        Assert.Equal("Moved to Thu, June 10, 10:30 AM.", page.Find("[role=status]").TextContent);
        Assert.Empty(page.FindAll(".visit-ghost"));
        Assert.Equal(new DateTime(2027, 6, 10, 10, 30, 0), (await ReadAsync(cast, visit)).LocalStart);

        await page.FindAll("button").Single(b => b.TextContent == "Undo").ClickAsync(new());
        page.WaitForAssertion(() => page.Find($"section[aria-label='Wed, June 9'] [data-visit='{visit}']"), Patience);
        var back = await ReadAsync(cast, visit);
        Assert.Equal((new DateTime(2027, 6, 9, 10, 0, 0), new TimeOnly(10, 0)), (back.LocalStart, back.Arrival.From));
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent == "Undo");
    }

    [Fact]
    public async Task A_visit_is_made_longer_by_keyboard_and_Escape_gives_up()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 9, 10, 0, 0), cast.Dana.StaffId);
        var page = Open(context, "?view=day&day=2027-06-09");
        page.WaitForElement($"[data-visit='{visit}']", Patience);

        Assert.True(await PressAsync(page, "r", visit));
        await PressAsync(page, "ArrowDown", visit, isFast: true);
        Assert.Equal("Until 12:00 PM", Said(page));
        Assert.False(await PressAsync(page, "Escape", visit));
        Assert.Equal(TimeSpan.FromHours(1), (await ReadAsync(cast, visit)).Length);

        await PressAsync(page, "r", visit);
        await PressAsync(page, "ArrowUp", visit);
        await PressAsync(page, "ArrowUp", visit);
        await PressAsync(page, "Enter", visit);
        var shorter = await ReadAsync(cast, visit);
        Assert.Equal((new DateTime(2027, 6, 9, 10, 0, 0), TimeSpan.FromMinutes(30)), (shorter.LocalStart, shorter.Length));
    }

    [Fact]
    public async Task In_dispatch_up_and_down_lead_to_other_people()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 9, 10, 0, 0), null);
        var page = Open(context, "?view=dispatch&day=2027-06-09");
        page.WaitForElement($"section[aria-label='Nobody yet'] [data-visit='{visit}']", Patience);

        await PressAsync(page, "m", visit);
        await PressAsync(page, "ArrowUp", visit);
        await PressAsync(page, "ArrowRight", visit);
        Assert.Equal("Wed, June 9, 10:15 AM, Dana Whitfield", Said(page));
        await PressAsync(page, "Enter", visit);

        page.WaitForAssertion(() => page.Find($"section[aria-label='Dana Whitfield'] [data-visit='{visit}']"), Patience);
        var moved = await ReadAsync(cast, visit);
        Assert.Equal((cast.Dana.StaffId, new DateTime(2027, 6, 9, 10, 15, 0)), (moved.TechnicianId, moved.LocalStart));
        Assert.Equal("Moved to Wed, June 9, 10:15 AM, Dana Whitfield.", page.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task What_somebody_else_changed_meanwhile_is_let_go_and_said()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 9, 10, 0, 0), cast.Dana.StaffId);
        var page = Open(context, "?view=week&day=2027-06-08");
        page.WaitForElement($"[data-visit='{visit}']", Patience);
        await PressAsync(page, "m", visit);

        await new MarkVisit(Workspaces(context)).RunAsync(cast.Dana, visit, VisitMark.OnMyWay, RequestKey.New("test"), default);

        page.WaitForAssertion(() => Assert.Equal("Somebody changed this visit meanwhile. It was let go.", Said(page)), Patience);
        Assert.Empty(page.FindAll(".visit-ghost"));
    }

    [Fact]
    public async Task A_time_that_the_clocks_skip_is_refused_in_words_and_the_visit_stays()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var visit = await BookAsync(context, cast, new DateTime(2028, 3, 11, 2, 0, 0), cast.Dana.StaffId); // The day before the clocks go forward.
        var page = Open(context, "?view=week&day=2028-03-12");
        page.WaitForElement("section[aria-label='Sun, March 12, 2028']", Patience);
        Assert.Contains("23 hours", page.Find("section[aria-label='Sun, March 12, 2028'] header").TextContent, StringComparison.Ordinal);

        var refused = await page.InvokeAsync(() => page.Instance.DropAsync(visit.ToString(), "2028-03-12", 9, "2028-03-11"));

        Assert.Equal("This visit is not here any more.", refused); // Saturday is of another week.
        await context.DisposeComponentsAsync();
        await using var month = Context(cast.Priya);
        var all = Open(month, "?view=month&day=2028-03-12");
        all.WaitForElement($"[data-visit='{visit}']", Patience);
        Assert.Equal(
            "The clocks skip that time on that day. Choose another.",
            await all.InvokeAsync(() => all.Instance.DropAsync(visit.ToString(), "2028-03-12", -1, "2028-03-11"))
        );
        Assert.Equal("The clocks skip that time on that day. Choose another.", all.Find("[role=status]").TextContent);
        Assert.Equal(new DateTime(2028, 3, 11, 2, 0, 0), (await ReadAsync(cast, visit)).LocalStart);
    }

    [Fact]
    public async Task A_technician_looks_and_moves_nothing()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Dana);
        var visit = await BookAsync(context, cast, new DateTime(2027, 6, 9, 10, 0, 0), cast.Dana.StaffId);
        var page = Open(context, "?view=week&day=2027-06-08");
        page.WaitForElement($"[data-visit='{visit}']", Patience);

        Assert.False(await PressAsync(page, "m", visit));
        Assert.Contains("moves visits", Said(page), StringComparison.Ordinal);
        Assert.False(await PressAsync(page, "n", visit));
        Assert.Empty(page.FindAll(".visit-panel"));
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.StartsWith("Book", StringComparison.Ordinal));
        var refused = await page.InvokeAsync(() => page.Instance.DropAsync(visit.ToString(), "2027-06-10", 40, "2027-06-09"));
        Assert.Contains("Your role does not allow you to move visits", refused, StringComparison.Ordinal);
        Assert.Equal(new DateTime(2027, 6, 9, 10, 0, 0), (await ReadAsync(cast, visit)).LocalStart);
    }

    [Fact]
    public async Task N_books_where_the_keyboard_stands()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var page = Open(context, "?view=day&day=2027-06-10");
        page.WaitForElement("section[aria-label='Thu, June 10']", Patience);

        await page.InvokeAsync(() => page.Instance.PressAsync("n", "", false));
        Assert.Equal("2027-06-10", page.Find("#visit-day").GetAttribute("value"));
        await page.Find("#book-job").ChangeAsync(new ChangeEventArgs { Value = cast.Summit.JobNumber });
        await page.Find(".visit-panel form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("Booked for Thu, June 10, 9:00 AM.", page.Find("[role=status]").TextContent), Patience);
        Assert.Single(page.FindAll("section[aria-label='Thu, June 10'] .visit"));
    }

    private static Task<bool> PressAsync(IRenderedComponent<SchedulePage> page, string key, Id<Appointment> visit, bool isFast = false) =>
        page.InvokeAsync(() => page.Instance.PressAsync(key, visit.ToString(), isFast));

    private static string Said(IRenderedComponent<SchedulePage> page) => page.Find("[aria-live=assertive]").TextContent;

    private static IRenderedComponent<SchedulePage> Open(BunitContext context, string query)
    {
        context.Services.GetRequiredService<NavigationManager>().NavigateTo("/office/schedule" + query);
        return context.Render<SchedulePage>();
    }

    private static WorkspaceDbFactory Workspaces(BunitContext context) => context.Services.GetRequiredService<WorkspaceDbFactory>();

    private static Task<Id<Appointment>> BookAsync(BunitContext context, Cast cast, DateTime start, Id<StaffMember>? lead) =>
        new PlanVisit(Workspaces(context)).RunAsync(
            cast.Owen,
            cast.Summit.JobNumber,
            new PlannedVisit(
                new VisitDescription("AC repair", lead, [], null, "", ""),
                new VisitTime(start, TimeSpan.FromHours(1), new TimeWindow(TimeOnly.FromDateTime(start), TimeOnly.FromDateTime(start).AddHours(2)))
            ),
            RequestKey.New("test"),
            default
        );

    private Task<Appointment> ReadAsync(Cast cast, Id<Appointment> visit) =>
        data.ReadAsync(cast.Owen, db => db.Appointments.SingleAsync(a => a.Id == visit));

    private BunitContext Context(Staff staff)
    {
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        var services = context.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Rhythm>();
        services.AddSingleton(new FeedPositions(data.App));
        services.AddSingleton<ILogger<LiveFeed>>(NullLogger<LiveFeed>.Instance);
        services.AddSingleton<ILogger<ScheduleSnapshots>>(NullLogger<ScheduleSnapshots>.Instance);
        services.AddSingleton<LiveFeed>();
        services.AddSingleton(provider => new WorkspaceDbFactory(data.App, provider.GetRequiredService<LiveFeed>(), FollowUps.None));
        services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(staff));
        services.AddScoped<CurrentStaff>();
        services.AddAppointments();
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }
}
