using Microsoft.JSInterop;

namespace Altitude.Web.Live;

/// <summary>
/// Has the browser fetch its static page anew and merge it in place. <c>NavigationManager.Refresh</c> does the same, but writes an error to the log and
/// breaks the circuit when the page goes away before the browser has answered, which is how most pages end.
/// </summary>
public sealed partial class PageFetch(IJSRuntime script, ILogger<PageFetch> logger)
{
    /// <summary>In live.js, for it alone knows where the browser is by now.</summary>
    internal const string Function = "altitude.fetchPage";

    /// <summary>Ends when the browser has answered, and never fails; whoever must not wait for a browser does not. Called on the circuit's own thread.</summary>
    /// <param name="closing">The page goes away: nothing is owed to it any more.</param>
    public async Task RunAsync(CancellationToken closing)
    {
        try
        {
            await script.InvokeVoidAsync(Function, closing);
        }
        catch (Exception gone) when (gone is OperationCanceledException or JSDisconnectedException)
        {
            // Whoever comes back fetches the page anyway.
        }
        catch (JSException failed)
        {
            LogFailed(failed.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page could not fetch itself anew: {Reason}")]
    private partial void LogFailed(string reason);
}
