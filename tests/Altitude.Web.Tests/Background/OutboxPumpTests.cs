using Altitude.Data;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Altitude.Web.Tests.Background;

public sealed class OutboxPumpTests(MigratedCluster cluster) : IAsyncLifetime
{
    private const string Kind = "count";
    private readonly Counting _counting = new();
    private MailingCompany _company = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _company = await MailingCompany.FoundAsync(
            cluster,
            new Dictionary<string, string?>
            {
                ["Smtp:Host"] = "127.0.0.1",
                ["Smtp:Port"] = "9",
                ["Smtp:Security"] = "None",
            },
            change: services => services.AddBackgroundTask<Counting>(Kind).AddSingleton(_counting),
            withSweeps: true
        );

    public async ValueTask DisposeAsync() => await _company.DisposeAsync();

    [Fact]
    public async Task Two_pumps_at_once_claim_each_row_once()
    {
        await QueueAsync([.. Enumerable.Range(0, 150).Select(_ => Guid.CreateVersion7())]);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _company.Get<OutboxPump>().RunOnceAsync(Token), Token)));

        Assert.Equal(150, _company.Claimed.Count);
        Assert.Equal(150, _company.Claimed.Select(r => r.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_row_whose_worker_died_is_handed_out_again_when_its_lease_is_over()
    {
        await QueueAsync(Guid.CreateVersion7());
        await _company.Get<OutboxPump>().RunOnceAsync(Token);
        Assert.True(_company.Claimed.TryDequeue(out var lost));

        Assert.Equal(0, await _company.RunDueAsync());
        await _company.PassAsync(OutboxPump.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _company.RunDueAsync());
        await _company.RunAsync(lost); // The dead one was only slow, and steps aside.

        Assert.Equal(1, _counting.Runs);
    }

    [Fact]
    public async Task What_a_node_that_was_killed_had_in_hand_is_done_by_another_within_a_minute()
    {
        await QueueAsync(Guid.CreateVersion7());
        _counting.Hangs = true;
        await _company.Get<OutboxPump>().RunOnceAsync(Token);
        Assert.True(_company.Claimed.TryDequeue(out var begun));
        using var killed = new CancellationTokenSource();
        var dying = _company.RunAsync(begun, killed.Token);
        await _counting.Begun.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dying); // As a killed one, it notes nothing.
        _counting.Hangs = false;

        Assert.Equal(0, await _company.RunDueAsync());
        await _company.PassAsync(TimeSpan.FromSeconds(40));

        Assert.Equal(1, await _company.RunDueAsync());
        Assert.Equal(2, _counting.Runs); // Begun twice, ended once.
    }

    [Fact]
    public async Task What_somebody_waits_for_is_handed_out_without_the_pause_in_which_others_are_gathered()
    {
        var pace = new PauseThatNeverEnds();
        var signal = new OutboxSignal(pace);
        using var pump = ActivatorUtilities.CreateInstance<OutboxPump>(_company.Get<IServiceProvider>(), signal, pace);
        await QueueAsync(Guid.CreateVersion7());
        await pump.StartAsync(Token);
        await Patiently.HoldsAsync(() => Task.FromResult(_company.Claimed.Count == 1), "the pump has looked");

        await QueueAsync(Guid.CreateVersion7());
        pump.WakeAtOnce();

        await Patiently.HoldsAsync(() => Task.FromResult(_company.Claimed.Count == 2), "it has looked again");
        await pump.StopAsync(Token);
    }

    [Fact]
    public async Task A_task_that_fails_is_put_off_and_tried_again()
    {
        await QueueAsync(Guid.CreateVersion7());
        _counting.Fails = true;

        await Assert.ThrowsAsync<InvalidOperationException>(_company.RunDueAsync);
        Assert.Equal(0, await _company.RunDueAsync());
        _counting.Fails = false;
        await _company.PassAsync(TimeSpan.FromMinutes(1.1));

        Assert.Equal(1, await _company.RunDueAsync());
        Assert.Equal(0, await _company.RunDueAsync());
    }

    [Fact]
    public async Task Queued_again_a_subject_is_due_when_the_later_call_says()
    {
        var subject = Guid.CreateVersion7();
        await QueueAsync(subject);
        Assert.Equal(1, await _company.RunDueAsync());

        await _company.ChangeAsync(db =>
        {
            db.Queue(Kind, subject, db.Now.AddDays(3));
            return Task.CompletedTask;
        });

        Assert.Equal(0, await _company.RunDueAsync());
        await _company.PassAsync(TimeSpan.FromDays(3));
        await _company.RunDueAsync();
        Assert.Equal(2, _counting.Runs);
    }

    [Fact]
    public async Task It_sleeps_no_longer_than_until_the_next_row_falls_due()
    {
        await _company.ChangeAsync(db =>
        {
            db.Queue(Kind, Guid.CreateVersion7(), db.Now.AddSeconds(1));
            return Task.CompletedTask;
        });

        Assert.InRange(await _company.Get<OutboxPump>().RunOnceAsync(Token), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Its_heartbeat_tells_how_long_the_oldest_due_row_has_waited()
    {
        await QueueAsync(Guid.CreateVersion7());
        await _company.PassAsync(TimeSpan.FromMinutes(10));

        await _company.Get<OutboxPump>().RunOnceAsync(Token);

        Assert.InRange(_company.Get<BackgroundHeartbeat>().OutboxAge, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
        Assert.NotNull(_company.Get<BackgroundHeartbeat>().LastRun);
    }

    [Fact]
    public async Task A_row_of_a_kind_that_this_program_does_not_know_is_left_alone()
    {
        await _company.ChangeAsync(db =>
        {
            db.Queue("from-a-newer-program", Guid.CreateVersion7());
            return Task.CompletedTask;
        });

        Assert.Equal(0, await _company.RunDueAsync());
    }

    [Fact]
    public async Task An_estimate_expires_at_its_minute_once_and_its_job_moves()
    {
        await _company.SendEstimateAsync();
        _company.Commits.Clear();

        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 23, 5, 59, 50, TimeSpan.Zero));
        await _company.Get<OutboxPump>().RunOnceAsync(Token);
        Assert.DoesNotContain(_company.Claimed, r => r.Kind == OutboxKinds.ExpireEstimate);
        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 23, 6, 0, 0, TimeSpan.Zero));
        await _company.Get<OutboxPump>().RunOnceAsync(Token);
        var row = Assert.Single(_company.Claimed, r => r.Kind == OutboxKinds.ExpireEstimate);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => _company.RunAsync(row), Token)));

        Assert.Single(_company.Commits.SelectMany(c => c.Entries), e => e.Kind == "estimate.expired");
        Assert.Equal(JobStage.Lead, await _company.ReadAsync(db => db.Jobs.Select(j => j.Stage).SingleAsync(Token)));
        Assert.Equal(EstimateState.Sent, await _company.ReadAsync(db => db.Estimates.Select(e => e.State).SingleAsync(Token)));
    }

    [Fact]
    public async Task An_estimate_that_was_sent_anew_expires_with_its_later_version()
    {
        await _company.SendEstimateAsync();
        await _company.ChangeAsync(async db =>
        {
            var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(Token);
            estimate.Edit(estimate.Sent!.Content with { ValidThrough = new DateOnly(2027, 6, 30) });
            await _company.SendAsync(db);
        });
        await _company.SqlAsync("update platform.outbox set due_at = '2027-06-23T06:00Z' where kind = 'expire-estimate'"); // As if only the first had been queued.

        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 23, 6, 0, 0, TimeSpan.Zero));
        await RunOnlyAsync(OutboxKinds.ExpireEstimate);

        Assert.Equal(
            new DateTime(2027, 7, 1, 6, 0, 0, DateTimeKind.Utc),
            await _company.SqlAsync<DateTime>("select due_at from platform.outbox where kind = 'expire-estimate' and done_at is null")
        );
        await _company.MoveClockAsync(new DateTimeOffset(2027, 7, 1, 6, 0, 0, TimeSpan.Zero));
        await RunOnlyAsync(OutboxKinds.ExpireEstimate);
        Assert.Equal(1, await _company.ReadAsync(db => db.Activity.CountAsync(a => a.Kind == "estimate.expired", Token)));
    }

    [Fact]
    public async Task What_has_ended_is_forgotten_in_time_and_what_was_done_with_it_stays()
    {
        await _company.SendEstimateAsync();
        await _company.ApproveAsync("Maria Delgado");
        await _company.ChangeAsync(async db =>
        {
            var link = await db.SetupLinks.FirstAsync(Token);
            db.Add(new Domain.PortalAccess.SetupLinkSecret(link, new byte[32], Domain.PortalAccess.LinkChannel.Copied, db.Now));
            db.Add(
                new Data.Platform.LinkLookup
                {
                    Hash = new byte[32],
                    WorkspaceId = db.WorkspaceId,
                    LinkId = link.Id,
                }
            );
        });
        await _company.Workspaces.ActAsync(_company.Hand, RequestKey.New("test"), _ => Task.CompletedTask, Token);

        await _company.PassAsync(TimeSpan.FromDays(20));
        await RunOnlyAsync(OutboxKinds.TidyWorkspace, OutboxKinds.SweepLinks, OutboxKinds.SweepSessions);
        Assert.Equal((0, 1, 1), await LeftAsync());
        await _company.PassAsync(TimeSpan.FromDays(20));
        await RunOnlyAsync(OutboxKinds.TidyWorkspace, OutboxKinds.SweepLinks, OutboxKinds.SweepSessions);

        Assert.Equal((0, 0, 0), await LeftAsync());
        Assert.True(await _company.ReadAsync(db => db.SetupLinks.AnyAsync(Token)));
        Assert.True(await _company.ReadAsync(db => db.PortalSessions.AnyAsync(Token)));
        Assert.Equal(
            1L,
            await _company.SqlAsync<long>(
                "select count(*) from platform.outbox where kind = 'tidy-workspace' and done_at is null and due_at > altitude.now()"
            )
        );
    }

    [Fact]
    public async Task Old_counters_and_done_rows_are_forgotten()
    {
        await QueueAsync(Guid.CreateVersion7());
        await _company.RunDueAsync();
        await _company.SqlAsync("insert into platform.rate_counters (key, since, count) values ('k', altitude.now(), 1)");
        var sweep = ActivatorUtilities.CreateInstance<PlatformSweep>(_company.Get<IServiceProvider>());

        await sweep.RunOnceAsync(Token);
        Assert.Equal(1L, await _company.SqlAsync<long>("select count(*) from platform.rate_counters"));
        await _company.PassAsync(TimeSpan.FromDays(31));
        await sweep.RunOnceAsync(Token);

        Assert.Equal(0L, await _company.SqlAsync<long>("select count(*) from platform.rate_counters"));
        Assert.Equal(0L, await _company.SqlAsync<long>("select count(*) from platform.outbox where done_at is not null"));
    }

    private async Task RunOnlyAsync(params string[] kinds)
    {
        await _company.Get<OutboxPump>().RunOnceAsync(Token);
        while (_company.Claimed.TryDequeue(out var row))
        {
            if (kinds.Contains(row.Kind))
            {
                await _company.RunAsync(row);
            }
        }
    }

    private async Task<(int Keys, int Secrets, int Lookups)> LeftAsync() =>
        await _company.ReadAsync(async db =>
            (await db.RequestKeys.CountAsync(Token), await db.SetupLinkSecrets.CountAsync(Token), await db.LinkLookups.CountAsync(Token))
        );

    private Task QueueAsync(params Guid[] subjects) =>
        _company.ChangeAsync(db =>
        {
            foreach (var subject in subjects)
            {
                db.Queue(Kind, subject);
            }

            return Task.CompletedTask;
        });

    /// <summary>No timer of this clock rings, and each look at it is a second later.</summary>
    private sealed class PauseThatNeverEnds : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private sealed class Counting : IBackgroundTask
    {
        private int _runs;

        public int Runs => _runs;
        public bool Fails { get; set; }

        /// <summary>It works until it is killed.</summary>
        public bool Hangs { get; set; }
        public SemaphoreSlim Begun { get; } = new(0);

        public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _runs);
            Begun.Release();
            if (Hangs)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return Fails ? throw new InvalidOperationException("As the test wants it.") : TaskEnd.Done;
        }
    }
}
