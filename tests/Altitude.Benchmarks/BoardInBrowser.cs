using Microsoft.Playwright;

namespace Altitude.Benchmarks;

/// <summary>One board in a real browser, which says when a text stood in its document.</summary>
internal sealed class BoardInBrowser : IAsyncDisposable
{
    /// <summary>Looks at every change of the document; gives back the wall clock in milliseconds.</summary>
    private const string Watch = """
        text => {
            window.benchSeen = new Promise(resolve => {
                const look = () => {
                    if (document.body.textContent.includes(text)) {
                        observer.disconnect();
                        resolve(performance.timeOrigin + performance.now());
                    }
                };
                const observer = new MutationObserver(look);
                observer.observe(document.body, { childList: true, subtree: true, characterData: true });
                look();
            });
        }
        """;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private BoardInBrowser(IPlaywright playwright, IBrowser browser, IPage page) => (_playwright, _browser, _page) = (playwright, browser, page);

    /// <param name="cookies">As in a request's header.</param>
    public static async Task<BoardInBrowser> OpenAsync(Uri url, string cookies)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("ALTITUDE_CHROMIUM") ?? "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
            }
        );
        var context = await browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = 1280, Height = 800 },
            }
        );
        await context.AddCookiesAsync(
            cookies
                .Split("; ")
                .Select(c => c.Split('=', 2))
                .Select(c => new Cookie
                {
                    Name = c[0],
                    Value = c[1],
                    Url = url.ToString(),
                })
        );
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(url, "/office/board").ToString());
        return new BoardInBrowser(playwright, browser, page);
    }

    /// <returns>Waits until the text is in the document, and says when it was.</returns>
    public async Task<Func<Task<DateTimeOffset>>> WatchForAsync(string text)
    {
        await _page.EvaluateAsync(Watch, text);
        return async () =>
        {
            var at = await _page.EvaluateAsync<double>("window.benchSeen");
            return DateTimeOffset.UnixEpoch.AddMilliseconds(at);
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
