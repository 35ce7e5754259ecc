using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Testing;
using Altitude.Web.Features.Appointments;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Appointments;

/// <summary>A customer's visits, as a browser without scripts sees and answers them; it is Tuesday, 2027-06-08 12:05 in Denver.</summary>
public sealed class PortalVisitPageTests(AppFixture app) : IClassFixture<AppFixture>
{
    private const string Confirm = "Confirm appointment";
    private const string AskAnother = "Request another time";
    private static readonly DateTime Thursday = new(2027, 6, 10, 9, 0, 0);

    [Fact]
    public async Task Maria_reads_when_who_and_where_and_confirms()
    {
        var (cast, visit) = await PlanAsync(Thursday);
        using var maria = app.VisitAs(cast.Maria);

        var home = await maria.GetAsync("/portal/" + cast.Summit.Slug);
        var job = await maria.GetAsync($"/portal/{cast.Summit.Slug}/jobs/{cast.Summit.JobNumber}");
        var page = await maria.GetAsync(Address(cast, visit));

        Assert.Contains("Confirm your appointment", home.Text, StringComparison.Ordinal);
        Assert.NotNull(home.Find($"a[href='{Address(cast, visit)}']"));
        Assert.Contains("Confirm appointment", job.Find($"a[href='{Address(cast, visit)}']")?.TextContent ?? "", StringComparison.Ordinal);
        Assert.Equal("Repair", page.Heading);
        Assert.Contains("Scheduled", page.Text, StringComparison.Ordinal);
        Assert.Contains("Thu, June 10, 9:00 AM MDT, until about 11:00 AM", page.Text, StringComparison.Ordinal);
        Assert.Contains("between 9:00 AM and 11:00 AM", page.Text, StringComparison.Ordinal);
        Assert.Contains("Dana Whitfield", page.Text, StringComparison.Ordinal);
        Assert.Contains("1420 Pearl St Apt 3", page.Text, StringComparison.Ordinal);
        Assert.Contains("Gate code 4411", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bring the ladder", page.Text, StringComparison.Ordinal); // The company's own.

        var done = await maria.FollowAsync(await maria.PressAsync(page, Confirm));

        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Contains("Confirmed", done.Text, StringComparison.Ordinal);
        Assert.False(done.Has(Confirm));
        Assert.True(done.Has(AskAnother));
        Assert.Equal(AppointmentState.Confirmed, (await FindAsync(cast, visit)).State);
    }

    [Fact]
    public async Task A_time_that_changed_since_the_page_was_drawn_is_not_confirmed()
    {
        var (cast, visit) = await PlanAsync(Thursday);
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast, visit));
        await MoveAsync(cast, visit, Thursday.AddHours(5));

        var refused = await maria.PressAsync(page, Confirm);
        var done = await maria.FollowAsync(await maria.PressAsync(refused, Confirm));

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("The time of this visit has changed", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Thu, June 10, 2:00 PM MDT", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Confirmed", done.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_time_is_chosen_from_a_list_of_free_ones_and_said_in_words()
    {
        var (cast, visit) = await PlanAsync(Thursday);
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast, visit));
        var offered = page.Document.QuerySelectorAll("input[type=radio][name='Another.Start']").Select(r => r.GetAttribute("value")).ToArray();

        Assert.InRange(offered.Length, 5, 60);
        Assert.Contains("2027-06-11T16:00:00Z", offered); // Friday 10:00.
        Assert.DoesNotContain("2027-06-10T15:00:00Z", offered); // Where it is already.
        Assert.DoesNotContain(
            offered,
            o => o!.StartsWith("2027-06-12", StringComparison.Ordinal) || o.StartsWith("2027-06-13", StringComparison.Ordinal)
        ); // A weekend.
        Assert.Contains(page.Document.QuerySelectorAll("fieldset.slot-day legend"), l => l.TextContent == "Fri, June 11");

        var asked = await maria.FollowAsync(
            await maria.PressAsync(
                page,
                AskAnother,
                [new("Another.Start", "2027-06-11T16:00:00Z"), new("Another.Words", "After <b>nine</b>, please")]
            )
        );

