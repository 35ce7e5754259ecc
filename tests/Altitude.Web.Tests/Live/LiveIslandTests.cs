using System.Diagnostics;
using System.Security.Claims;
using Altitude.Data;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Altitude.Web.Tests.Background;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Live;

/// <summary>The one live part of a portal page: hears what concerns its customer, lets go, and leaves when its session is over.</summary>
public sealed class LiveIslandTests(AppFixture site) : IClassFixture<AppFixture>
{
    /// <summary>How long an open page may outlive what opened it.</summary>
    private static readonly TimeSpan Soon = Soak.Within(TimeSpan.FromSeconds(2));

    private LiveFeed Feed => site.Service<LiveFeed>();

    [Fact]
    public async Task An_open_page_hears_of_a_change_and_fetches_itself_again()
    {
        var cast = await site.GatherAsync();
        await using var portal = PortalOf(cast.Maria);
        var island = await OpenAsync(portal, cast);

        await WithdrawAsync(cast);

        island.WaitForAssertion(() => Assert.Contains("was withdrawn.", island.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        await Patiently.HoldsAsync(() => Fetches(portal) == 1);
        Assert.DoesNotContain("sign-in", Navigation(portal).Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_lets_go_when_it_is_closed()
    {
        var cast = await site.GatherAsync();
        await using var portal = PortalOf(cast.Maria);
        await OpenAsync(portal, cast);

        await portal.DisposeComponentsAsync();

        // It may have been closed while it was still about to listen, and lets go a moment later.
        await Patiently.HoldsAsync(() => Listeners(cast) == 0);
        Assert.Equal(0, Feed.CountSubscribers(LiveTopic.LooksOf(cast.Summit.Id)));
    }

    [Fact]
    public async Task It_hears_nothing_of_another_customer_or_company()
    {
        var cast = await site.GatherAsync();
        await using var portal = PortalOf(cast.Maria);
        var island = await OpenAsync(portal, cast);

        await site.Service<WorkspaceDbFactory>()
            .ActAsync(
                cast.Owen,
                RequestKey.New("test"),
                db =>
                {
                    db.Customers.Add(Customer.Register(Domain.Id<Customer>.New(), cast.Summit.Id, "Somebody else", db.Now));
                    return Task.CompletedTask;
                },
                default
            );
        await WithdrawAsync(cast, cast.Spark);
        await WithdrawAsync(cast);

        island.WaitForAssertion(() => Assert.Contains("was withdrawn.", island.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        await Patiently.HoldsAsync(() => Fetches(portal) > 0);
        Assert.Equal(1, Fetches(portal));
    }

    [Theory]
    [InlineData("session ended")]
    [InlineData("contact removed")]
    [InlineData("portal off")]
    [InlineData("shorter maximum")]
    [InlineData("session expired")]
    public async Task An_open_page_goes_within_two_seconds_of_the_end_of_its_access_and_is_told_nothing_more(string end)
    {
        var cast = await site.GatherAsync();
        await using var portal = PortalOf(cast.Maria);
        var island = await OpenAsync(portal, cast);
        if (end == "session expired")
        {
            await site.Clock.AdvanceAsync(TimeSpan.FromHours(8)); // Nothing says so by itself: it is decided when it is asked.
        }

        var since = Stopwatch.GetTimestamp();
        await EndAsync(cast, end);
        await Patiently.HoldsAsync(() => Navigation(portal).History.Any(h => h.Options.ForceLoad));
        var took = Stopwatch.GetElapsedTime(since);

        Assert.True(took < Soon, $"It went after {took.TotalSeconds:N1} s.");
        Assert.True(Navigation(portal).History.First().Options.ForceLoad);
        Assert.Equal(0, Listeners(cast));
        var renders = island.RenderCount;
        if (end != "session expired")
        {
            await WithdrawAsync(cast);
        }

        Assert.Equal((renders, ""), (island.RenderCount, island.Markup.Trim()));
        Assert.Single(Navigation(portal).History);
    }

    [Fact]
    public async Task The_answer_to_signing_out_comes_before_the_page_goes()
    {
        var cast = await site.GatherAsync();
        var clock = new StillClock();
        await using var portal = PortalOf(cast.Maria, clock);
        await OpenAsync(portal, cast);

        await site.Service<EndPortalSession>().RunAsync(cast.Maria.Actor, cast.Maria.Actor.Session, RequestKey.New("sign-out"), default);
        await Patiently.HoldsAsync(() => clock.Waiting == 1);

        Assert.Empty(Navigation(portal).History);
        Assert.Equal(0, Listeners(cast)); // Already it hears nothing.
        clock.Ring();
        await Patiently.HoldsAsync(() => Navigation(portal).History.Any(h => h.Options.ForceLoad));
    }

    [Fact]
    public async Task A_page_whose_session_ended_before_its_circuit_began_goes_at_once()
    {
        var cast = await site.GatherAsync();
        await EndAsync(cast, "session ended");
        await using var portal = PortalOf(cast.Maria);

        portal.Render<LiveIsland>(p => p.Add(i => i.Workspace, cast.Summit.Slug));

        await Patiently.HoldsAsync(() => Navigation(portal).History.Any(h => h.Options.ForceLoad));
        Assert.Equal(0, Listeners(cast));
    }

    private async Task<IRenderedComponent<LiveIsland>> OpenAsync(BunitContext portal, Cast cast)
    {
        var island = portal.Render<LiveIsland>(p => p.Add(i => i.Workspace, cast.Summit.Slug));
        await Patiently.HoldsAsync(() => Listeners(cast) == 1);
        return island;
    }

    private int Listeners(Cast cast) => Feed.CountSubscribers(LiveTopic.CustomerOf(cast.Summit.Id, cast.Summit.Customer));

    private static BunitNavigationManager Navigation(BunitContext portal) =>
        (BunitNavigationManager)portal.Services.GetRequiredService<NavigationManager>();

    /// <summary>How often the page was fetched anew.</summary>
    private static int Fetches(BunitContext portal) => portal.JSInterop.Invocations[PageFetch.Function].Count;

    private Task WithdrawAsync(Cast cast, Company? company = null) =>
        new WithdrawEstimate(site.Service<WorkspaceDbFactory>()).RunAsync(
            (company ?? cast.Summit).Owner,
            (company ?? cast.Summit).EstimateNumber,
            "",
            RequestKey.New("test"),
            default
        );

    /// <summary>As the office does it, through the application's own door.</summary>
    private Task EndAsync(Cast cast, string end) =>
        end == "session expired"
            ? WithdrawAsync(cast)
            : site.Service<WorkspaceDbFactory>()
                .ActAsync(
                    cast.Owen,
                    RequestKey.New("test"),
                    async db =>
                    {
                        switch (end)
                        {
                            case "session ended":
                                (await db.PortalSessions.SingleAsync(s => s.Id == cast.Maria.Actor.Session)).End(db.Now, "Maria Delgado");
                                break;
                            case "contact removed":
                                (await db.Customers.Include(c => c.Contacts).SingleAsync()).RemoveContact(cast.Maria.Actor.ContactId, db.Now);
                                break;
                            case "portal off":
                                (await db.Workspaces.SingleAsync()).Control(PortalSettings.Default with { IsOn = false });
                                break;
                            default:
                                await db.ExecuteAsync(
                                    "update tenant.portal_sessions set started_at = started_at - interval '3 hours' where workspace_id = $1",
                                    [cast.Summit.Id.Value],
                                    default
                                );
                                (await db.Workspaces.SingleAsync()).Control(PortalSettings.Default with { LongestSessionHours = 1 });
                                break;
                        }
                    },
                    default
                );

    private BunitContext PortalOf(SignedIn who, TimeProvider? pace = null)
    {
        var context = new BunitContext();
        context.Services.AddSingleton<AuthenticationStateProvider>(new KnownBrowser(who.Browser));
        context.Services.AddSingleton(Feed);
        context.Services.AddSingleton(site.Service<PortalDoor>());
        context.Services.AddSingleton(site.Service<ActivityNews>());
        context.Services.AddSingleton(new Rhythm(pace ?? TimeProvider.System));
        context.Services.AddScoped<PageFetch>();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return context;
    }

    private sealed class KnownBrowser(string secret) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(
                new AuthenticationState(
                    new ClaimsPrincipal(new ClaimsIdentity([new(AltitudeClaims.Browser, Convert.ToHexString(Secret.HashOf(secret)))], Schemes.Portal))
                )
            );
    }

    /// <summary>Time stands still until a test lets it ring.</summary>
    private sealed class StillClock : TimeProvider
    {
        private readonly List<Action> _waiting = [];

        public int Waiting => _waiting.Count;

        public void Ring() => _waiting.ForEach(w => w());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _waiting.Add(() => callback(state));
            return new Stopped();
        }

        private sealed class Stopped : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
