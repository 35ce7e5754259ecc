using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>The one circuit of a technician's day: hears that a visit of it changed, says so, and has the page fetched again and merged in place.</summary>
public sealed partial class MyDayIsland : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private IDisposable? _subscription;
    private Staff? _staff;
    private string? _news;

    public MyDayIsland() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    /// <summary>The day that is shown. Constant for a page: a changed parameter would make a new island and lose the news.</summary>
    [Parameter, EditorRequired]
    public required string Day { get; set; }

    /// <summary>What the day looked like when it was drawn: what came after that and before the circuit is caught up with.</summary>
    [PersistentState]
    public string? Drawn { get; set; }

    [Inject]
    public required LiveFeed Feed { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required MyDayQuery Query { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Rhythm Rhythm { get; init; }

    [Inject]
    public required PageFetch Page { get; init; }

    public void Dispose()
    {
        if (!_closed.IsCancellationRequested)
        {
            _closed.Cancel();
            _subscription?.Dispose();
            _closed.Dispose();
        }
    }

    protected override async Task OnInitializedAsync()
    {
        _staff = await Current.GetAsync();
        if (!RendererInfo.IsInteractive)
        {
            Drawn = await ReadAsync();
            return;
        }

        var workspace = _staff.WorkspaceId;
        var subscription = await Feed.SubscribeAsync(
            workspace,
            [LiveTopic.StaffOf(workspace), LiveTopic.SignInOf(workspace, _staff.Session)],
            (entries, _) => InvokeAsync(() => HearAsync(entries)),
            _closing
        );
        if (_closed.IsCancellationRequested)
        {
            subscription.Dispose();
            return;
        }

        _subscription = subscription;
        if ((await Current.GetSignInAsync()).Lasts is { } lasts)
        {
            _ = LeaveWhenOverAsync(lasts);
        }

        await LookAsync();
    }

    /// <summary>Nobody has to do anything for a page to go with its sign-in.</summary>
    private async Task LeaveWhenOverAsync(TimeSpan lasts)
    {
        try
        {
            await Rhythm.WaitAsync(lasts > TimeSpan.Zero ? lasts : TimeSpan.Zero, _closing);
            await InvokeAsync(() => Navigation.NavigateTo("/office/sign-in?next=/office/my-day", forceLoad: true));
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The page went before.
        }
    }

    private async Task HearAsync(IReadOnlyList<FeedEntry> entries)
    {
        if (entries.Any(e => e.Kind == "staff-session.ended" && e.Subject == _staff!.Session.Value)) // Set before anything is heard.
        {
            Navigation.NavigateTo("/office/sign-in?next=/office/my-day", forceLoad: true);
            return;
        }

        if (
            entries.Any(e =>
                e.Kind.StartsWith("appointment.", StringComparison.Ordinal)
                || e.Kind.StartsWith("file.", StringComparison.Ordinal)
                || e.Kind.StartsWith("customer.", StringComparison.Ordinal)
                || e.Kind is SecondStepRequired.EventKind or WorkspaceShut.EventKind // Reading tells whether they may stay.
            )
        )
        {
            await LookAsync();
        }
    }

    private async Task LookAsync()
    {
        try
        {
            if (await ReadAsync() is { } now && now != Drawn)
            {
                (Drawn, _news) = (now, "Your day has changed.");
                StateHasChanged();
                Fetch();
            }
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            Navigation.NavigateTo("/office/sign-in?next=/office/my-day", forceLoad: true);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The page went away.
        }
    }

    /// <summary>What is heard next does not wait for the browser's answer.</summary>
    private void Fetch() => _ = Page.RunAsync(_closing);

    private async Task<string?> ReadAsync() =>
        DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (await Query.RunAsync(_staff!, day, _closing)).Mark // Set before it is asked.
            : null;
}
