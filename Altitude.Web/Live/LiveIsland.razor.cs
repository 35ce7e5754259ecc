using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Altitude.Web.Live;

/// <summary>
/// The one circuit of a portal page: hears what concerns the customer, says so to screen readers, and has the page fetched again and merged in place.
/// It works out what it may hear from the session, never from a parameter.
/// </summary>
public sealed partial class LiveIsland : IDisposable
{
    /// <summary>Above this many pages that hear the same, each fetches itself anew at a moment of its own within <see cref="Spread"/>.</summary>
    private const int Crowd = 50;

    /// <summary>A form of this very page may have ended the session; its answer, "You are signed out", goes first.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private IDisposable? _subscription;
    private string? _news;
    private bool _isToFetch;

    public LiveIsland() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    /// <summary>The workspace's slug. Constant for a page: a changed parameter would make a new island and lose the news.</summary>
    [Parameter, EditorRequired]
    public required string Workspace { get; set; }

    [CascadingParameter]
    public HttpContext? Context { get; set; }

    /// <summary>The feed's position when the page was drawn: what came after it and before the circuit is caught up with.</summary>
    [PersistentState]
    public long? DrawnAt { get; set; }

    [Inject]
    public required LiveFeed Feed { get; init; }

    [Inject]
    public required PortalDoor Door { get; init; }

    [Inject]
    public required ActivityNews News { get; init; }

    [Inject]
    public required Rhythm Rhythm { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required PageFetch Page { get; init; }

    [Inject]
    public required AuthenticationStateProvider Authentication { get; init; }

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
        {
            DrawnAt = Context is null ? null : PortalContext.Of(Context)?.Position;
            return;
        }

        var state = await Authentication.GetAuthenticationStateAsync();
        var (browser, staff) = (AltitudeClaims.BrowserOf(state.User), AltitudeClaims.StaffOf(state.User));
        if (await Door.FindAsync(Workspace, browser, staff, _closing) is not { Reader: { } reader } entry)
        {
            Leave();
            return;
        }

        var subscription = await Feed.SubscribeAsync(
            reader.WorkspaceId,
            TopicsOf(reader),
            (entries, cancellationToken) => HearAsync(reader, browser, entries, cancellationToken),
            _closing
        );
        if (_closed.IsCancellationRequested)
        {
            subscription.Dispose();
            return;
        }

        _subscription = subscription;
        if (DrawnAt is not null && DrawnAt < entry.Position && await News.HasAnyAsync(reader, DrawnAt.Value, _closing))
        {
            Fetch();
        }
    }

    public void Dispose()
    {
        if (!_closed.IsCancellationRequested)
        {
            _closed.Cancel();
            _subscription?.Dispose();
            _closed.Dispose();
        }
    }

    private static LiveTopic[] TopicsOf(PortalReader reader)
    {
        var (customer, looks) = (LiveTopic.CustomerOf(reader.WorkspaceId, reader.CustomerId), LiveTopic.LooksOf(reader.WorkspaceId));
        return reader is Onlooker onlooker ? [customer, looks, LiveTopic.SignInOf(reader.WorkspaceId, onlooker.StaffSession)] : [customer, looks];
    }

    private async Task HearAsync(PortalReader reader, byte[]? browser, IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
    {
        if (reader is Visitor)
        {
            // That somebody of the company looks on, or how staff sign in, is nothing to the contact's own pages.
            entries = [.. entries.Where(e => !e.Kind.StartsWith("viewing.", StringComparison.Ordinal) && e.Kind != SecondStepRequired.EventKind)];
            if (entries.Count == 0)
            {
                return;
            }
        }

        var heard = await News.HearAsync(reader, browser, entries, cancellationToken);
        if (!heard.MayStay)
        {
            Hush();
            if (entries.Any(e => e.Kind is "session.ended" or "viewing.ended" && e.Subject == reader.SessionId))
            {
                await Rhythm.WaitAsync(Farewell, _closing);
            }

            await InvokeAsync(Leave);
            return;
        }

        if (entries.Any(e => e.Kind == "customer.merged" && e.Subject == reader.CustomerId.Value))
        {
            // Their customer went into another, of which this island does not hear.
            await InvokeAsync(() => Navigation.NavigateTo(Navigation.Uri, forceLoad: true));
            return;
        }

        var topic = entries.Any(e => e.Customer is not null)
            ? LiveTopic.CustomerOf(reader.WorkspaceId, reader.CustomerId)
            : LiveTopic.LooksOf(reader.WorkspaceId);
        var isCrowded = Feed.CountSubscribers(topic) > Crowd;
        await InvokeAsync(() =>
        {
            _news = heard.Sentence ?? _news;
            StateHasChanged();
            if (!isCrowded)
            {
                Fetch();
            }
            else if (!_isToFetch)
            {
                _isToFetch = true;
                _ = FetchLaterAsync(cancellationToken); // What is heard meanwhile is drawn at once, and is in that page too.
            }
        });
    }

    private async Task FetchLaterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Rhythm.WaitAsync(Spread * Random.Shared.NextDouble(), cancellationToken);
            _isToFetch = false;
            await InvokeAsync(Fetch);
        }
        catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException)
        {
            // The page went away.
        }
    }

    /// <summary>What is heard next does not wait for the browser's answer.</summary>
    private void Fetch() => _ = Page.RunAsync(_closing);

    /// <summary>Nothing further is heard.</summary>
    private void Hush()
    {
        _subscription?.Dispose();
        _subscription = null;
    }

    /// <summary>
    /// This circuit's way in is closed, and the page is fetched anew: it leads to the sign-in where the session is over, and stays where only the browser's secret was
    /// renewed because a link of another company was used in it.
    /// </summary>
    private void Leave()
    {
        Hush();
        Navigation.NavigateTo(Navigation.Uri, forceLoad: true);
    }
}
