using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Appointments;
using Altitude.Web.Features.Appointments.Office;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Features.Jobs.Office;
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

/// <summary>What customers are offered who ask for another time is the company's to say; and of an hour that comes twice it is said which one is meant.</summary>
public sealed class VisitSettingsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Whoever_asks_for_another_time_is_offered_the_companys_own_hours()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Owen);
        var visit = await new PlanVisit(data.Workspaces).RunAsync(
            cast.Priya,
            cast.Summit.JobNumber,
            new PlannedVisit(
                new VisitDescription("AC repair", cast.Dana.StaffId, [], null, "", ""),
                new VisitTime(new DateTime(2027, 6, 11, 10, 0, 0), TimeSpan.FromHours(1), new TimeWindow(new(10, 0), new(12, 0)))
            ),
            RequestKey.New("test"),
            default
        );
        var page = context.Render<VisitSettingsPage>();
        page.WaitForAssertion(() => Assert.Contains("Wed, June 9", page.Find(".offer").TextContent, StringComparison.Ordinal), Patience);

        foreach (
            var day in page.FindAll(".day-checks label")
                .Where(l => l.TextContent is not ("Saturday" or "Friday"))
                .Select(l => l.TextContent)
                .ToArray()
        )
        {
            var box = page.FindAll(".day-checks label").Single(l => l.TextContent == day).QuerySelector("input")!; // Each label has one.
            if (box.HasAttribute("checked"))
            {
                await box.ChangeAsync(new ChangeEventArgs { Value = false });
            }
        }

        await page.FindAll(".day-checks label")
            .Single(l => l.TextContent == "Saturday")
            .QuerySelector("input")!
            .ChangeAsync(new ChangeEventArgs { Value = true }); // As above.
        await page.Find("#hours-from").ChangeAsync(new ChangeEventArgs { Value = "13:00:00" });
        await page.Find("#hours-until").ChangeAsync(new ChangeEventArgs { Value = "15:00:00" });
        await page.Find("#hours-slot").ChangeAsync(new ChangeEventArgs { Value = "30" });
        Assert.Contains("Sat, June 12 1:00 PM to 2:00 PM, 3 starts", Squeezed(page.Find(".offer").TextContent), StringComparison.Ordinal);
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find(".saved").TextContent), Patience);

        var offered = (await new PortalVisitQuery(data.Workspaces).RunAsync(cast.Maria.Actor, visit, default))!.Free;
        Assert.Equal(
            [
                new DateTime(2027, 6, 11, 13, 0, 0),
                new DateTime(2027, 6, 11, 13, 30, 0),
                new DateTime(2027, 6, 11, 14, 0, 0),
                new DateTime(2027, 6, 12, 13, 0, 0),
            ],
            offered.Take(4).Select(at => WallTime.Of(at, TimeZoneInfo.FindSystemTimeZoneById("America/Denver")))
        );
    }

    [Fact]
    public async Task Hours_that_no_visit_fits_into_are_refused_and_nobody_but_owner_and_admin_changes_them()
    {
        var cast = await data.GatherAsync();
        var change = new ChangeVisitHours(data.Workspaces);
        var backwards = VisitHours.Default with { From = new TimeOnly(17, 0), Until = new TimeOnly(8, 0) };

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => change.RunAsync(cast.Owen, backwards, RequestKey.New("test"), default));
        var barred = await Assert.ThrowsAsync<RuleViolation>(() => change.RunAsync(cast.Priya, VisitHours.Default, RequestKey.New("test"), default));

        Assert.Equal((AppointmentRules.Hours, StaffRoles.NotAllowed), (refused.Rule, barred.Rule));
        await using var context = Context(cast.Priya);
        var page = context.Render<VisitSettingsPage>();
        page.WaitForAssertion(() => Assert.Contains("Owners and admins change these settings.", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public async Task Of_the_two_half_past_ones_the_one_that_is_chosen_is_booked()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Priya);
        var isClosed = false;
        var dialog = context.Render<BookVisitDialog>(p =>
            p.Add(d => d.Number, cast.Summit.JobNumber)
                .Add(d => d.Title, "Night work")
                .Add(d => d.Staff, [])
                .Add(d => d.OnClosed, () => isClosed = true)
        );
        dialog.WaitForAssertion(() => dialog.Find("#visit-day"), Patience);
        Assert.Empty(dialog.FindAll("input[type=radio]"));

        await dialog.Find("#visit-day").ChangeAsync(new ChangeEventArgs { Value = "2027-11-07" });
        await dialog.Find("#visit-start").ChangeAsync(new ChangeEventArgs { Value = "01:30:00" });
        Assert.Equal(["1:30 AM MDT", "1:30 AM MST"], dialog.FindAll("fieldset label").Select(l => l.TextContent.Trim()));
        await dialog.Find("form").SubmitAsync();
        dialog.WaitForAssertion(() => Assert.Contains("twice", dialog.Find("[role=alert]").TextContent, StringComparison.Ordinal), Patience);
        await dialog.FindAll("input[type=radio]")[1].ChangeAsync(new ChangeEventArgs { Value = "on" });
        await dialog.Find("form").SubmitAsync();

        dialog.WaitForAssertion(() => Assert.True(isClosed), Patience);
        var booked = await data.ReadAsync(cast.Owen, db => db.Appointments.SingleAsync());
        Assert.Equal(new DateTimeOffset(2027, 11, 7, 8, 30, 0, TimeSpan.Zero), booked.StartsAt); // MST is UTC-7.
    }

    private static string Squeezed(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

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
        services.AddSingleton<ILogger<BoardSnapshots>>(NullLogger<BoardSnapshots>.Instance);
        services.AddSingleton<LiveFeed>();
        services.AddSingleton(provider => new WorkspaceDbFactory(data.App, provider.GetRequiredService<LiveFeed>(), FollowUps.None));
        services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(staff));
        services.AddScoped<CurrentStaff>();
        services.AddAppointments();
        services.AddJobs();
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }
}
