using System.Diagnostics.Metrics;
using System.Globalization;
using Altitude.Web.Hosting;

namespace Altitude.Web.Background;

/// <summary>Whether background work moves: read by the health check and shown as a metric.</summary>
public sealed class BackgroundHeartbeat : IDisposable
{
    private readonly Meter _meter = new("Altitude");
    private long _ageTicks;
    private long _lastRunTicks;

    public BackgroundHeartbeat() =>
        _meter.CreateObservableGauge(
            "altitude.outbox.age",
            () => OutboxAge.TotalSeconds,
            "s",
            "How long the oldest due row of the outbox has waited"
        );

    /// <summary>When the pump last looked, by the pacing clock, UTC; null: not yet.</summary>
    public DateTimeOffset? LastRun => Interlocked.Read(ref _lastRunTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>How long the oldest row that is due, and neither done nor put off, has waited when the pump last looked.</summary>
    public TimeSpan OutboxAge => TimeSpan.FromTicks(Interlocked.Read(ref _ageTicks));

    public void Beat(DateTimeOffset at, TimeSpan outboxAge)
    {
        Interlocked.Exchange(ref _ageTicks, Math.Max(0, outboxAge.Ticks));
        Interlocked.Exchange(ref _lastRunTicks, at.UtcTicks);
    }

    public void Dispose() => _meter.Dispose();
}

/// <summary>Does background work move? Mails that a mail server puts off are no fault of this node.</summary>
internal sealed class BackgroundProbe(BackgroundHeartbeat heartbeat, TimeProvider pace) : IHealthProbe
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>Two leases: a worker that died has had its successor.</summary>
    private static readonly TimeSpan LongestWait = OutboxPump.Lease * 2 + TimeSpan.FromMinutes(1);

    public Task<HealthCheck> LookAsync(CancellationToken cancellationToken)
    {
        var silence = heartbeat.LastRun is { } last ? pace.GetUtcNow() - last : TimeSpan.MaxValue;
        var (isHealthy, detail) =
            silence > LongestSilence ? (false, "the outbox pump has not looked for too long")
            : heartbeat.OutboxAge > LongestWait
                ? (false, string.Create(CultureInfo.InvariantCulture, $"the oldest due row has waited {heartbeat.OutboxAge.TotalSeconds:F0} s"))
            : (
                true,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"looked {silence.TotalSeconds:F1} s ago, oldest due row {heartbeat.OutboxAge.TotalSeconds:F0} s"
                )
            );
        return Task.FromResult(new HealthCheck("background", isHealthy, detail));
    }
}
