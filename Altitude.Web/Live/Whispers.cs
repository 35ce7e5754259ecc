using System.Threading.Channels;
using Altitude.Data;
using Npgsql;

namespace Altitude.Web.Live;

/// <summary>Short words between nodes that nothing rests on: ids and verbs, not kept, lost when the line is. Who told them hears them, too.</summary>
public sealed class Whispers
{
    /// <summary>To be carried to the other nodes.</summary>
    public event Action<string>? Told;

    /// <summary>Came from a node, possibly this one.</summary>
    public event Action<string>? Heard;

    /// <summary>The line is there, or there again: what was said meanwhile is not known.</summary>
    public event Action? Connected;

    /// <param name="words">Ids and verbs; never names, never longer than a few hundred letters.</param>
    public void Tell(string words) => Told?.Invoke(words);

    internal void Hear(string words) => Heard?.Invoke(words);

    internal void Connect() => Connected?.Invoke();
}

/// <summary>Carries whispers by LISTEN and NOTIFY, on a connection of its own and never within an act.</summary>
public sealed partial class WhisperRelay(NpgsqlDataSource database, Whispers whispers, ILogger<WhisperRelay> logger) : BackgroundService
{
    private const string Line = "altitude_whispers";

    private readonly Channel<string> _told = Channel.CreateBounded<string>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        whispers.Told += Note;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        whispers.Told -= Note;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CarryAsync(stoppingToken);
            }
            catch (Exception lost)
                when (lost is NpgsqlException or IOException or System.Net.Sockets.SocketException && !stoppingToken.IsCancellationRequested)
            {
                LogLost(lost.Message);
                await PauseAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Note(string words) => _told.Writer.TryWrite(words);

    private async Task CarryAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenConnectionAsync(stopping);
        connection.Notification += (_, said) => whispers.Hear(said.Payload);
        await using (var listen = new NpgsqlCommand($"listen {Line}", connection))
        {
            await listen.WholeNonQueryAsync(stopping);
        }

        whispers.Connect();
        var word = _told.Reader.WaitToReadAsync(stopping).AsTask();
        while (true)
        {
            using var spoken = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var hearing = connection.WaitAsync(spoken.Token);
            await Task.WhenAny(hearing, word);
            await spoken.CancelAsync(); // One connection: it listens, or it speaks.
            try
            {
                await hearing;
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                // There is something to tell.
            }

            while (_told.Reader.TryRead(out var words))
            {
                await using var tell = new NpgsqlCommand("select pg_notify($1, $2)", connection);
                tell.Parameters.Add(new() { Value = Line });
                tell.Parameters.Add(new() { Value = words });
                await tell.WholeNonQueryAsync(stopping);
            }

            if (word.IsCompleted)
            {
                word = _told.Reader.WaitToReadAsync(stopping).AsTask();
            }
        }
    }

    private static async Task PauseAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the line between nodes: {Reason}")]
    private partial void LogLost(string reason);
}
