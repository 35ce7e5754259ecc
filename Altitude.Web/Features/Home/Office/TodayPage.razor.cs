using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Home.Office;

/// <summary>What needs the office today, live.</summary>
public sealed partial class TodayPage
{
    /// <summary>Visits pass and estimates end without anybody doing anything.</summary>
    private static readonly TimeSpan ClockwiseReload = TimeSpan.FromMinutes(5);

    private static readonly string[] Kinds =
    [
        "estimate.",
        "lead.",
        "job.",
        "job-message.",
        "message.",
        "conversation.",
        "appointment.",
        "invoice.",
        "customer.",
        "staff.",
        "workspace.",
        "viewing.",
    ];

    private readonly HashSet<string> _seen = [];
    private readonly HashSet<string> _fresh = [];
    private Staff? _staff;
    private Today? _today;
    private FirstSteps? _steps;
    private ITimer? _timer;

    [Inject]
    public required TodayQuery Query { get; init; }

    [Inject]
    public required FirstStepsQuery Steps { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required Rhythm Rhythm { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        if (RendererInfo.IsInteractive)
        {
            _timer = Rhythm.Every(ClockwiseReload, () => _ = InvokeAsync(ReloadAsync));
        }
    }

    protected override bool Concerns(FeedEntry entry) => Kinds.Any(k => entry.Kind.StartsWith(k, StringComparison.Ordinal));

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var isFirst = _today is null;
        if (_staff!.Role.MayControl() && (isFirst || _steps is { IsShownToday: true })) // Prepared first. Once they are gone, nothing brings them back by itself.
        {
            _steps = await Steps.RunAsync(_staff, cancellationToken);
        }

        _today = await Query.RunAsync(_staff, cancellationToken);
        _fresh.Clear();
        foreach (var key in _today.Lists.SelectMany(l => l.Lines).Select(l => l.Key))
        {
            if (_seen.Add(key) && !isFirst)
            {
                _fresh.Add(key);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _timer?.Dispose();
    }

    private async Task ReloadAsync()
    {
        if (!Closed.IsCancellationRequested)
        {
            await LoadAsync(Closed);
            StateHasChanged();
        }
    }

    private bool IsFresh(TodayLine line) => _fresh.Contains(line.Key);

    private static bool IsFirstOfGroup(TodayList list, TodayLine line) =>
        line.Group.Length > 0 && list.Lines.First(l => l.Group == line.Group).Key == line.Key;
}
