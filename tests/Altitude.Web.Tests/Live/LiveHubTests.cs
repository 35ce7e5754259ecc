using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Altitude.Data;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Altitude.Web.Tests.Background;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Altitude.Web.Tests.Live;

/// <summary>The office's feed for other programs: for staff alone, their own company alone, and no personal data.</summary>
public sealed class LiveHubTests(AppFixture site) : IClassFixture<AppFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_that_a_record_changed_and_nothing_about_anybody()
    {
        var cast = await site.GatherAsync(Token);
        await using var client = Client($"altitude-office={cast.Summit.CookieOf(cast.Priya)}");
        var signals = Hear(client);
        await client.StartAsync(Token);

        await WithdrawAsync(cast.Spark);
        await WithdrawAsync(cast.Summit);
        await Patiently.HoldsAsync(() => signals.Count == 2);

        Assert.All(signals, s => Assert.Equal(["kind", "position", "subject"], s.EnumerateObject().Select(p => p.Name).Order()));
        var said = signals.Select(s => (s.GetProperty("kind").GetString(), s.GetProperty("subject").GetGuid()));
        Assert.Equal([("estimate.withdrawn", cast.Summit.Estimate.Value), ("job.moved", cast.Summit.Job.Value)], said);
        var head = (long)(await site.PeekAsync("select seq from platform.heads where workspace_id = $1", cast.Summit.Id.Value))!; // It has one.
        Assert.Equal([head - 1, head], signals.Select(s => s.GetProperty("position").GetInt64()));
    }

    [Fact]
    public async Task A_client_whose_sign_in_ends_is_cut_off_and_hears_nothing_further()
    {
        var cast = await site.GatherAsync(Token);
        await using var client = Client($"altitude-office={cast.Summit.CookieOf(cast.Priya)}");
        var signals = Hear(client);
        var closed = ClosedAsync(client);
        await client.StartAsync(Token);
        var topic = LiveTopic.StaffOf(cast.Summit.Id);
        await Patiently.HoldsAsync(() => site.Service<LiveFeed>().CountSubscribers(topic) == 1);

        var since = Stopwatch.GetTimestamp();
        await new EndStaffSession(site.Service<WorkspaceDbFactory>()).RunAsync(cast.Priya, cast.Priya.Session, Token);
        await closed.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.True(Stopwatch.GetElapsedTime(since) < Soak.Within(TimeSpan.FromSeconds(2)));
        await Patiently.HoldsAsync(() => site.Service<LiveFeed>().CountSubscribers(topic) == 0);
        await WithdrawAsync(cast.Summit);
        Assert.Empty(signals);
    }

    [Fact]
    public async Task Clients_are_cut_off_when_a_second_step_is_asked_for_and_those_who_have_shown_one_come_back()
    {
        var cast = await site.GatherAsync(Token);
        await site.TamperAsync("update platform.staff_sessions set second_step_at = altitude.now() where id = $1", cast.Owen.Session.Value);
        await using var owens = Client($"altitude-office={cast.Summit.CookieOf(cast.Owen)}");
        await using var priyas = Client($"altitude-office={cast.Summit.CookieOf(cast.Priya)}");
        var signals = Hear(priyas);
        var closed = Task.WhenAll(ClosedAsync(owens), ClosedAsync(priyas));
        await Task.WhenAll(owens.StartAsync(Token), priyas.StartAsync(Token));
        var topic = LiveTopic.StaffOf(cast.Summit.Id);
        await Patiently.HoldsAsync(() => site.Service<LiveFeed>().CountSubscribers(topic) == 2);

        var since = Stopwatch.GetTimestamp();
        await site.Service<RequireSecondStep>().RunAsync(cast.Owen, true, RequestKey.New("test"), Token);
        await closed.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.True(Stopwatch.GetElapsedTime(since) < Soak.Within(TimeSpan.FromSeconds(2)));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalAsync(Client($"altitude-office={cast.Summit.CookieOf(cast.Priya)}")));
        await using var back = Client($"altitude-office={cast.Summit.CookieOf(cast.Owen)}");
        var heard = Hear(back);
        await back.StartAsync(Token);
        await Patiently.HoldsAsync(() => site.Service<LiveFeed>().CountSubscribers(topic) == 1);
        await WithdrawAsync(cast.Summit);
        await Patiently.HoldsAsync(() => heard.Count == 2);
        Assert.Empty(signals);
    }

    [Fact]
    public async Task A_client_whose_sign_in_ends_while_it_comes_in_is_cut_off()
    {
        var cast = await site.GatherAsync(Token);
        var who = (await new SignedInAs(cast.Priya).GetAuthenticationStateAsync()).User; // As it was a moment ago, when it was asked.
        await new EndStaffSession(site.Service<WorkspaceDbFactory>()).RunAsync(cast.Priya, cast.Priya.Session, Token);
        using var line = new Line(who);
        using var hub = new LiveHub(site.Service<LiveFeed>(), site.Service<IHubContext<LiveHub, ILiveClient>>(), site.Service<WorkspaceDbFactory>())
        {
            Context = line,
        };

        await hub.OnConnectedAsync();

        Assert.True(line.ConnectionAborted.IsCancellationRequested);
        Assert.Equal(0, site.Service<LiveFeed>().CountSubscribers(LiveTopic.StaffOf(cast.Summit.Id)));
    }

    [Fact]
    public async Task It_lets_go_of_a_client_that_leaves()
    {
        var cast = await site.GatherAsync(Token);
        var topic = LiveTopic.StaffOf(cast.Summit.Id);
        var client = Client($"altitude-office={cast.Summit.CookieOf(cast.Priya)}");
        await client.StartAsync(Token);
        await Patiently.HoldsAsync(() => site.Service<LiveFeed>().CountSubscribers(topic) == 1);

        await client.DisposeAsync();

        await Patiently.HoldsAsync(() => site.Service<LiveFeed>().CountSubscribers(topic) == 0);
    }

    [Fact]
    public async Task Customers_strangers_and_other_sites_are_refused()
    {
        var cast = await site.GatherAsync(Token);
        var office = $"altitude-office={cast.Summit.CookieOf(cast.Priya)}";

        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalAsync(Client($"altitude-portal={Guid.NewGuid():N}.{cast.Maria.Browser}")));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalAsync(Client("altitude-office=" + new string('A', 43))));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalAsync(Client(null)));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(Client(office, "https://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(Client(office, "null")));
    }

    /// <summary>Until the line is down; asked for before it is up.</summary>
    private static Task ClosedAsync(HubConnection client)
    {
        var closed = new TaskCompletionSource();
        client.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        return closed.Task;
    }

    private static ConcurrentQueue<JsonElement> Hear(HubConnection client)
    {
        var signals = new ConcurrentQueue<JsonElement>();
        client.On<JsonElement>(nameof(ILiveClient.Changed), signals.Enqueue);
        return signals;
    }

    private HubConnection Client(string? cookies, string? origin = null) =>
        new HubConnectionBuilder()
            .WithUrl(
                new Uri(site.Url, "/hubs/live"),
                options =>
                {
                    options.Transports = HttpTransportType.LongPolling | HttpTransportType.WebSockets;
                    if (cookies is not null)
                    {
                        options.Headers["Cookie"] = cookies;
                    }

                    if (origin is not null)
                    {
                        options.Headers["Origin"] = origin;
                    }
                }
            )
            .Build();

    private static async Task<HttpStatusCode?> RefusalAsync(HubConnection client)
    {
        await using (client)
        {
            return (await Assert.ThrowsAsync<HttpRequestException>(() => client.StartAsync(Token))).StatusCode;
        }
    }

    private Task WithdrawAsync(Company company) =>
        new WithdrawEstimate(site.Service<WorkspaceDbFactory>()).RunAsync(company.Owner, company.EstimateNumber, "", RequestKey.New("test"), Token);

    /// <summary>A client's line, which the hub may cut.</summary>
    private sealed class Line(ClaimsPrincipal who) : HubCallerContext, IDisposable
    {
        private readonly CancellationTokenSource _cut = new();

        public override string ConnectionId { get; } = Guid.NewGuid().ToString();
        public override string? UserIdentifier => null;
        public override ClaimsPrincipal? User => who;
        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();
        public override IFeatureCollection Features { get; } = new FeatureCollection();
        public override CancellationToken ConnectionAborted => _cut.Token;

        public override void Abort() => _cut.Cancel();

        public void Dispose() => _cut.Dispose();
    }
}
