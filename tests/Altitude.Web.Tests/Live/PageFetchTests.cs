using System.Collections.Concurrent;
using Altitude.Web.Live;
using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;

namespace Altitude.Web.Tests.Live;

/// <summary>Most pages end while something is on its way to them, and nobody need be told of it.</summary>
public sealed class PageFetchTests
{
    private readonly ConcurrentQueue<string> _lines = new();

    [Fact]
    public async Task A_page_that_goes_away_before_its_browser_answers_is_no_error()
    {
        using var closing = new CancellationTokenSource();
        var browser = new Browser(token => Task.Delay(Timeout.Infinite, token));

        var fetch = FetchOf(browser).RunAsync(closing.Token);
        Assert.Equal([PageFetch.Function], browser.Asked);
        await closing.CancelAsync();
        await fetch;

        Assert.Empty(_lines);
    }

    [Fact]
    public async Task Nor_is_a_line_that_is_gone_already()
    {
        await FetchOf(new Browser(_ => Task.FromException(new JSDisconnectedException("gone")))).RunAsync(default);

        Assert.Empty(_lines);
    }

    [Fact]
    public async Task A_script_that_fails_is_said_to_the_operator_and_harms_nobody()
    {
        await FetchOf(new Browser(_ => Task.FromException(new JSException("altitude is not defined")))).RunAsync(default);

        Assert.Contains("altitude is not defined", Assert.Single(_lines), StringComparison.Ordinal);
    }

    private PageFetch FetchOf(Browser browser)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new KeptLines(_lines)));
        return new(browser, logs.CreateLogger<PageFetch>());
    }

    private sealed class Browser(Func<CancellationToken, Task> answer) : IJSRuntime
    {
        public List<string> Asked { get; } = [];

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => InvokeAsync<TValue>(identifier, default, args);

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            Asked.Add(identifier);
            await answer(cancellationToken);
            return default!; // Nobody reads a function's answer that has none.
        }
    }
}
