using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Notifications;
using Altitude.Web.Features.Notifications.Office;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Security;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Notifications;

/// <summary>Owners and admins choose which mails are sent; everybody chooses theirs within that.</summary>
public sealed class NotificationSettingsPageTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_is_chosen_is_saved_and_stands_in_the_history_with_who_chose_it()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Owen);
        var page = await DrawnAsync(context);
        Assert.Equal("off", OnOff(page, "Viewed, to staff"));
        Assert.Empty(page.FindAll("input[aria-label='Setup link, to the customer']"));
        Assert.Contains("A customer who asks for a link cannot come in without it.", page.Markup, StringComparison.Ordinal);

        await Switch(page, "Viewed, to staff").ChangeAsync(new ChangeEventArgs { Value = true });
        await Switch(page, "Estimate sent, to the customer").ChangeAsync(new ChangeEventArgs { Value = false });
        await page.FindAll("label.check")
            .Single(l => l.TextContent.Contains("quiet hours", StringComparison.Ordinal))
            .QuerySelector("input")!
            .ChangeAsync(new ChangeEventArgs { Value = true });
        await page.Find("#quiet-from").ChangeAsync(new ChangeEventArgs { Value = "20:30:00" });
        await page.Find("#remind-visits").InputAsync(new ChangeEventArgs { Value = "2, 48" });
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find(".saved").TextContent), Patience);

        var saved = await data.ReadAsync(cast.Owen, db => db.Workspaces.Select(w => w.Notifications).SingleAsync());
        Assert.False(saved.Sends("estimate-sent"));
        Assert.True(saved.Sends("estimate-viewed-office"));
        Assert.Equal(new QuietHours(new TimeOnly(20, 30), new TimeOnly(7, 0)), saved.Quiet);
        Assert.Equal([48, 2], saved.VisitReminderHours);
        var line = await data.ReadAsync(cast.Owen, db => db.Activity.SingleAsync(a => a.Kind == "notifications.changed"));
        Assert.Equal(cast.Owen.StaffId.Value, line.ActorId);
        var said = await data.ReadAsync(cast.Owen, db => db.ActivityDetails.Where(d => d.Seq == line.Seq).Select(d => d.Body).SingleAsync());
        Assert.Contains("Estimates, Estimate sent, to customers: off", said, StringComparison.Ordinal);
        Assert.Contains("Visit reminders: 48, 2 hours before", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused_beside_the_form_and_stays_as_it_was_typed()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Ada);
        var page = await DrawnAsync(context);

        await Switch(page, "Viewed, to staff").ChangeAsync(new ChangeEventArgs { Value = true });
        await page.Find("#remind-overdue").InputAsync(new ChangeEventArgs { Value = "1, soon" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("such as 1, 7, 14", page.Find("[role=alert]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal("1, soon", page.Find("#remind-overdue").GetAttribute("value"));
        Assert.Equal("true", page.Find("#remind-overdue").GetAttribute("aria-invalid"));
        Assert.Equal("on", OnOff(page, "Viewed, to staff"));
        Assert.True(
            (await data.ReadAsync(cast.Ada, db => db.Workspaces.Select(w => w.Notifications).SingleAsync())).SameAs(NotificationSettings.Default)
        );
    }

    [Fact]
    public async Task A_colleagues_change_comes_to_the_open_page_unless_somebody_is_choosing()
    {
        var cast = await data.GatherAsync();
        await using var context = Context(cast.Owen);
        var (idle, busy) = (await DrawnAsync(context), await DrawnAsync(context));
        await Switch(busy, "Booked, to the customer").ChangeAsync(new ChangeEventArgs { Value = false });

        await new ChangeNotifications(context.Services.GetRequiredService<WorkspaceDbFactory>()).RunAsync(
            cast.Ada,
            NotificationSettings.Default.Switch("estimate.viewed/staff", on: true),
            RequestKey.New("test"),
            default
        );

        idle.WaitForAssertion(() => Assert.Equal("on", OnOff(idle, "Viewed, to staff")), Patience);
        Assert.Equal(("off", "off"), (OnOff(busy, "Viewed, to staff"), OnOff(busy, "Booked, to the customer")));
    }

    [Fact]
    public async Task Dispatchers_and_technicians_change_nothing_for_others()
    {
        var cast = await data.GatherAsync();
        foreach (var staff in new[] { cast.Priya, cast.Dana })
        {
            var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
                new ChangeNotifications(data.Workspaces).RunAsync(staff, NotificationSettings.Default, RequestKey.New("test"), default)
            );
            Assert.Equal(StaffRoles.NotAllowed, refused.Rule);
            await using var context = Context(staff);
            var page = context.Render<NotificationsPage>();
            page.WaitForAssertion(() => Assert.Contains("Owners and admins change these settings.", page.Markup, StringComparison.Ordinal), Patience);
        }
    }

    [Fact]
    public async Task Everybody_leaves_out_what_they_do_not_want_of_what_reaches_them()
    {
        var cast = await data.GatherAsync();
        await new ChangeNotifications(data.Workspaces).RunAsync(
            cast.Owen,
            NotificationSettings.Default.Switch("lead/staff", on: false),
            RequestKey.New("test"),
            default
        );
        await using var context = Context(cast.Priya);
        var panel = context.Render<OwnMailsPanel>();
        panel.WaitForAssertion(() => Assert.NotEmpty(panel.FindAll("label.check")), Patience);
        Assert.True(Box(panel, "Request for work (your company does not send it)").HasAttribute("disabled"));
        Assert.True(Box(panel, "New password (always)").HasAttribute("disabled"));

        await Box(panel, "Message").ChangeAsync(new ChangeEventArgs { Value = false });
        await panel.Find("form").SubmitAsync();
        panel.WaitForAssertion(() => Assert.Equal("Saved", panel.Find(".saved").TextContent), Patience);

        Assert.Equal(
            ["message/staff"],
            await data.ReadAsync(cast.Priya, db => db.Staff.Where(s => s.Id == cast.Priya.StaffId).Select(s => s.Muted).SingleAsync())
        );
        await using var technician = Context(cast.Dana);
        var dana = technician.Render<OwnMailsPanel>();
        dana.WaitForAssertion(
            () =>
                Assert.Equal(
                    ["New password (always)", "Second step of your sign-in (always)", "Message"],
                    dana.FindAll("label.check").Select(l => l.TextContent.Trim())
                ),
            Patience
        );
    }

    private static IElement Box(IRenderedComponent<OwnMailsPanel> panel, string label) =>
        panel.FindAll("label.check").Single(l => l.TextContent.Trim() == label).QuerySelector("input")!; // Each label has one.

    private static IElement Switch(IRenderedComponent<NotificationsPage> page, string label) => page.Find($"input[aria-label='{label}']");

    private static string OnOff(IRenderedComponent<NotificationsPage> page, string label) =>
        Switch(page, label).HasAttribute("checked") ? "on" : "off";

    private static Task<IRenderedComponent<NotificationsPage>> DrawnAsync(BunitContext context)
    {
        var page = context.Render<NotificationsPage>();
        page.WaitForAssertion(() => page.Find("#notifications"), Patience);
        return Task.FromResult(page);
    }

    private BunitContext Context(Staff staff)
    {
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        var services = context.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Rhythm>();
        services.AddSingleton(new FeedPositions(data.App));
        services.AddSingleton<ILogger<LiveFeed>>(NullLogger<LiveFeed>.Instance);
        services.AddSingleton<LiveFeed>();
        services.AddSingleton(provider => new WorkspaceDbFactory(data.App, provider.GetRequiredService<LiveFeed>(), FollowUps.None));
        services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(staff));
        services.AddScoped<CurrentStaff>();
        services.AddNotifications();
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }
}
