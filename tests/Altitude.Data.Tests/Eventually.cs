using System.Diagnostics;

namespace Altitude.Data.Tests;

/// <summary>Waits for what must become true, and for nothing longer.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="TimeoutException">It did not become true.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > Patience)
            {
                throw new TimeoutException($"After {Patience.TotalSeconds:N0} s it was still not so that {what}.");
            }

            await Task.Delay(5);
        }
    }
}
