using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Altitude.Data;
using Altitude.Testing;

namespace Altitude.Web.Tests.Faults;

/// <summary>The application or its database dies under a stream of approvals: what was acknowledged stands, once, and nothing else was broken.</summary>
[Trait("Category", "Fault")]
public sealed class KilledTests : IAsyncLifetime
{
    private static readonly TimeSpan s_back = Soak.Within(TimeSpan.FromSeconds(10));
    private readonly MigratedCluster _server = new(); // Of its own: it is killed.
    private WorkspaceFixture _data = null!; // InitializeAsync sets both.
    private AppProcess _app = null!;

    private static int Approvals => DecisionRaces.Rounds * 4;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _data = new WorkspaceFixture(_server);
        await _data.InitializeAsync();
        await _data.GatherAsync(); // Where a company has the story's name, the demo tells none of its own.
        _app = await AppProcess.StartAsync(_data.Database.Connections, _data.Cluster.MasterKey);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _data.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public Task No_acknowledged_approval_is_lost_or_doubled_when_the_application_is_killed() =>
        SurvivesAsync(async () =>
        {
            await _app.KillAsync();
            var down = Stopwatch.StartNew();
            await _app.StartAgainAsync();
            return down.Elapsed;
        });

    [Fact]
    public Task No_acknowledged_approval_is_lost_or_doubled_when_the_database_is_killed() =>
        SurvivesAsync(async () =>
        {
            await _data.Cluster.KillAsync();
            await _data.Cluster.RestartAsync();
            _data.App.Clear(); // The test's own connections died with it.
            _data.Superuser.Clear();
            var down = Stopwatch.StartNew();
            await _app.WaitUntilReadyAsync();
            return down.Elapsed;
        });

    private async Task SurvivesAsync(Func<Task<TimeSpan>> kill)
    {
        List<(Cast Cast, OpenEstimate Open)> open = [];
        foreach (var _ in Enumerable.Range(0, Approvals))
        {
            var cast = await _data.GatherAsync();
            var visitor = _app.Visit();
            visitor.Cookies.Add(_app.Url, new Cookie("altitude-portal", $"{Guid.NewGuid():N}.{cast.Maria.Browser}"));
            open.Add((cast, new OpenEstimate(visitor, await visitor.GetAsync($"/portal/{cast.Summit.Slug}/estimates/{cast.Summit.EstimateNumber}"))));
        }

        ConcurrentBag<Cast> acknowledged = [];
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stream = Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (one, cancellationToken) =>
            {
                if (await TryAsync(one.Open) == HttpStatusCode.SeeOther)
                {
                    acknowledged.Add(one.Cast);
                }

                if (acknowledged.Count > Approvals / 3)
                {
                    third.TrySetResult();
                }
            }
        );
        await third.Task;

        var down = await kill();
        await stream;

        Assert.True(down < s_back, $"It took {down.TotalSeconds:N1} s to be ready again.{Environment.NewLine}{_app.Log}");
        Assert.True(acknowledged.Count < open.Count, "It died too late to matter.");
        foreach (var cast in acknowledged)
        {
            Assert.Equal(1, await ConsentsAsync(cast));
        }

        // Everybody presses once more, with the key of the first time.
        foreach (var (cast, page) in open)
        {
            Assert.Equal(HttpStatusCode.SeeOther, await TryAsync(page));
            Assert.Equal(1, await ConsentsAsync(cast));
            Assert.Empty(await new ChainVerification(_data.Workspaces).RunAsync(cast.Summit.Id, CancellationToken.None));
        }

        open.ForEach(o => o.Open.Visitor.Dispose());
    }

    /// <summary>Null: nobody answered.</summary>
    private static async Task<HttpStatusCode?> TryAsync(OpenEstimate open)
    {
        try
        {
            return (await open.ApproveAsync("Maria Delgado")).Status;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private async Task<long> ConsentsAsync(Cast cast) =>
        (long)(await _data.PeekAsync("select count(*) from tenant.consents where workspace_id = $1", cast.Summit.Id.Value))!; // A count.
}
