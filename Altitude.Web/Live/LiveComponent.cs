using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Live;

/// <summary>An office component that loads itself, loads again when its topic changes, and lets go when it is closed.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private IDisposable? _subscription;

    protected LiveComponent() => Closed = _closed.Token;

    [Inject]
    public required LiveFeed Feed { get; init; }

    /// <summary>Null in a circuit.</summary>
    [CascadingParameter]
    public HttpContext? Context { get; set; }

    /// <summary>Cancelled when the component is removed. Pass it to every call.</summary>
    protected CancellationToken Closed { get; }

    /// <summary>Where it listens; asked after <see cref="PrepareAsync"/>.</summary>
    protected abstract (Id<Workspace> Workspace, LiveTopic Topic) Listening { get; }

    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>Finds out who is looking, before anything is listened to or read.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>404, the same for what is another's and for what does not exist; the page itself says so in words.</summary>
    protected void AnswerNotFound()
    {
        if (Context is { Response.HasStarted: false })
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    /// <summary>Whether this change concerns the component at all. Asked outside its circuit; answers at once.</summary>
    protected virtual bool Concerns(FeedEntry entry) => true;

    /// <summary>Whether it stands beside the page and reads again after it, a moment later.</summary>
    protected virtual bool IsPatient => false;

    protected override async Task OnInitializedAsync()
    {
        await PrepareAsync(Closed);

        // Listen first, then load: a change in between costs one refresh instead of being missed.
        if (RendererInfo.IsInteractive)
        {
            var (workspace, topic) = Listening;
            var subscription = await Feed.SubscribeAsync(workspace, [topic], (_, _) => InvokeAsync(RefreshAsync), Closed, Concerns, IsPatient);
            if (Closed.IsCancellationRequested)
            {
                subscription.Dispose();
                return;
            }

            _subscription = subscription;
        }

        await LoadAsync(Closed);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_closed.IsCancellationRequested)
        {
            _closed.Cancel();
            _subscription?.Dispose();
            _closed.Dispose();
        }
    }

    private async Task RefreshAsync()
    {
        if (Closed.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await LoadAsync(Closed);
            StateHasChanged();
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            if (Closed.IsCancellationRequested)
            {
                return; // The page it was for has gone meanwhile.
            }

            await DispatchExceptionAsync(failed); // Reaches this page's error boundary, not the feed.
        }
    }
}
