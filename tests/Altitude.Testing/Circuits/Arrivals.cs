using System.Diagnostics;
using System.Text;

namespace Altitude.Testing.Circuits;

/// <summary>One change on its way to every open page: when each of them had the text that it brings.</summary>
internal sealed class Arrivals(string text, int pages)
{
    private readonly byte[] _text = Encoding.UTF8.GetBytes(text);
    private readonly long[] _at = new long[pages];
    private readonly TaskCompletionSource<long> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = pages;

    /// <summary>When the last page had it, in ticks of <see cref="Stopwatch"/>.</summary>
    public Task<long> Last => _last.Task;

    /// <summary>When the first page had it, in the same ticks; 0: none yet.</summary>
    public long First => _at.Where(at => at > 0).DefaultIfEmpty().Min();

    /// <param name="at">When the whole message was in, before anything was read in it.</param>
    public void Look(int page, ReadOnlySpan<byte> message, long at)
    {
        if (message.IndexOf(_text) >= 0 && Interlocked.CompareExchange(ref _at[page], at, 0) == 0 && Interlocked.Decrement(ref _missing) == 0)
        {
            _last.TrySetResult(_at.Max());
        }
    }
}
