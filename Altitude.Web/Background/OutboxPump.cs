using System.Data.Common;
using Altitude.Data;
using Hangfire;
using Npgsql;

namespace Altitude.Web.Background;

/// <summary>
/// Hands due rows of the outbox to the workers: claims them with SKIP LOCKED and a lease, so that two pumps never hand out one row, and a row whose worker died
/// is handed out again. Woken by commits of this node and by a timer, it sleeps no longer than until the next row falls due.
/// </summary>
public sealed partial class OutboxPump(
    NpgsqlDataSource database,
    BackgroundTasks tasks,
    ITaskQueue queue,
    OutboxSignal signal,
    BackgroundHeartbeat heartbeat,
    TimeProvider pace,
    ILogger<OutboxPump> logger
) : BackgroundService
{
    /// <summary>How long a row that was handed out may wait for its worker.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a row belongs to whoever has it in hand, the pump until it is handed out and the worker, who renews it while it works: what a node that was killed had in
    /// hand is done by another within a minute.
    /// </summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    /// <summary>At most so many rows wait for a worker at a time; the others wait in the outbox.</summary>
    public const int Room = 200;

    private const int Batch = 100;

    /// <summary>What other nodes commit is found no later than this, should the node die that committed it.</summary>
    private static readonly TimeSpan Timer = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Commits that follow each other closely are looked at together, and open pages hear of them before any mail is written. What somebody waits for, as a payment that the
    /// provider told of, is looked at without this pause, unless a look was just before.
    /// </summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    /// <summary>Look now instead of at the next tick.</summary>
    public void WakeAtOnce() => signal.WakeAtOnce();

    /// <summary>One look: claims what is due and hands it out.</summary>
    /// <returns>How long to sleep at most.</returns>
    public async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var room = Math.Min(Batch, queue.Room());
        var claimed = room > 0 ? await ClaimAsync(room, cancellationToken) : [];
        foreach (var row in claimed)
        {
            queue.Enqueue(row, tasks.Find(row.Kind).Queue);
        }

        await LeaveAsync(claimed, cancellationToken);

        var (age, nextDue) = await LookAsync(cancellationToken);
        heartbeat.Beat(pace.GetUtcNow(), age);
        return claimed.Count == Batch ? TimeSpan.Zero
            : nextDue < Timer ? nextDue
            : Timer;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var sleep = Timer;
                try
                {
                    sleep = await RunOnceAsync(stoppingToken);
                }
                catch (Exception e)
                    when (e is DbException or TimeoutException or BackgroundJobClientException && !stoppingToken.IsCancellationRequested)
                {
                    LogFailed(e);
                }

                var looked = pace.GetTimestamp();
                var isAwaited = await signal.WaitAsync(sleep, stoppingToken);
                if (!isAwaited || pace.GetElapsedTime(looked) < Gather)
                {
                    await Task.Delay(Gather, pace, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends; what is claimed and not done comes back when its lease is over.
        }
    }

    private async Task<IReadOnlyList<ClaimedRow>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with due as (
              select id from platform.outbox
              where done_at is null and due_at <= (select altitude.now()) and (leased_until is null or leased_until < (select altitude.now())) and kind = any($1)
              order by due_at limit $2 for update skip locked
            )
            update platform.outbox o set leased_until = altitude.now() + $3, attempts = o.attempts + 1
            from due where o.id = due.id
            returning o.id, o.workspace_id, o.kind, o.subject, o.attempts, o.leased_until
            """
        );
        command.Parameters.Add(new() { Value = tasks.Names });
        command.Parameters.Add(new() { Value = most });
        command.Parameters.Add(new() { Value = Hold });
        List<ClaimedRow> claimed = [];
        await using var reader = await command.WholeReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(
                new ClaimedRow(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetGuid(3), reader.GetInt32(4))
                {
                    HeldUntil = await reader.GetFieldValueAsync<DateTimeOffset>(5, cancellationToken),
                }
            );
        }

        return claimed;
    }

    /// <summary>What waits for a worker now may wait long in a crowd. Rows that a worker has taken up meanwhile are left alone.</summary>
    private async Task LeaveAsync(IReadOnlyList<ClaimedRow> claimed, CancellationToken cancellationToken)
    {
        if (claimed.Count == 0)
        {
            return;
        }

        await using var command = database.CreateCommand(
            "update platform.outbox set leased_until = altitude.now() + $2 where id = any($1) and leased_until = $3 and done_at is null"
        );
        command.Parameters.Add(new() { Value = claimed.Select(r => r.Id).ToArray() });
        command.Parameters.Add(new() { Value = Lease });
        command.Parameters.Add(new() { Value = claimed[0].HeldUntil }); // Claimed in one statement, all until the same moment.
        await command.WholeNonQueryAsync(cancellationToken);
    }

    private async Task<(TimeSpan Age, TimeSpan NextDue)> LookAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select
              altitude.now() - (select due_at from platform.outbox where done_at is null and due_at <= (select altitude.now()) and kind = any($1) order by due_at limit 1),
              (select due_at from platform.outbox where done_at is null and due_at > (select altitude.now()) order by due_at limit 1) - altitude.now()
            """
        );
        command.Parameters.Add(new() { Value = tasks.Names });
        await using var reader = await command.WholeReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (
            await reader.IsDBNullAsync(0, cancellationToken) ? TimeSpan.Zero : reader.GetFieldValue<TimeSpan>(0),
            await reader.IsDBNullAsync(1, cancellationToken) ? TimeSpan.MaxValue : reader.GetFieldValue<TimeSpan>(1)
        );
    }

    [LoggerMessage(LogLevel.Warning, "The outbox could not be read or handed out; trying again.")]
    private partial void LogFailed(Exception exception);
}

/// <summary>A row that this node has claimed.</summary>
/// <param name="Attempt">Counts the claims: a worker whose row was claimed again since steps aside.</param>
public sealed record ClaimedRow(Guid Id, Guid WorkspaceId, string Kind, Guid Subject, int Attempt)
{
    /// <summary>UTC; when it may be claimed by another, unless it was handed out.</summary>
    public DateTimeOffset HeldUntil { get; init; }
}

/// <summary>Where claimed rows wait for a worker.</summary>
public interface ITaskQueue
{
    /// <summary>How many more it takes now.</summary>
    int Room();

    void Enqueue(ClaimedRow row, string queue);
}
