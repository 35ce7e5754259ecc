using System.Diagnostics;

namespace Altitude.Testing.Circuits;

/// <summary>Many open pages of one kind, kept alive until they are closed.</summary>
public sealed class OpenPages : IAsyncDisposable
{
    private const int OpeningAtOnce = 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly SocketsHttpHandler _handler = new() { UseCookies = false, AllowAutoRedirect = false };
    private readonly HttpMessageInvoker _http;
    private readonly List<OpenPage> _pages = [];
    private readonly Timer _pings;

    private OpenPages()
    {
        _http = new HttpMessageInvoker(_handler);
        _pings = new Timer(_ => _ = Task.WhenAll(_pages.Select(p => p.PingAsync())), null, Timeout.Infinite, Timeout.Infinite);
    }

    public int Count => _pages.Count;

    /// <summary>Why pages went down, one for each; none: all are up.</summary>
    public IReadOnlyList<string> Failures => [.. _pages.Select(p => p.Failure).OfType<string>()];

    /// <summary>All that the server sent to these pages, as text; empty where <see cref="PageAddress.KeepsFrames"/> was not asked for.</summary>
    public string Frames => string.Concat(_pages.Select(p => p.Frames));

    /// <summary>How long after its beginning the change that was timed last had reached the first page.</summary>
    public TimeSpan FirstAfter { get; private set; }

    public static async Task<OpenPages> OpenAsync(PageAddress address, int count)
    {
        var all = new OpenPages();
        all._pages.AddRange(Enumerable.Range(0, count).Select(_ => new OpenPage(address, all._http, all._stop.Token)));
        await Parallel.ForEachAsync(
            all._pages,
            new ParallelOptions { MaxDegreeOfParallelism = OpeningAtOnce },
            async (page, _) => await page.OpenAsync()
        );
        all._pings.Change(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        return all;
    }

    /// <summary>From <paramref name="act"/>'s beginning, or from what it returns, until the last page had <paramref name="text"/>.</summary>
    /// <param name="act">Makes the change; gives back when it began, in ticks of <see cref="Stopwatch"/>.</param>
    public async Task<TimeSpan> TimeAsync(string text, Func<Task<long>> act, TimeSpan? patience = null)
    {
        var arrivals = new Arrivals(text, _pages.Count);
        for (var i = 0; i < _pages.Count; i++)
        {
            _pages[i].Watching = (arrivals, i);
        }

        var began = await act();
        try
        {
            var last = await arrivals.Last.WaitAsync(patience > s_patience ? patience.Value : s_patience);
            FirstAfter = Stopwatch.GetElapsedTime(began, arrivals.First);
            return Stopwatch.GetElapsedTime(began, last);
        }
        catch (TimeoutException)
        {
            var down = _pages.Where(p => p.Failure is not null).ToArray();
            throw new InvalidOperationException(
                $"'{text}' did not reach every page; {down.Length} of {Count} are down: {down.FirstOrDefault()?.Failure}"
            );
        }
        finally
        {
            _pages.ForEach(p => p.Watching = null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _pings.DisposeAsync();
        await Parallel.ForEachAsync(
            _pages,
            new ParallelOptions { MaxDegreeOfParallelism = OpeningAtOnce },
            async (page, _) => await page.DisposeAsync()
        );
        await _stop.CancelAsync();
        _http.Dispose();
        _handler.Dispose();
        _stop.Dispose();
    }
}
