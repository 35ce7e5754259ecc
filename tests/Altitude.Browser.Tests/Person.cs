using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Altitude.Browser.Tests;

/// <summary>Somebody at a browser of their own. What the browser complains about is kept, and a journey ends badly if there is anything.</summary>
public sealed partial class Person : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();

    private Person(IBrowserContext context) => Context = context;

    public IBrowserContext Context { get; }

    /// <summary>Their first window.</summary>
    public IPage Page { get; private set; } = null!; // ArriveAsync sets it.

    /// <summary>Console errors, unhandled exceptions and breaches of the content-security policy.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Set where a journey cuts the line or kills the server: the browser then says so, rightly.</summary>
    public bool LosesTheLine { get; set; }

    public static async Task<Person> ArriveAsync(IBrowser browser, Uri site, BrowserNewContextOptions options)
    {
        options.BaseURL = site.ToString();
        var person = new Person(await browser.NewContextAsync(options));
        person.Context.Page += (_, page) => person.Watch(page);
        person.Page = await person.Context.NewPageAsync();
        return person;
    }

    public async ValueTask DisposeAsync() => await Context.CloseAsync().OrGivenUpAsync();

    private void Watch(IPage page)
    {
        page.PageError += (_, error) =>
        {
            if (!(LosesTheLine && LostLine().IsMatch(error)))
            {
                _complaints.Enqueue($"{page.Url}: {error}");
            }
        };
        page.Console += (_, message) =>
        {
            // A refusal's or dead link's own status is an answer, not a fault; the journey looks at what it says.
            if (message.Type == "error" && !Answer().IsMatch(message.Text) && !(LosesTheLine && LostLine().IsMatch(message.Text)))
            {
                _complaints.Enqueue($"{page.Url}: {message.Text}");
            }
        };
    }

    [GeneratedRegex(@"^Failed to load resource: the server responded with a status of (4\d\d|503)")] // 503: a portal that is switched off.
    private static partial Regex Answer();

    [GeneratedRegex(
        @"net::ERR_|WebSocket|Connection disconnected|Failed to fetch|Failed to start the circuit|Circuit (host )?not initialized|Cannot send data if the connection"
    )]
    private static partial Regex LostLine();
}
