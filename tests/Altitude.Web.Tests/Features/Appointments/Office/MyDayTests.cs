using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Appointments;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Appointments.Office;

/// <summary>A technician's day over HTTP, as a telephone without scripts meets it.</summary>
public sealed class MyDayTests(AppFixture site) : IClassFixture<AppFixture>
{
    private const string OnMyWay = "On my way: AC repair, Delgado household";
    private const string Done = "Done: AC repair, Delgado household";

    [Fact]
    public async Task The_day_shows_ones_own_visits_in_their_order_and_nobody_elses()
    {
        var cast = await site.GatherAsync();
        await BookAsync(cast, "Later visit", At(15), cast.Dana.StaffId);
        await BookAsync(cast, "AC repair", At(13), cast.Dana.StaffId);
        await BookAsync(cast, "Comes along", At(17), cast.Priya.StaffId, cast.Dana.StaffId);
        await BookAsync(cast, "Priya's own", At(14), cast.Priya.StaffId);
        await BookAsync(cast, "Nobody's", At(14), null);
        await BookAsync(cast, "Tomorrow's", At(13).AddDays(1), cast.Dana.StaffId);
        using var dana = site.VisitAs(cast.Dana, cast.Summit);

        var today = await dana.GetAsync("/office/my-day");
        var tomorrow = await dana.GetAsync("/office/my-day?day=2027-06-09");

        Assert.Equal((HttpStatusCode.OK, "Today, Tue, June 8"), (today.Status, today.Heading));
        Assert.Equal(["AC repair", "Later visit", "Comes along"], today.Document.QuerySelectorAll("h2").Select(h => h.TextContent));
        Assert.Contains("with Priya Nair", today.Text, StringComparison.Ordinal);
        Assert.Equal(["Tomorrow's"], tomorrow.Document.QuerySelectorAll("h2").Select(h => h.TextContent));
        Assert.Equal("tel:+13035550142", today.Find("a[href^='tel:']")?.GetAttribute("href"));
        Assert.Equal(
            "https://www.google.com/maps/search/?api=1&query=1420%20Pearl%20St%20Apt%203%2C%20Denver%20CO%2080203",
            today.Find("article a[href*='maps']")?.GetAttribute("href")
        );
    }

    [Fact]
    public async Task On_my_way_done_and_taking_that_back_are_one_tap_each()
    {
        var cast = await site.GatherAsync();
        var visit = await BookAsync(cast, "AC repair", At(13), cast.Dana.StaffId);
        using var dana = site.VisitAs(cast.Dana, cast.Summit);
        var page = await dana.GetAsync("/office/my-day");

        var answer = await dana.PressAsync(page, OnMyWay);
        Assert.Equal((HttpStatusCode.SeeOther, $"/office/my-day#{visit}"), (answer.Status, Local(answer)));
        Assert.Equal(AppointmentState.OnMyWay, await StateAsync(cast, visit));
        var again = await dana.PressAsync(page, OnMyWay); // A double tap, or the answer was lost.
        Assert.Equal(HttpStatusCode.SeeOther, again.Status);

        // The answer to the first tap never came; another act from the same page is not taken for the first.
        var done = await dana.PressAsync(page, Done);
        Assert.Equal((HttpStatusCode.SeeOther, AppointmentState.Done), (done.Status, await StateAsync(cast, visit)));

        page = await dana.GetAsync("/office/my-day");
        await dana.PressAsync(page, "Take that back: AC repair, Delgado household");
        Assert.Equal(AppointmentState.Scheduled, await StateAsync(cast, visit));
    }

