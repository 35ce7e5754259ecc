using System.Net;
using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Altitude.Web.Tests.Background;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Features.PortalAccess;

/// <summary>"View as this contact": to be looked at only, marked, written down, no visit of the contact's, and over with the office sign-in.</summary>
public sealed class ViewAsContactTests(AppFixture site) : IClassFixture<AppFixture>
{
    private ViewAsContact View => new(site.Workspaces);

    [Fact]
    public async Task It_is_begun_from_the_customers_page_and_shows_what_the_contact_sees()
    {
        var cast = await site.GatherAsync();
        using var priya = site.VisitAs(cast.Priya, cast.Summit);

        var page = await BeginAsync(priya, cast);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Maria Delgado", page.Find(".viewing")?.TextContent, StringComparison.Ordinal);
        Assert.Contains(cast.Priya.StaffName, page.Find(".viewing")?.TextContent, StringComparison.Ordinal);
        var estimate = await priya.GetAsync($"{page.Path}/estimates/{cast.Summit.EstimateNumber}");
        Assert.Contains("Approve estimate", estimate.Html, StringComparison.Ordinal);
        Assert.NotNull(estimate.Find(".viewing button"));
        Assert.All(
            estimate.Document.QuerySelectorAll("main :is(input:not([type=hidden]), button, textarea)"),
            control => Assert.NotNull(control.Closest("fieldset[disabled]"))
        );
        Assert.Null(estimate.Find("form[data-viewed]"));
        Assert.DoesNotContain("Sign out", estimate.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_written_down_and_counts_as_no_visit()
    {
        var cast = await site.GatherAsync();
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        var before = await TracesAsync(cast);

        var home = await BeginAsync(priya, cast);
        foreach (
            var path in new[] { "", "/estimates", $"/estimates/{cast.Summit.EstimateNumber}", "/appointments", "/activity", "/sessions", "/contact" }
        )
        {
            Assert.Equal(HttpStatusCode.OK, (await priya.GetAsync(home.Path + path)).Status);
        }

        var estimate = await priya.GetAsync($"{home.Path}/estimates/{cast.Summit.EstimateNumber}");
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(priya, estimate.Path, "viewed", estimate)).Status);
        await priya.FollowAsync(await priya.PressAsync(home, "Stop viewing as Maria Delgado"));

        Assert.Equal(before, await TracesAsync(cast));
        var lines = await site.ReadAsync(
            cast.Owen,
            db =>
                db.Activity.Where(a => a.Kind.StartsWith("viewing."))
                    .OrderBy(a => a.Seq)
                    .Select(a => new
                    {
                        a.Kind,
                        a.ActorId,
                        a.CustomerId,
                        Body = db.ActivityDetails.Where(d => d.Seq == a.Seq).Select(d => d.Body).Single(),
                    })
                    .ToListAsync()
        );
        Assert.Equal(["viewing.began", "viewing.ended"], lines.Select(l => l.Kind));
        Assert.All(lines, l => Assert.Equal(cast.Priya.StaffId.Value, l.ActorId));
        Assert.All(lines, l => Assert.Equal(cast.Summit.Customer.Value, l.CustomerId));
        Assert.All(lines, l => Assert.Contains("Maria Delgado", l.Body, StringComparison.Ordinal));
        using var maria = site.VisitAs(cast.Maria);
        Assert.DoesNotContain(
            cast.Priya.StaffName + " viewed",
            (await maria.GetAsync($"/portal/{cast.Summit.Slug}/activity")).Html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Nothing_can_be_done_whatever_is_sent_and_whatever_asks()
    {
        var cast = await site.GatherAsync();
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        var home = await BeginAsync(priya, cast);
        var estimate = await priya.GetAsync($"{home.Path}/estimates/{cast.Summit.EstimateNumber}");

        var answer = await priya.PressAsync(estimate, "Approve estimate", [new("Approval.TypedName", "Maria Delgado")]);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("You can only look here", answer.Html, StringComparison.Ordinal);
        Assert.Equal(0L, await site.PeekAsync("select count(*) from tenant.consents where workspace_id = $1", cast.Summit.Id.Value));
        var onlooker = await OnlookerAsync(cast);
        Assert.Equal(ViewingRules.ReadOnly, await RuleAsync(() => site.Workspaces.OpenAsync(onlooker, default)));
        Assert.Equal(ViewingRules.ReadOnly, await RuleAsync(() => site.ActAsync(onlooker, _ => Task.CompletedTask)));
        await using var db = await site.Workspaces.OpenAsync(cast.Priya, default);
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            db.ExecuteAsync("select altitude.append('onlooker', $1, $2, '[]'::jsonb)", [onlooker.StaffId.Value, onlooker.Viewing.Value], default)
        );
        Assert.Equal(ViewingRules.ReadOnly, refused.MessageText);
    }

    [Theory]
    [InlineData("stopped", ViewingRules.Ended)]
    [InlineData("signed out", "staff-session.ended")]
    [InlineData("signed in too long", "staff-session.expired")]
    [InlineData("contact removed", AccessRules.ContactRemoved)]
    [InlineData("portal off", AccessRules.PortalOff)]
    [InlineData("role taken", ViewingRules.NotAllowed)]
    [InlineData("left the team", "staff.removed")]
    public async Task It_is_over(string end, string rule)
    {
        var cast = await site.GatherAsync();
        var onlooker = await OnlookerAsync(cast);
        await using var portal = PortalOf(cast.Priya, cast.Summit.Slug);
        await OpenAsync(portal, cast, onlooker);
        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        var address = $"/portal/{ViewingAddress.Of(cast.Summit.Slug, onlooker.Viewing)}";
        Assert.Equal(HttpStatusCode.OK, (await priya.GetAsync(address)).Status);

        await EndAsync(cast, onlooker, end);

        Assert.Equal(rule, await RuleAsync(() => site.Workspaces.ReadAsync(onlooker, default)));
        var page = await priya.GoAsync(address);
        Assert.DoesNotContain(cast.Summit.EstimateNumber, page.Html, StringComparison.Ordinal);
        Assert.Null(page.Find(".viewing"));
        Assert.Contains(
            rule.StartsWith("staff", StringComparison.Ordinal) ? "Sign in" : "You no longer view this as Maria Delgado",
            page.Html,
            StringComparison.Ordinal
        );
        if (rule is ViewingRules.Ended or "staff-session.ended" or AccessRules.ContactRemoved or AccessRules.PortalOff)
        {
            await Patiently.HoldsAsync(() => NavigationOf(portal).History.Any(h => h.Options.ForceLoad));
        }
    }

    [Fact]
    public async Task Every_role_that_may_give_access_may_view_and_no_other_and_the_database_agrees()
    {
        var cast = await site.GatherAsync();

        foreach (var role in Enum.GetValues<StaffRole>())
        {
            var staff = cast.Priya with { Role = role };
            await site.TamperAsync("update tenant.staff_members set role = $2 where id = $1", cast.Priya.StaffId.Value, role.ToString());
            if (!role.MayViewAsContact())
            {
                Assert.Equal(StaffRoles.NotAllowed, await RuleAsync(() => View.RunAsync(staff, cast.Maria.Actor.ContactId, Key(), default)));
                var before = await OnlookerAsync(cast, cast.Luis);
                Assert.Equal(ViewingRules.NotAllowed, await RuleAsync(() => site.Workspaces.ReadAsync(before, default)));
                continue;
            }

            await using var db = await site.Workspaces.ReadAsync(await OnlookerAsync(cast), default);
            Assert.True(await db.Contacts.AnyAsync());
        }

        Assert.Equal([StaffRole.Owner, StaffRole.Admin, StaffRole.Dispatcher], Enum.GetValues<StaffRole>().Where(role => role.MayViewAsContact()));
    }

    [Fact]
    public async Task The_contacts_own_session_in_the_same_browser_goes_on_and_hears_nothing_of_it()
    {
        var cast = await site.GatherAsync();
        using var both = site.VisitAs(cast.Priya, cast.Summit);
        both.Cookies.Add(site.Url, new Cookie("altitude-portal", $"{Guid.NewGuid():N}.{cast.Luis.Browser}"));
        var mine = await both.GetAsync($"/portal/{cast.Summit.Slug}");
        await using var portal = PortalOf(cast.Luis);
        await OpenAsync(portal, cast);

        var viewed = await BeginAsync(both, cast);
        await both.FollowAsync(await both.PressAsync(viewed, "Stop viewing as Maria Delgado"));

        var still = await both.GetAsync($"/portal/{cast.Summit.Slug}");
        Assert.Equal(HttpStatusCode.OK, still.Status);
        Assert.Contains("Luis", still.Find(".who")?.TextContent, StringComparison.Ordinal);
        Assert.Null(still.Find(".viewing"));
        var left = await both.PressAsync(mine, "Sign out"); // A form from before still counts.
        Assert.Equal(HttpStatusCode.SeeOther, left.Status);
        await Patiently.HoldsAsync(() => NavigationOf(portal).History.Count > 0);
        Assert.All(NavigationOf(portal).History, h => Assert.True(h.Options.ForceLoad, "It was told of something but the end of its own session."));
        Assert.Empty(portal.JSInterop.Invocations[PageFetch.Function]);
    }

    [Fact]
    public async Task An_open_page_is_live_for_who_looks_on()
    {
        var cast = await site.GatherAsync();
        var onlooker = await OnlookerAsync(cast);
        await using var portal = PortalOf(cast.Priya, cast.Summit.Slug);
        var island = await OpenAsync(portal, cast, onlooker);

        await new WithdrawEstimate(site.Service<WorkspaceDbFactory>()).RunAsync(cast.Priya, cast.Summit.EstimateNumber, "", Key(), default);

        island.WaitForAssertion(() => Assert.Contains("was withdrawn.", island.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Pressed_again_it_goes_on_and_stopped_again_nothing_changes()
    {
        var cast = await site.GatherAsync();
        var first = await View.RunAsync(cast.Priya, cast.Maria.Actor.ContactId, Key(), default);

        var two = await Task.WhenAll(
            View.RunAsync(cast.Priya, cast.Luis.Actor.ContactId, Key(), default),
            View.RunAsync(cast.Priya, cast.Luis.Actor.ContactId, Key(), default)
        );

        Assert.Equal(first, await View.RunAsync(cast.Priya, cast.Maria.Actor.ContactId, Key(), default));
        Assert.Equal(two[0], two[1]);
        await new StopViewing(site.Workspaces).RunAsync(cast.Priya, first, Key(), default);
        await new StopViewing(site.Workspaces).RunAsync(cast.Priya, first, Key(), default);
        Assert.Equal(
            3L,
            await site.PeekAsync("select count(*) from tenant.activity where workspace_id = $1 and kind like 'viewing.%'", cast.Summit.Id.Value)
        );
        Assert.NotEqual(first, await View.RunAsync(cast.Priya, cast.Maria.Actor.ContactId, Key(), default));
        Assert.Equal(ViewingRules.Missing, await RuleAsync(() => new StopViewing(site.Workspaces).RunAsync(cast.Owen, two[0], Key(), default)));
    }

    private static async Task<Page> BeginAsync(WebVisitor staff, Cast cast)
    {
        var customer = await staff.GetAsync($"/office/customers/{cast.Summit.Customer}");
        return await staff.FollowAsync(await staff.PressAsync(customer, "View as this contact named Maria Delgado"));
    }

    private async Task<Onlooker> OnlookerAsync(Cast cast, SignedIn? who = null)
    {
        var contact = (who ?? cast.Maria).Actor;
        var viewing = await View.RunAsync(cast.Priya with { Role = StaffRole.Dispatcher }, contact.ContactId, Key(), default);
        return new Onlooker(
            cast.Summit.Id,
            viewing,
            cast.Priya.StaffId,
            cast.Priya.Session,
            cast.Priya.StaffName,
            contact.ContactId,
            contact.CustomerId,
            contact.Rights,
            contact.ContactName
        );
    }

    private async Task EndAsync(Cast cast, Onlooker onlooker, string end)
    {
        var live = site.Service<WorkspaceDbFactory>();
        switch (end)
        {
            case "stopped":
                await new StopViewing(live).RunAsync(cast.Priya, onlooker.Viewing, Key(), default);
                break;
            case "signed out":
                await new EndStaffSession(live).RunAsync(cast.Priya, cast.Priya.Session, default);
                break;
            case "signed in too long":
                await site.TamperAsync("update platform.staff_sessions set expires_at = altitude.now() where id = $1", cast.Priya.Session.Value);
                break;
            case "contact removed":
                await new RemoveContact(live).RunAsync(cast.Owen, cast.Summit.Customer, onlooker.ContactId, Key(), default);
                break;
            case "portal off":
                await new ChangePortalSettings(live).RunAsync(cast.Owen, PortalSettings.Default with { IsOn = false }, Key(), default);
                break;
            case "role taken":
                await site.TamperAsync("update tenant.staff_members set role = 'Technician' where id = $1", cast.Priya.StaffId.Value);
                break;
            default:
                await site.TamperAsync("update tenant.staff_members set removed_at = altitude.now() where id = $1", cast.Priya.StaffId.Value);
                break;
        }
    }

    /// <summary>What a visit of theirs leaves behind.</summary>
    private async Task<(long Views, long Seen, long Sessions, long Lines)> TracesAsync(Cast cast) =>
        (
            (long)(await site.PeekAsync("select count(*) from tenant.estimate_views where workspace_id = $1", cast.Summit.Id.Value))!, // A count, as all of these.
            (long)(await site.PeekAsync("select count(*) from tenant.session_seen where workspace_id = $1", cast.Summit.Id.Value))!,
            (long)(await site.PeekAsync("select count(*) from tenant.portal_sessions where workspace_id = $1", cast.Summit.Id.Value))!,
            (long)
                (
                    await site.PeekAsync(
                        "select count(*) from tenant.activity where workspace_id = $1 and kind not like 'viewing.%'",
                        cast.Summit.Id.Value
                    )
                )!
        );

    private static async Task<Page> PostAsync(WebVisitor staff, string path, string handler, Page from)
    {
        using var content = new FormUrlEncodedContent([
            new("_handler", handler),
            new("__RequestVerificationToken", from.Find("input[name=__RequestVerificationToken]")?.GetAttribute("value") ?? ""),
        ]);
        using var answer = await staff.Http.PostAsync(new Uri(staff.Http.BaseAddress!, path), content); // It has an address.
        return new Page(path, answer.StatusCode, null, new Dictionary<string, string>(), await answer.Content.ReadAsStringAsync());
    }

    private BunitContext PortalOf(Staff staff, string slug) =>
        Portal(
            new ClaimsIdentity(
                [
                    new(AltitudeClaims.Subject, staff.Session.ToString()),
                    new(AltitudeClaims.Session, staff.Session.ToString()),
                    new(AltitudeClaims.Workspace, staff.WorkspaceId.ToString()),
                    new(AltitudeClaims.Slug, slug),
                    new(AltitudeClaims.Staff, staff.StaffId.ToString()),
                    new(AltitudeClaims.Role, staff.Role.ToString()),
                    new(AltitudeClaims.Name, staff.StaffName),
                ],
                Schemes.Office
            )
        );

    private BunitContext PortalOf(SignedIn who) =>
        Portal(new ClaimsIdentity([new(AltitudeClaims.Browser, Convert.ToHexString(Secret.HashOf(who.Browser)))], Schemes.Portal));

    private BunitContext Portal(ClaimsIdentity identity)
    {
        var context = new BunitContext();
        context.Services.AddSingleton<AuthenticationStateProvider>(new Known(identity));
        context.Services.AddSingleton(site.Service<LiveFeed>());
        context.Services.AddSingleton(site.Service<PortalDoor>());
        context.Services.AddSingleton(site.Service<ActivityNews>());
        context.Services.AddSingleton(new Rhythm(TimeProvider.System));
        context.Services.AddScoped<PageFetch>();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }

    private async Task<IRenderedComponent<LiveIsland>> OpenAsync(BunitContext portal, Cast cast, Onlooker? onlooker = null)
    {
        var company = onlooker is null ? cast.Summit.Slug : ViewingAddress.Of(cast.Summit.Slug, onlooker.Viewing);
        var island = portal.Render<LiveIsland>(p => p.Add(i => i.Workspace, company));
        var topic = LiveTopic.CustomerOf(cast.Summit.Id, cast.Summit.Customer);
        await Patiently.HoldsAsync(() => site.Service<LiveFeed>().CountSubscribers(topic) == 1);
        return island;
    }

    private static BunitNavigationManager NavigationOf(BunitContext portal) =>
        (BunitNavigationManager)portal.Services.GetRequiredService<NavigationManager>();

    private static RequestKey Key() => RequestKey.New("test");

    private static async Task<string> RuleAsync(Func<Task> act) => (await Assert.ThrowsAsync<RuleViolation>(act)).Rule;

    private sealed class Known(ClaimsIdentity identity) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(identity)));
    }
}
