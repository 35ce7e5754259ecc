using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Altitude.Web.Layout;

/// <summary>The office's frame: rail, bar and work. Closes when its sign-in ends.</summary>
public sealed partial class OfficeLayout
{
    /// <summary>A form of this very page may have ended the sign-in; its answer goes first.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private const string Messages = "/office/messages";
    private const string Leads = "/office/leads";

    private static readonly Place[] Places =
    [
        new("/office", "Today", OfficeIcon.Today),
        new("/office/board", "Board", OfficeIcon.Board),
        new("/office/schedule", "Schedule", OfficeIcon.Calendar),
        new(Leads, "Requests", OfficeIcon.Inbox),
        new(Messages, "Messages", OfficeIcon.Talk),
        new("/office/customers", "Customers", OfficeIcon.People),
        new("/office/estimates", "Estimates", OfficeIcon.Document),
        new("/office/invoices", "Invoices", OfficeIcon.Receipt),
        new("/office/payments", "Payments", OfficeIcon.Card),
        new("/office/price-book", "Price book", OfficeIcon.Tag),
        new("/office/deliveries", "Mail", OfficeIcon.Mail),
    ];
    private static readonly Place Access = new("/office/access", "Access", OfficeIcon.Link);
    private static readonly Place MyDay = new("/office/my-day", "My day", OfficeIcon.Route);
    private static readonly Place Settings = new("/office/settings/portal", "Settings", OfficeIcon.Settings);

    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private MudTheme? _theme;
    private IDisposable? _subscription;
    private StaffSignIn? _signIn;
    private WorkspaceView? _workspace;
    private IReadOnlyList<StaffSeatView> _seats = [];
    private OfficeBoundary? _boundary;
    private bool _hasEnded;
    private bool _isLeaving;

    public OfficeLayout() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required StaffSeatsQuery Seats { get; init; }

    [Inject]
    public required LiveFeed Feed { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Pace { get; init; }

    /// <summary>The document has a base address, against which "#work" alone would mean the front page.</summary>
    private string Content => $"/{Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0]}#work";

    /// <summary>Whoever makes visits begins with their own.</summary>
    private IEnumerable<Place> OwnPlaces => _signIn?.Staff.Role == StaffRole.Technician ? [MyDay, .. Places] : [.. Places, Access];

    /// <summary>What a phone's bar has room for beside More; the first are what people do all day.</summary>
    private IReadOnlyList<Place> InBar => [.. OwnPlaces.Where(p => p.Path is not Leads).Take(4)];

    private IEnumerable<Place> BehindMore => OwnPlaces.Except(InBar).Concat(_signIn?.Staff.Role.MayControl() == true ? [Settings] : []);

    private bool IsBehindMore => BehindMore.Any(p => CurrentOf(p) is not null);

    private IEnumerable<StaffSeatView> OtherSeats => _seats.Where(s => s.Workspace != _signIn?.Staff.WorkspaceId);

    protected override async Task OnInitializedAsync()
    {
        _signIn = await Current.GetSignInAsync();
        var staff = _signIn.Staff;
        if (RendererInfo.IsInteractive)
        {
            var subscription = await Feed.SubscribeAsync(
                staff.WorkspaceId,
                [LiveTopic.SignInOf(staff.WorkspaceId, staff.Session), LiveTopic.LooksOf(staff.WorkspaceId)],
                HearAsync,
                _closing
            );
            if (_closed.IsCancellationRequested)
            {
                subscription.Dispose();
                return;
            }

            _subscription = subscription;
        }

        try
        {
            await LoadAsync(_closing);
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            GoToDoor(refused); // It ended between the page and its circuit.
            return;
        }

        if (RendererInfo.IsInteractive && _signIn.Lasts is { } lasts)
        {
            _ = LeaveWhenOverAsync(lasts);
        }

        _seats = await Seats.RunAsync(_signIn.UserId, _closing);
    }

    protected override void OnParametersSet() => _boundary?.Recover();

    public void Dispose()
    {
        if (!_closed.IsCancellationRequested)
        {
            _closed.Cancel();
            _subscription?.Dispose();
            _closed.Dispose();
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        _workspace = await Current.GetWorkspaceAsync(cancellationToken);
        _theme = OfficeThemes.Of(_workspace.Brand.Primary.ToString());
    }

    private Task HearAsync(IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken) =>
        InvokeAsync(async () =>
        {
            if (entries.Any(e => e.Kind == "staff-session.ended"))
            {
                await LeaveAsync(cancellationToken);
                return;
            }

            try
            {
                await LoadAsync(cancellationToken);
                StateHasChanged();
            }
            catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
            {
                GoToDoor(refused); // A second step is asked of them, or an owner closed the company.
            }
        });

    /// <summary>What was on the page hears nothing further, whether or not the browser leaves it.</summary>
    private void GoToDoor(RuleViolation refused)
    {
        Refusals.Count(refused);
        _isLeaving = true;
        StateHasChanged();
        var here = "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0];
        Navigation.NavigateTo(
            refused.Rule == AccessRules.SecondStep ? $"/office/sign-in?next={Uri.EscapeDataString(here)}" : "/office/sign-in", // Its door leads on, and back.
            forceLoad: true
        );
    }

    /// <summary>The sign-in is over: what was on the page goes at once, then the page itself.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        _hasEnded = true;
        StateHasChanged();
        await Task.Delay(Farewell, Pace, cancellationToken);
        Navigation.NavigateTo("/office/sign-in", forceLoad: true);
    }

    /// <summary>Nobody has to do anything for a page to go with its sign-in.</summary>
    private async Task LeaveWhenOverAsync(TimeSpan lasts)
    {
        try
        {
            await Task.Delay(lasts > TimeSpan.Zero ? lasts : TimeSpan.Zero, Pace, _closing);
            await InvokeAsync(() => LeaveAsync(_closing));
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The page went before.
        }
    }

    private string? CurrentOf(Place place)
    {
        var here = "/" + Navigation.ToBaseRelativePath(Navigation.Uri);
        return (place == Settings ? SettingsTabs.Hold(here.Split('#', '?')[0]) : IsWithin(here, place.Path)) ? "page" : null;
    }

    private static bool IsWithin(string here, string place) =>
        place == "/office" ? here.Split('#', '?')[0] == place : here.StartsWith(place, StringComparison.Ordinal);

    private sealed record Place(string Path, string Name, string Icon);
}
