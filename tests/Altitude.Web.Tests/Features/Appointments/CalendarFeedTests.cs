using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Testing;
using Altitude.Web.Features.Appointments;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Appointments;

/// <summary>A technician's calendar address, read by a program that is not signed in; it is Tuesday, 2027-06-08 12:05 in Denver.</summary>
public sealed class CalendarFeedTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task It_holds_ones_own_visits_of_the_last_weeks_and_the_year_ahead_over_the_change_of_the_clocks()
    {
        var cast = await app.GatherAsync();
        var before = await PlanAsync(cast, new DateTime(2027, 11, 5, 9, 0, 0), cast.Dana);
        var after = await PlanAsync(cast, new DateTime(2027, 11, 8, 9, 0, 0), cast.Priya, cast.Dana); // Comes along.
        await PlanAsync(cast, new DateTime(2027, 11, 8, 13, 0, 0), cast.Priya); // Another's.
        await PlanAsync(cast, new DateTime(2027, 3, 1, 9, 0, 0), cast.Dana); // Too long ago.
        await PlanAsync(cast, new DateTime(2028, 7, 1, 9, 0, 0), cast.Dana); // Too far ahead.
        var cancelled = await PlanAsync(cast, new DateTime(2027, 6, 10, 9, 0, 0), cast.Dana);
        await app.ActAsync(cast.Priya, async db => (await db.Appointments.SingleAsync(a => a.Id == cancelled)).Cancel("Rain"));

        var feed = await ReadAsync(await IssueAsync(cast.Dana));

        Assert.Equal("PUBLISH", feed.Method);
        Assert.Equal(
            [VisitCalendar.UidOf(cancelled.Value), VisitCalendar.UidOf(before.Value), VisitCalendar.UidOf(after.Value)],
            feed.Events.Select(e => e.Uid)
        );
        Assert.Equal("CANCELLED", feed.Events[0].Status);
        Assert.Equal(new DateTimeOffset(2027, 11, 5, 15, 0, 0, TimeSpan.Zero), feed.Events[1].Start);
        Assert.Contains("9:00 AM MDT", feed.Events[1].Description, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2027, 11, 8, 16, 0, 0, TimeSpan.Zero), feed.Events[2].Start);
        Assert.Contains("9:00 AM MST", feed.Events[2].Description, StringComparison.Ordinal);
        Assert.Equal("Delgado household: Repair; \"loud, and hot\"", feed.Events[2].Summary);
    }

    [Fact]
    public async Task It_opens_until_it_is_revoked_or_replaced_and_its_secret_is_kept_nowhere()
    {
        var cast = await app.GatherAsync();
        var first = await IssueAsync(cast.Dana);
        var second = await IssueAsync(cast.Dana);

        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(first)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(second)).Status);
        Assert.Equal(
            0L,
            await app.PeekAsync("select count(*) from platform.calendar_lookups l where encode(l.hash, 'escape') like '%' || $1 || '%'", second)
        );
        Assert.Equal(0L, await app.PeekAsync("select count(*) from tenant.request_keys k where k.result like '%' || $1 || '%'", second));

        await app.Service<RevokeCalendarFeed>().RunAsync(cast.Dana, default);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(second)).Status);
    }

    [Fact]
    public async Task Unknown_addresses_answer_as_revoked_ones_do()
    {
        foreach (var token in new[] { "x", new string('A', 43), "%2e%2e", new string('a', 4000) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(token)).Status);
        }
    }

    private Task<string> IssueAsync(Staff staff) => app.Service<IssueCalendarFeed>().RunAsync(staff, default);

    private async Task<Page> GetAsync(string token)
    {
        using var program = new WebVisitor(app.Url);
        return await program.GetAsync($"/calendar/{token}.ics");
    }

    private async Task<CalendarText> ReadAsync(string token)
    {
        var page = await GetAsync(token);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.StartsWith("text/calendar", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("no-store", page.Headers["Cache-Control"], StringComparison.Ordinal);
        return CalendarText.Read(page.Html);
    }

    private async Task<Id<Appointment>> PlanAsync(Cast cast, DateTime start, Staff lead, params Staff[] along) =>
        await app.Service<PlanVisit>()
            .RunAsync(
                cast.Priya,
                cast.Summit.JobNumber,
                new PlannedVisit(
                    new VisitDescription("Repair; \"loud, and hot\"", lead.StaffId, [.. along.Select(a => a.StaffId)], null, "", ""),
                    new VisitTime(
                        start,
                        TimeSpan.FromHours(2),
                        new TimeWindow(TimeOnly.FromDateTime(start), TimeOnly.FromDateTime(start.AddHours(2)))
                    )
                ),
                RequestKey.New("test"),
                default
            );
}
