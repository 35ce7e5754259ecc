using Altitude.Data;
using Altitude.Domain.Activity;
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
    /// <summary>Above this many listeners a change to all pages is spread over half a second.</summary>
    private const int Crowd = 50;

    /// <summary>A form of this very page may have ended the session; its answer, "You are signed out", goes first.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _closed = new();
    private IDisposable? _subscription;
    private string? _news;
    private Visitor? _visitor;

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
    public required AuthenticationStateProvider Authentication { get; init; }

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
        {
            DrawnAt = Context is null ? null : PortalContext.Of(Context)?.Position;
            return;
        }

        var state = await Authentication.GetAuthenticationStateAsync();
        var browser = AltitudeClaims.BrowserOf(state.User);
        if (await Door.FindAsync(Workspace, browser, _closed.Token) is not { Visitor: { } visitor } entry)
        {
            Leave();
            return;
        }

        _visitor = visitor;
        var subscription = await Feed.SubscribeAsync(
            visitor.WorkspaceId,
            [LiveTopic.CustomerOf(visitor.WorkspaceId, visitor.CustomerId), LiveTopic.LooksOf(visitor.WorkspaceId)],
            (entries, cancellationToken) => HearAsync(entries, browser, cancellationToken),
            _closed.Token
        );
        if (_closed.IsCancellationRequested)
        {
            subscription.Dispose();
            return;
        }

        _subscription = subscription;
        if (DrawnAt is not null && DrawnAt < entry.Position && await News.HasAnyAsync(visitor, DrawnAt.Value, _closed.Token))
        {
            Navigation.Refresh();
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

    private async Task HearAsync(IReadOnlyList<FeedEntry> entries, byte[]? browser, CancellationToken cancellationToken)
    {
        if (await Door.FindAsync(Workspace, browser, cancellationToken) is not { Visitor: { } visitor } || visitor.Session != _visitor?.Session)
        {
            Hush();
            if (entries.Any(e => e.Kind == "session.ended" && e.Subject == _visitor?.Session.Value))
            {
                await Rhythm.WaitAsync(Farewell, _closed.Token);
            }

            await InvokeAsync(Leave);
            return;
        }

        if (entries.All(e => e.Customer is null) && Feed.CountSubscribers(LiveTopic.LooksOf(visitor.WorkspaceId)) > Crowd)
        {
            await Task.Delay(Random.Shared.Next(500), cancellationToken);
        }

        var news = await News.ForAsync(visitor, entries, cancellationToken);
        await InvokeAsync(() =>
        {
            _news = news ?? _news;
            StateHasChanged();
            Navigation.Refresh();
        });
    }

    /// <summary>Nothing further is heard.</summary>
    private void Hush()
    {
        _subscription?.Dispose();
        _subscription = null;
    }

    /// <summary>The session is over, and the page goes.</summary>
    private void Leave()
    {
        Hush();
        Navigation.NavigateTo($"/portal/{Workspace}/sign-in", forceLoad: true);
    }
}
