using System.Threading.Channels;

namespace Altitude.Web.Background;

/// <summary>Wakes the outbox pump of this node. Waking it twice before it looked is once.</summary>
public sealed class OutboxSignal(TimeProvider pace)
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private int _isUrgent;

    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>As <see cref="Wake"/>, for what somebody waits for: it is not gathered with what may follow.</summary>
    public void WakeAtOnce()
    {
        Volatile.Write(ref _isUrgent, 1);
        Wake();
    }

    /// <summary>Returns when woken, or when <paramref name="longest"/> is over.</summary>
    /// <returns>Whether somebody waits for it.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(longest, pace);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }

        return Interlocked.Exchange(ref _isUrgent, 0) == 1;
    }
}
