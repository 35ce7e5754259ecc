using Xunit;

namespace Altitude.Testing;

/// <summary>Waits for something that another thread or process brings about, and no longer than it takes.</summary>
public static class Patiently
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <exception cref="TimeoutException">It did not come about.</exception>
    public static Task HoldsAsync(Func<bool> condition, string? what = null) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <param name="what">What should have come about, for the failure's words.</param>
    /// <exception cref="TimeoutException">It did not come about.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string? what = null)
    {
        var stop = TestContext.Current.CancellationToken;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(s_patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        try
        {
            while (!await condition())
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested && patience.IsCancellationRequested)
        {
            throw new TimeoutException($"After {s_patience.TotalSeconds:N0} s it was still not so{(what is null ? "." : $" that {what}.")}");
        }
    }
}
