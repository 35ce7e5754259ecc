using System.Collections.Concurrent;
using Altitude.Data;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Live;
using Altitude.Web.Tests.Background;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Altitude.Web.Tests.Live;

/// <summary>What is committed anywhere is told to the open pages of every node: all of it, once, in its order.</summary>
public sealed class FeedTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_another_node_commits_is_told_once_and_in_order()
    {
        var cast = await data.GatherAsync(Token);
        await using var node = new Node(data);
        using var page = await node.OpenAsync(cast.Summit);
        await node.ListenAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => TellAsync(cast, data.Workspaces, lines: 2), Token)));

        await page.HasHeardAsync(80);
        Assert.Equal(page.Since(80), page.Seqs); // In order, without a gap, none twice.
    }

    [Fact]
    public async Task A_node_that_was_cut_off_catches_up_and_misses_nothing()
    {
        var cast = await data.GatherAsync(Token);
        await using var node = new Node(data);
        using var page = await node.OpenAsync(cast.Summit);
        await node.ListenAsync();
        await TellAsync(cast, data.Workspaces, lines: 3);
        await page.HasHeardAsync(3);

        await node.CutOffAsync();
        for (var i = 0; i < 3; i++)
        {
            await TellAsync(cast, data.Workspaces, lines: 400); // More than one look brings.
        }

        await node.ListenAsync();
        await TellAsync(cast, data.Workspaces, lines: 1);

        await page.HasHeardAsync(1_204);
        Assert.Equal(page.Since(1_204), page.Seqs);
    }

    [Fact]
    public async Task Connections_that_are_lost_under_it_lose_nothing()
    {
        var cast = await data.GatherAsync(Token);
        await using var node = new Node(data);
        using var page = await node.OpenAsync(cast.Summit);
        await node.ListenAsync();

        for (var i = 0; i < 5; i++)
        {
            await TellAsync(cast, data.Workspaces, lines: 2);
            await data.PeekAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = $1", node.Name);
        }

        await page.HasHeardAsync(10);
        Assert.Equal(page.Since(10), page.Seqs);
    }

    [Fact]
    public async Task Another_node_says_so_and_nobody_waits_for_the_next_look()
    {
        var cast = await data.GatherAsync(Token);
        await using var first = new Node(data);
        await using var second = new Node(data);
        using var page = await second.OpenAsync(cast.Summit);
        await first.ListenAsync(isTelling: true);
        await second.ListenAsync(TimeSpan.FromHours(1));

        // The first look and the beginning of listening may each bring one; whatever follows came because it was said.
        for (var i = 1; i <= 4; i++)
        {
            await TellAsync(cast, first.Workspaces, lines: 1);
            await page.HasHeardAsync(i);
        }

        Assert.Equal(page.Since(4), page.Seqs);
    }

    [Fact]
    public async Task A_long_transaction_elsewhere_holds_nothing_up()
    {
        var cast = await data.GatherAsync(Token);
        await using var node = new Node(data);
        using var page = await node.OpenAsync(cast.Summit);
        await node.ListenAsync();
        await using var connection = await data.Superuser.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Token);
        await using (var begin = new NpgsqlCommand("select pg_current_xact_id()", connection, transaction))
        {
            await begin.ExecuteScalarAsync(Token); // From here on everything newer is invisible to it, and it has written.
        }

        await TellAsync(cast, data.Workspaces, lines: 2);

        await page.HasHeardAsync(2);
        await transaction.RollbackAsync(Token);
    }

    [Fact]
    public async Task Own_commits_are_told_at_once_and_not_again_by_the_listener()
    {
        var cast = await data.GatherAsync(Token);
        await using var node = new Node(data);
        using var page = await node.OpenAsync(cast.Summit);
        await node.ListenAsync();

        await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => Task.Run(() => TellAsync(cast, i % 2 == 0 ? node.Workspaces : data.Workspaces, lines: 1), Token))
        );

        await page.HasHeardAsync(40);
        await TellAsync(cast, data.Workspaces, lines: 1); // Once the listener has gone past them all.
        await page.HasHeardAsync(41);
        Assert.Equal(page.Since(41), page.Seqs.Order());
    }

    [Fact]
    public async Task A_page_that_fails_holds_up_no_other_and_a_closed_one_hears_nothing()
    {
        var cast = await data.GatherAsync(Token);
        await using var node = new Node(data);
        var closed = await node.OpenAsync(cast.Summit);
        using var page = await node.OpenAsync(cast.Summit);
        using var other = await node.OpenAsync(cast.Spark);
        var failures = 0;
        using var failing = await node.Feed.SubscribeAsync(
            cast.Summit.Id,
            [LiveTopic.StaffOf(cast.Summit.Id)],
            (_, _) => throw new InvalidOperationException($"As the test wants it, {Interlocked.Increment(ref failures)}."),
            Token
        );
        closed.Dispose();

        await TellAsync(cast, node.Workspaces, lines: 1);
        await page.HasHeardAsync(1);
        await Patiently.HoldsAsync(() => failures == 1);
        await TellAsync(cast, node.Workspaces, lines: 1);

        await page.HasHeardAsync(2);
        await Patiently.HoldsAsync(() => failures == 2); // It is told again: the next reading may succeed.
        Assert.Empty(closed.Seqs);
        Assert.Empty(other.Seqs);
    }

    [Fact]
    public async Task What_does_not_concern_a_page_neither_wakes_it_nor_makes_it_wait()
    {
        var cast = await data.GatherAsync(Token);
        var pace = new NeverRinging();
        await using var node = new Node(data, pace);
        List<int> heard = [];
        var wanted = false;
        using var page = await node.Feed.SubscribeAsync(
            cast.Summit.Id,
            [LiveTopic.StaffOf(cast.Summit.Id)],
            (entries, _) =>
            {
                heard.Add(entries.Count);
                return Task.CompletedTask;
            },
            Token,
            _ => wanted
        );

        await TellAsync(cast, node.Workspaces, lines: 3);
        wanted = true;
        await TellAsync(cast, node.Workspaces, lines: 2);

        await Patiently.HoldsAsync(() => heard.Count == 1); // Had it been woken before, it would still be resting: the clock never rings.
        Assert.Equal([2], heard);
    }

    private static Task TellAsync(Cast cast, WorkspaceDbFactory workspaces, int lines) =>
        workspaces.ActAsync(
            cast.Owen,
            RequestKey.New("test"),
            db =>
            {
                for (var i = 0; i < lines; i++)
                {
                    db.Record(new WorkspaceChanged(cast.Summit.Id, "test"));
                }

                return Task.CompletedTask;
            },
            Token
        );

    private sealed class NeverRinging : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Another process of the product, as far as the feed goes: its own pool, positions and listener.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private static int s_nodes;
        private readonly NpgsqlDataSource _database;
        private readonly FeedPositions _positions;
        private FeedListener? _listener;
        private HeadNotifier? _notifier;

        public Node(WorkspaceFixture data, TimeProvider? pace = null)
        {
            _database = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(data.Database.Connections.App) { ApplicationName = Name, MaxPoolSize = 10 }.ConnectionString
            );
            _positions = new FeedPositions(_database);
            Feed = new LiveFeed(_positions, pace ?? TimeProvider.System, NullLogger<LiveFeed>.Instance);
            Workspaces = new WorkspaceDbFactory(_database, Feed, FollowUps.None);
        }

        public string Name { get; } = $"node-{Interlocked.Increment(ref s_nodes)}";
        public LiveFeed Feed { get; }
        public WorkspaceDbFactory Workspaces { get; }

        /// <param name="catchUp">Null: so often that nothing need be said.</param>
        /// <param name="isTelling">Also says so to the other nodes when something is committed here.</param>
        public async Task ListenAsync(TimeSpan? catchUp = null, bool isTelling = false)
        {
            _listener = new FeedListener(
                _database,
                Workspaces,
                Feed,
                _positions,
                new LiveOptions(catchUp ?? TimeSpan.FromMilliseconds(50)),
                NullLogger<FeedListener>.Instance
            );
            await _listener.StartAsync(Token);
            if (isTelling)
            {
                _notifier = new HeadNotifier(_database, Feed, _listener, NullLogger<HeadNotifier>.Instance);
                await _notifier.StartAsync(Token);
            }
        }

        public async Task CutOffAsync()
        {
            if (_notifier is not null)
            {
                await _notifier.StopAsync(CancellationToken.None);
                _notifier.Dispose();
                _notifier = null;
            }

            if (_listener is not null)
            {
                await _listener.StopAsync(CancellationToken.None);
                _listener.Dispose();
                _listener = null;
            }
        }

        public async Task<OpenPage> OpenAsync(Company company)
        {
            var page = new OpenPage();
            page.Subscription = await Feed.SubscribeAsync(company.Id, [LiveTopic.StaffOf(company.Id)], page.HearAsync, Token);
            page.First = (_positions.Of(company.Id) ?? 0) + 1;
            return page;
        }

        public async ValueTask DisposeAsync()
        {
            await CutOffAsync();
            await _database.DisposeAsync();
        }
    }

    private sealed class OpenPage : IDisposable
    {
        private readonly ConcurrentQueue<long> _heard = new();

        public IDisposable? Subscription { get; set; }
        public long First { get; set; }
        public IEnumerable<long> Seqs => _heard;

        public IEnumerable<long> Since(int lines) => Enumerable.Range(0, lines).Select(n => First + n);

        public Task HearAsync(IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
        {
            foreach (var entry in entries)
            {
                _heard.Enqueue(entry.Seq);
            }

            return Task.CompletedTask;
        }

        public Task HasHeardAsync(int lines) => Patiently.HoldsAsync(() => _heard.Count >= lines);

        public void Dispose() => Subscription?.Dispose();
    }
}
