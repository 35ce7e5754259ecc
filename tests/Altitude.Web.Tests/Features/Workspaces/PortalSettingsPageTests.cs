using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Features.Workspaces.Office;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.Workspaces;

/// <summary>The page on which a company decides about its portal; each setting says whom it reaches before it is saved.</summary>
public sealed class PortalSettingsPageTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Beside_each_field_stands_what_it_does_to_who_is_signed_in_now()
    {
        var cast = await app.GatherAsync();
        await AgeAsync(cast.Maria);
        await using var context = Context(cast.Owen);
        var page = context.Render<PortalSettingsPage>();
        page.WaitForAssertion(
            () => Assert.Contains("3 people are signed in now", page.Find(".panel-head [role=status]").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Contains("nobody would be signed out", page.Find("#session-effect").TextContent, StringComparison.Ordinal);

        await page.Find("#session-hours").InputAsync(new ChangeEventArgs { Value = "1" });
        Assert.Contains(
            "3 people are signed in; 1 would have to come back by a new link.",
            page.Find("#session-effect").TextContent,
            StringComparison.Ordinal
        );
        await page.Find("#idle").ChangeAsync(new ChangeEventArgs { Value = "60" });
        Assert.Contains("1 would have to come back", page.Find("#idle-effect").TextContent, StringComparison.Ordinal);
        await page.Find("[role=switch]").ChangeAsync(new ChangeEventArgs { Value = false });
        Assert.Contains("3 people are signed in now: their pages close as you save", page.Find("#on-effect").TextContent, StringComparison.Ordinal);
        await page.Find("[role=switch]").ChangeAsync(new ChangeEventArgs { Value = true });
        await page.Find(".sections input").ChangeAsync(new ChangeEventArgs { Value = false });
        Assert.Contains("their pages follow as you save", page.Find("#sections-effect").TextContent, StringComparison.Ordinal);

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find(".saved").TextContent), Patience);
        page.WaitForAssertion(
            () => Assert.Contains("2 people are signed in now", page.Find(".panel-head [role=status]").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Contains("Estimates hidden", page.Find(".timeline li").TextContent, StringComparison.Ordinal);
        Assert.Contains("Owen Hart", page.Find(".timeline li").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_are_hours_and_what_is_being_chosen_stays_when_a_colleague_saves()
    {
        var cast = await app.GatherAsync();
        await using var context = Context(cast.Owen);
        var page = context.Render<PortalSettingsPage>();
        page.WaitForAssertion(() => page.Find("#link-hours"), Patience);
        await page.Find("#link-hours").InputAsync(new ChangeEventArgs { Value = "48" });
        Assert.Contains("48 hours, which are 2 days", page.Find("#link-effect").TextContent, StringComparison.Ordinal);
        await page.Find(".unit").ChangeAsync(new ChangeEventArgs { Value = "True" });
        Assert.Equal("2", page.Find("#link-hours").GetAttribute("value"));
        Assert.Equal("Setup link expiry (days)", page.Find("label[for=link-hours]").TextContent);

        await app.Service<ChangePortalSettings>()
            .RunAsync(cast.Ada, PortalSettings.Default with { LongestSessionHours = 5 }, RequestKey.New("test"), default);
        page.WaitForAssertion(
            () => Assert.Contains("Somebody changed these settings meanwhile", page.Find(".saved").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Equal("2", page.Find("#link-hours").GetAttribute("value"));
        await page.Find(".save-bar .quiet").ClickAsync(new());
        Assert.Equal("5", page.Find("#session-hours").GetAttribute("value"));
        Assert.Equal("3", page.Find("#link-hours").GetAttribute("value"));

        await page.Find("#link-hours").InputAsync(new ChangeEventArgs { Value = "7" });
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("Saved", page.Find(".saved").TextContent), Patience);
        var kept = (await app.Service<PortalControlQuery>().RunAsync(cast.Owen, default)).Company.Portal;
        Assert.Equal((168, 5), (kept.SetupLinkHours, kept.LongestSessionHours));
    }

    [Fact]
    public async Task Who_comes_in_and_goes_is_counted_while_the_page_is_open()
    {
        var cast = await app.GatherAsync();
        await using var context = Context(cast.Owen);
        var page = context.Render<PortalSettingsPage>();
        page.WaitForAssertion(
            () => Assert.Contains("3 people", page.Find(".panel-head [role=status]").TextContent, StringComparison.Ordinal),
            Patience
        );

        await app.Service<EndPortalSession>().RunAsync(cast.Priya, cast.Luis.Actor.Session, RequestKey.New("test"), default);

        page.WaitForAssertion(
            () => Assert.Contains("2 people", page.Find(".panel-head [role=status]").TextContent, StringComparison.Ordinal),
            Patience
        );
    }

    private Task<int> AgeAsync(SignedIn who) =>
        app.TamperAsync("update tenant.portal_sessions set started_at = started_at - interval '3 hours' where id = $1", who.Actor.Session.Value);

    private BunitContext Context(Staff staff)
    {
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.AddSingleton(app.Service<LiveFeed>());
        context.Services.AddSingleton(app.Service<WorkspaceDbFactory>());
        context.Services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(staff));
        context.Services.AddScoped<CurrentStaff>();
        context.Services.AddSingleton(app.Service<ChangePortalSettings>());
        context.Services.AddSingleton(app.Service<PortalControlQuery>());
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }
}
