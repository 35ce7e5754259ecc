using System.Threading.Channels;
using Altitude.Data;
using Npgsql;

namespace Altitude.Web.Live;

/// <summary>Tells the other nodes that heads moved: after the commit and on a connection of its own, because NOTIFY takes a global lock at commit.</summary>
public sealed partial class HeadNotifier(NpgsqlDataSource database, LiveFeed feed, FeedListener listener, ILogger<HeadNotifier> logger)
    : BackgroundService
{
    private readonly Channel<bool> _moved = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

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
                _moved.Reader.TryRead(out _);
                await NotifyAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends; other nodes find the heads by their timers.
        }
    }

    private void Note(Committed committed) => _moved.Writer.TryWrite(true);

    private async Task NotifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("select pg_notify($1, $2)");
            command.Parameters.Add(new() { Value = FeedListener.Channel });
            command.Parameters.Add(new() { Value = listener.Node });
            await command.WholeNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException lost)
        {
            LogNotifyLost(lost.Message); // The other nodes' timers find it.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not notify other nodes: {Reason}")]
    private partial void LogNotifyLost(string reason);
}
