using Microsoft.Playwright;

namespace Altitude.Browser.Tests;

/// <summary>One browser for all journeys; each person in a journey has a context of their own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser was not started: is it the assembly's fixture?");

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("ALTITUDE_CHROMIUM") ?? "/usr/bin/chromium",
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync().OrGivenUpAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>Ends of browsers.</summary>
internal static class Closing
{
    /// <summary>A browser that does not answer to being closed ends with the process; a journey that is over does not wait for it for ever.</summary>
    public static async Task OrGivenUpAsync(this Task closing)
    {
        try
        {
            await closing.WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine("The browser did not close within 20 s.");
        }
    }
}
