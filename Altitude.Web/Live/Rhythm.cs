namespace Altitude.Web.Live;

/// <summary>Waits and rhythms of open pages, by the machine's clock. Nothing of the business is decided by it.</summary>
public sealed class Rhythm(TimeProvider clock)
{
    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, clock, cancellationToken);

    /// <summary>Calls again and again until disposed; the rhythm can be changed.</summary>
    public ITimer Every(TimeSpan time, Action beat) => clock.CreateTimer(_ => beat(), null, time, time);

    /// <summary>How long ago <paramref name="mark"/> was.</summary>
    public TimeSpan Since(long mark) => clock.GetElapsedTime(mark);

    /// <summary>This moment, to be asked about later.</summary>
    public long Mark() => clock.GetTimestamp();
}
