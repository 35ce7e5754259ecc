using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Web.Live;

/// <summary>
/// Brings what other nodes committed: woken by NOTIFY and by a timer, it compares the heads of the workspaces that are open here with how far their pages were
/// told. The heads are the truth; NOTIFY only saves waiting, so a node that was cut off catches up and misses nothing.
/// </summary>
public sealed partial class FeedListener(
    NpgsqlDataSource database,
    WorkspaceDbFactory workspaces,
    LiveFeed feed,
    FeedPositions positions,
    LiveOptions options,
    ILogger<FeedListener> logger
) : BackgroundService
{
    public const string Channel = "altitude_heads";

    private const int Page = 500;

    private static readonly Meter Meter = new("Altitude");
    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>(
        "altitude.feed.lag",
        "s",
        "From an entry's commit to this node telling its pages"
    );

    private readonly Channel<bool> _wake = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>What this node calls itself on the channel: of its own commits it has told its pages already.</summary>
    public string Node { get; } = Guid.NewGuid().ToString("N");

    /// <summary>When the heads were last compared, by the pacing clock; for the health check.</summary>
    public DateTimeOffset LastLook { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Looks now instead of at the next tick.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await Task.WhenAll(ListenAsync(stoppingToken), LookAsync(stoppingToken));

    private async Task ListenAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stopping);
                connection.Notification += (_, said) =>
                {
                    if (said.Payload != Node)
                    {
                        Wake();
                    }
                };
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                {
                    await listen.WholeNonQueryAsync(stopping);
                }

                Wake(); // What was said while nobody listened.
                while (true)
                {
                    await connection.WaitAsync(stopping);
                }
            }
            catch (Exception lost)
                when (lost is NpgsqlException or IOException or System.Net.Sockets.SocketException && !stopping.IsCancellationRequested)
            {
                LogListenLost(lost.Message);
                await PauseAsync(TimeSpan.FromSeconds(1), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await CatchUpAsync(stopping);
                LastLook = DateTimeOffset.UtcNow; // Pacing only: the health check asks how long ago this was.
            }
            catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException or IOException && !stopping.IsCancellationRequested)
            {
                LogLookFailed(lost.Message);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }

            await PauseAsync(options.CatchUp, stopping);
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var open = positions.Open;
        if (open.Count == 0)
        {
            return;
        }

        List<(Id<Workspace> Workspace, long Head)> heads = [];
        await using (var command = database.CreateCommand("select workspace_id, seq from platform.heads where workspace_id = any($1)"))
        {
            command.Parameters.Add(new() { Value = open.Select(w => w.Value).ToArray() });
            await using var reader = await command.WholeReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                heads.Add((new Id<Workspace>(reader.GetGuid(0)), reader.GetInt64(1)));
            }
        }

        foreach (var (workspace, head) in heads)
        {
            await BringAsync(workspace, head, cancellationToken);
        }
    }

    private async Task BringAsync(Id<Workspace> workspace, long head, CancellationToken cancellationToken)
    {
        await positions.EnsureKnownAsync(workspace, cancellationToken);
        while (positions.Of(workspace) is { } known && known < head)
        {
            var task = new BackgroundTask(workspace, "live-feed");
            List<FeedEntry> entries;
            DateTimeOffset? oldest;
            try
            {
                await using var db = await workspaces.ReadAsync(task, cancellationToken);
                var page = await db
                    .Activity.Where(a => a.Seq > known && a.Seq <= head)
                    .OrderBy(a => a.Seq)
                    .Take(Page)
                    .Select(a => new { Entry = new FeedEntry(a.Seq, a.Kind, a.Subject, a.CustomerId, a.JobId), a.At })
                    .ToListAsync(cancellationToken);
                entries = [.. page.Select(p => p.Entry)];
                oldest = page.Count > 0 ? page[0].At : null;
                if (oldest is { } at)
                {
                    Lag.Record(Math.Max(0, (db.Now - at).TotalSeconds));
                }
            }
            catch (RuleViolation)
            {
                // The workspace was closed: its pages learn that from their own next look.
                feed.Publish(workspace, positions.MoveTo(workspace, head, [new FeedEntry(head, "workspace.changed", workspace.Value, null, null)]));
                return;
            }

            var reached = entries.Count == Page ? entries[^1].Seq : head;
            feed.Publish(workspace, positions.MoveTo(workspace, reached, entries));
        }
    }

    private async Task PauseAsync(TimeSpan most, CancellationToken stopping)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(most);
        try
        {
            await _wake.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // Time for the next look.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection that hears other nodes: {Reason}")]
    private partial void LogListenLost(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not compare heads: {Reason}")]
    private partial void LogLookFailed(string reason);
}

/// <summary>Pacing of the live feed.</summary>
/// <param name="CatchUp">How long at most until a change of another node shows although its NOTIFY was lost.</param>
public sealed record LiveOptions(TimeSpan CatchUp);
