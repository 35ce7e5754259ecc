using System.Diagnostics.Metrics;

namespace Altitude.Web.Background;

/// <summary>Whether background work moves: read by the health check and shown as a metric.</summary>
public sealed class BackgroundHeartbeat : IDisposable
{
    private readonly Meter _meter = new("Altitude");
    private long _ageTicks;
    private long _lastRunTicks;

    public BackgroundHeartbeat() =>
        _meter.CreateObservableGauge("altitude.outbox.age", () => OutboxAge.TotalSeconds, "s", "How long the oldest due row of the outbox has waited");

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