        Assert.Contains("Requested", asked.Text, StringComparison.Ordinal);
        Assert.Contains("You asked for Fri, June 11, 10:00 AM MDT", asked.Text, StringComparison.Ordinal);
        Assert.Contains("After <b>nine</b>, please", asked.Text, StringComparison.Ordinal);
        Assert.True(asked.Has(Confirm)); // The old time may suit after all.
        Assert.Equal(new DateTimeOffset(2027, 6, 11, 16, 0, 0, TimeSpan.Zero), Assert.Single((await FindAsync(cast, visit)).Wish!.Starts));
    }

    [Fact]
    public async Task A_time_that_was_taken_meanwhile_is_refused_and_the_words_are_kept()
    {
        var (cast, visit) = await PlanAsync(Thursday);
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast, visit));
        await PlanAsync(cast, new DateTime(2027, 6, 11, 10, 0, 0));

        var refused = await maria.PressAsync(
            page,
            AskAnother,
            [new("Another.Start", "2027-06-11T16:00:00Z"), new("Another.Words", "Mornings suit me")]
        );
        var empty = await maria.PressAsync(page, AskAnother, [new("Another.Start", null), new("Another.Words", " ")]);

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("That time is not free any more", refused.Text, StringComparison.Ordinal);
        Assert.Equal("Mornings suit me", refused.Find("textarea[name='Another.Words']")?.TextContent);
        Assert.Equal(HttpStatusCode.Conflict, empty.Status);
        Assert.Contains("Choose a time, or say in words when it suits you", empty.Text, StringComparison.Ordinal);
        Assert.Equal(AppointmentState.Scheduled, (await FindAsync(cast, visit)).State);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2027-06-11T03:00:00Z")]
    [InlineData("9999-99-99T99:99:99Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public async Task What_is_no_offered_time_is_refused_in_words(string start)
    {
        var (cast, visit) = await PlanAsync(Thursday);
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync(Address(cast, visit));

        Assert.Equal(HttpStatusCode.Conflict, (await maria.PressAsync(page, AskAnother, [new("Another.Start", start)])).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await maria.PressAsync(page, Confirm, [new("Agreed.Shown", start)])).Status);
    }

    [Fact]
    public async Task Who_sees_invoices_only_reads_the_visit_and_answers_nothing()
    {
        var (cast, visit) = await PlanAsync(Thursday);
        using var books = app.VisitAs(cast.Books);

        var page = await books.GetAsync(Address(cast, visit));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.False(page.Has(Confirm));
        Assert.False(page.Has(AskAnother));
        Assert.Contains("Your access is to invoices only", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_customers_visit_is_not_there()
    {
        var (cast, visit) = await PlanAsync(Thursday);
        using var stranger = app.VisitAs(cast.MariaAtSpark);

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/portal/{cast.Spark.Slug}/appointments/{visit}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/portal/{cast.Spark.Slug}/appointments/{Guid.NewGuid()}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/portal/{cast.Spark.Slug}/appointments/nonsense")).Status);
    }

    [Fact]
    public async Task A_visit_beyond_the_change_of_the_clocks_says_its_winter_time()
    {
        var (cast, visit) = await PlanAsync(new DateTime(2027, 11, 9, 10, 30, 0));
        using var maria = app.VisitAs(cast.Maria);

        var page = await maria.GetAsync(Address(cast, visit));
        var list = await maria.GetAsync($"/portal/{cast.Summit.Slug}/appointments");

        Assert.Contains("Tue, November 9, 10:30 AM MST", page.Text, StringComparison.Ordinal);
        Assert.Contains("Tue, November 9, 10:30 AM MST", list.Text, StringComparison.Ordinal);
        Assert.Equal("2027-11-09T17:30:00Z", page.Find("input[name='Agreed.Shown']")?.GetAttribute("value"));
    }

    [Theory]
    [InlineData(-6, "Sun, November 7, 1:30 AM MDT")]
    [InlineData(-7, "Sun, November 7, 1:30 AM MST")]
    public async Task The_two_half_past_ones_are_told_apart(int offset, string said)
    {
        var (cast, visit) = await PlanAsync(new DateTime(2027, 11, 7, 1, 30, 0), TimeSpan.FromHours(offset));
        using var maria = app.VisitAs(cast.Maria);

        Assert.Contains(said, (await maria.GetAsync(Address(cast, visit))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_visit_says_why_and_offers_nothing()
    {
        var (cast, visit) = await PlanAsync(Thursday);
        using var maria = app.VisitAs(cast.Maria);
        var before = await maria.GetAsync(Address(cast, visit));
        await new CancelVisit(app.Workspaces).RunAsync(
            cast.Priya,
            visit,
            (await FindAsync(cast, visit)).Revision,
            "Dana is ill",
            VisitScope.ThisOne,
            RequestKey.New("test"),
            default
        );

        var late = await maria.PressAsync(before, AskAnother, [new("Another.Start", null), new("Another.Words", "Evenings")]);

        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("This visit was cancelled: “Dana is ill”", late.Text, StringComparison.Ordinal);
        Assert.Contains("Evenings", late.Text, StringComparison.Ordinal); // What was typed is kept.
        Assert.False(late.Has(Confirm));
    }

    [Fact]
    public async Task The_calendar_file_says_the_same_as_the_page_and_counts_its_changes()
    {
        var (cast, visit) = await PlanAsync(new DateTime(2027, 11, 9, 10, 30, 0));
        using var maria = app.VisitAs(cast.Maria);

        var file = await maria.GetAsync(Address(cast, visit) + ".ics");
        var first = CalendarText.Read(file.Html);
        await MoveAsync(cast, visit, new DateTime(2027, 11, 7, 9, 0, 0));
        var moved = CalendarText.Read((await maria.GetAsync(Address(cast, visit) + ".ics")).Html);
        await new CancelVisit(app.Workspaces).RunAsync(
            cast.Priya,
            visit,
            (await FindAsync(cast, visit)).Revision,
            "",
            VisitScope.ThisOne,
            RequestKey.New("test"),
            default
        );
        var cancelled = CalendarText.Read((await maria.GetAsync(Address(cast, visit) + ".ics")).Html);

        Assert.StartsWith("text/calendar", file.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("no-store", file.Headers["Cache-Control"], StringComparison.Ordinal);
        var booked = Assert.Single(first.Events);
        Assert.Equal(
            (new(2027, 11, 9, 17, 30, 0, TimeSpan.Zero), new DateTimeOffset(2027, 11, 9, 19, 30, 0, TimeSpan.Zero)),
            (booked.Start, booked.End)
        );
        Assert.Contains("Tue, November 9, 2027, 10:30 AM MST", booked.Description, StringComparison.Ordinal);
        Assert.Equal("Summit Air Heating & Cooling: Repair", booked.Summary);
        Assert.Equal("1420 Pearl St Apt 3, Denver CO 80203", booked.Location);
        Assert.Equal(("PUBLISH", "TENTATIVE"), (first.Method, booked.Status));
        Assert.DoesNotContain("Bring the ladder", file.Html, StringComparison.Ordinal);

        var second = Assert.Single(moved.Events);
        Assert.Equal(booked.Uid, second.Uid);
        Assert.True(second.Sequence > booked.Sequence);
        Assert.Equal(new DateTimeOffset(2027, 11, 7, 16, 0, 0, TimeSpan.Zero), second.Start); // The day on which the clocks are set back.

        var last = Assert.Single(cancelled.Events);
        Assert.Equal(("CANCEL", "CANCELLED", booked.Uid), (cancelled.Method, last.Status, last.Uid));
        Assert.True(last.Sequence > second.Sequence);
        using var stranger = app.VisitAs(cast.MariaAtSpark);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/portal/{cast.Spark.Slug}/appointments/{visit}.ics")).Status);
    }

    private static string Address(Cast cast, Id<Appointment> visit) => $"/portal/{cast.Summit.Slug}/appointments/{visit}";

    private async Task<(Cast Cast, Id<Appointment> Visit)> PlanAsync(DateTime start, TimeSpan? offset = null)
    {
        var cast = await app.GatherAsync();
        return (cast, await PlanAsync(cast, start, offset));
    }

    private Task<Id<Appointment>> PlanAsync(Cast cast, DateTime start, TimeSpan? offset = null) =>
        new PlanVisit(app.Workspaces).RunAsync(
            cast.Priya,
            cast.Summit.JobNumber,
            new PlannedVisit(
                new VisitDescription("Repair", cast.Dana.StaffId, [], null, "Gate code 4411", "Bring the ladder"),
                new VisitTime(
                    start,
                    TimeSpan.FromHours(2),
                    new TimeWindow(TimeOnly.FromDateTime(start), TimeOnly.FromDateTime(start.AddHours(2))),
                    offset
                )
            ),
            RequestKey.New("test"),
            default
        );

    private async Task MoveAsync(Cast cast, Id<Appointment> visit, DateTime start) =>
        await new MoveVisit(app.Workspaces).RunAsync(
            cast.Priya,
            visit,
            (await FindAsync(cast, visit)).Revision,
            new VisitMove(start, TimeSpan.FromHours(2)),
            RequestKey.New("test"),
            default
        );

    private Task<Appointment> FindAsync(Cast cast, Id<Appointment> visit) =>
        app.ReadAsync(cast.Priya, db => db.Appointments.SingleAsync(a => a.Id == visit));
}