    [Fact]
    public async Task A_visit_that_went_to_somebody_else_is_refused_in_words()
    {
        var cast = await site.GatherAsync();
        var visit = await BookAsync(cast, "AC repair", At(13), cast.Dana.StaffId);
        using var dana = site.VisitAs(cast.Dana, cast.Summit);
        var page = await dana.GetAsync("/office/my-day");
        await site.ActAsync(
            cast.Priya,
            async db => (await db.Appointments.Include(a => a.Further).SingleAsync(a => a.Id == visit)).Assign(cast.Priya.StaffId, [])
        );

        var answer = await dana.PressAsync(page, OnMyWay);

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("That visit is not one of yours on this day any more.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(AppointmentState.Scheduled, await StateAsync(cast, visit));
    }

    [Fact]
    public async Task Somebody_who_may_schedule_still_acts_only_on_their_own_day_here()
    {
        var cast = await site.GatherAsync();
        var danas = await BookAsync(cast, "AC repair", At(13), cast.Dana.StaffId);
        await BookAsync(cast, "AC repair", At(14), cast.Priya.StaffId);
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        var page = await priya.GetAsync("/office/my-day");

        var answer = await priya.PressAsync(page, Done, [new("Marking.Visit", danas.ToString())]);

        Assert.Equal((HttpStatusCode.Conflict, AppointmentState.Scheduled), (answer.Status, await StateAsync(cast, danas)));
    }

    [Fact]
    public async Task Notes_are_kept_and_what_a_colleague_wrote_meanwhile_is_not_lost()
    {
        var cast = await site.GatherAsync();
        var visit = await BookAsync(cast, "AC repair", At(13), cast.Dana.StaffId);
        using var dana = site.VisitAs(cast.Dana, cast.Summit);
        var page = await dana.GetAsync("/office/my-day");
        await dana.PressAsync(page, "Save notes", [new("Noting.Text", "Capacitor reads 31 of 45 uF")]);
        Assert.Equal("Capacitor reads 31 of 45 uF", await NotesAsync(cast, visit));

        page = await dana.GetAsync("/office/my-day");
        await site.ActAsync(cast.Priya, async db => (await db.Appointments.SingleAsync(a => a.Id == visit)).Note("Gate code 4411"));
        var answer = await dana.PressAsync(page, "Save notes", [new("Noting.Text", "Fan starts slowly")]);

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("Fan starts slowly", answer.Find("textarea")?.TextContent.Trim());
        Assert.Contains("As they stand now: Gate code 4411", answer.Text, StringComparison.Ordinal);
        Assert.Equal("Gate code 4411", await NotesAsync(cast, visit));
    }

    [Fact]
    public async Task A_photo_from_the_road_belongs_to_the_job()
    {
        var cast = await site.GatherAsync();
        await BookAsync(cast, "AC repair", At(13), cast.Dana.StaffId);
        using var dana = site.VisitAs(cast.Dana, cast.Summit);
        var page = await dana.GetAsync("/office/my-day");

        var answer = await dana.PressAsync(page, "Add photos"); // None was chosen.
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);

        using var form = new MultipartFormDataContent();
        foreach (var field in page.Document.QuerySelectorAll("form[enctype] input[type=hidden]"))
        {
            form.Add(new StringContent(field.GetAttribute("value") ?? ""), field.GetAttribute("name")!);
        }

        using var png = new ByteArrayContent(Convert.FromBase64String(Pixel));
        form.Add(png, "Adding.Photos", "type plate.png");
        using var sent = await dana.Http.PostAsync(new Uri("/office/my-day", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        var after = await dana.GetAsync("/office/my-day");
        Assert.Equal("type plate.jpg", after.Find(".files img")?.GetAttribute("alt"));
    }

    [Fact]
    public async Task Whoever_is_signed_out_is_led_to_the_sign_in()
    {
        var cast = await site.GatherAsync();
        using var nobody = site.Visit();

        var answer = await nobody.GetAsync("/office/my-day");

        Assert.Contains("/office/sign-in", answer.Location, StringComparison.Ordinal);
        Assert.NotNull(cast);
    }

    [Theory]
    [InlineData("day=0001-01-01")]
    [InlineData("day=9999-12-31")]
    [InlineData("day=%00")]
    public async Task A_strange_day_is_today(string query)
    {
        var cast = await site.GatherAsync();
        using var dana = site.VisitAs(cast.Dana, cast.Summit);

        var page = await dana.GetAsync("/office/my-day?" + query);

        Assert.Equal((HttpStatusCode.OK, "Today, Tue, June 8"), (page.Status, page.Heading));
    }

    /// <summary>A PNG of one pixel.</summary>
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>Today's, the cast's moment being noon.</summary>
    private static DateTime At(int hour) => new(2027, 6, 8, hour, 0, 0);

    private static string Local(Page answer) =>
        answer.Location is { } location && Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri.Scheme != "file"
            ? uri.PathAndQuery + uri.Fragment
            : answer.Location ?? "";

    private Task<Id<Appointment>> BookAsync(Cast cast, string title, DateTime start, Id<StaffMember>? lead, params Id<StaffMember>[] further) =>
        site.Service<PlanVisit>()
            .RunAsync(
                cast.Priya,
                cast.Summit.JobNumber,
                new PlannedVisit(
                    new VisitDescription(title, lead, further, null, "", ""),
                    new VisitTime(
                        start,
                        TimeSpan.FromHours(1),
                        new TimeWindow(TimeOnly.FromDateTime(start), TimeOnly.FromDateTime(start).AddHours(2))
                    )
                ),
                RequestKey.New("test"),
                default
            );

    private Task<AppointmentState> StateAsync(Cast cast, Id<Appointment> visit) =>
        site.ReadAsync(cast.Owen, db => db.Appointments.Where(a => a.Id == visit).Select(a => a.State).SingleAsync());

    private Task<string> NotesAsync(Cast cast, Id<Appointment> visit) =>
        site.ReadAsync(cast.Owen, db => db.Appointments.Where(a => a.Id == visit).Select(a => a.StaffNotes).SingleAsync());
}
