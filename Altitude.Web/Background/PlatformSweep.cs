using System.Data.Common;
using Altitude.Data;
using Npgsql;

namespace Altitude.Web.Background;

/// <summary>Forgets old counters of tries and what the outbox has done, an hour apart. Every node does it; a row is gone once.</summary>
internal sealed partial class PlatformSweep(NpgsqlDataSource database, TimeProvider pace, ILogger<PlatformSweep> logger) : BackgroundService
{
    /// <summary>Ids of the outbox begin with their time (UUID version 7), so old rows stand together in its key.</summary>
    private const string Forget = """
        delete from platform.rate_counters where ctid = any(array(
          select ctid from platform.rate_counters where since < altitude.now() - interval '2 days' order by since limit 10000));
        delete from platform.outbox where id = any(array(
          select id from platform.outbox where done_at < altitude.now() - interval '30 days' order by id limit 10000));
        delete from platform.webhook_inbox where id = any(array(
          select id from platform.webhook_inbox where received_at < altitude.now() - interval '90 days' order by received_at limit 10000));
        delete from platform.sign_in_steps where hash = any(array(
          select hash from platform.sign_in_steps where expires_at < altitude.now() - interval '1 hour' order by expires_at limit 10000));
        """;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Forget);
        await command.WholeNonQueryAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), pace);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await RunOnceAsync(stoppingToken);
                }
                catch (DbException e)
                {
                    LogFailed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old counters and outbox rows were not forgotten; trying again in an hour.")]
    private partial void LogFailed(Exception exception);
}
