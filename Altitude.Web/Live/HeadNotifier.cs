using System.Threading.Channels;
using Altitude.Data;
using Npgsql;

namespace Altitude.Web.Live;

/// <summary>Tells the other nodes that heads moved: after the commit and on a connection of its own, because NOTIFY takes a global lock at commit.</summary>
public sealed partial class HeadNotifier(NpgsqlDataSource database, LiveFeed feed, ILogger<HeadNotifier> logger) : BackgroundService
{
    private readonly Channel<Guid> _moved = Channel.CreateBounded<Guid>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        feed.CommittedHere += Note;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        feed.CommittedHere -= Note;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _moved.Reader.WaitToReadAsync(stoppingToken))
            {
                var moved = new HashSet<Guid>();
                while (moved.Count < 100 && _moved.Reader.TryRead(out var workspace))
                {
                    moved.Add(workspace);
                }

                await NotifyAsync(moved, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends; other nodes find the heads by their timers.
        }
    }

    private void Note(Committed committed) => _moved.Writer.TryWrite(committed.WorkspaceId.Value);

    private async Task NotifyAsync(HashSet<Guid> workspaces, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("select pg_notify($1, w::text) from unnest($2) w");
            command.Parameters.Add(new() { Value = FeedListener.Channel });
            command.Parameters.Add(new() { Value = workspaces.ToArray() });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException lost)
        {
            LogNotifyLost(lost.Message); // The other nodes' timers find it.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not notify other nodes: {Reason}")]
    private partial void LogNotifyLost(string reason);
}
