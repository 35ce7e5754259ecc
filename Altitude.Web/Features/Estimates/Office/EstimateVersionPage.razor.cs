using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>A version as it was sent, never to be changed, and what another one says differently. Live: it may be superseded meanwhile.</summary>
public sealed partial class EstimateVersionPage
{
    private Staff? _staff;
    private EstimateHistory? _history;
    private IReadOnlyList<MergeDifference> _changes = [];
    private int _against;
    private bool _isMissing;

    [Parameter]
    public required string Number { get; set; }

    [Parameter]
    public int Version { get; set; }

    [Inject]
    public required EstimateHistoryQuery Query { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private VersionOfHistory? Shown => _history?.Versions.FirstOrDefault(v => v.Number == Version);

    private VersionOfHistory? Against => _history?.Versions.FirstOrDefault(v => v.Number == _against && v.Number != Version);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) => _history is null || entry.Subject == _history.Id.Value;

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _history = await Query.RunAsync(_staff!, Number, cancellationToken); // Prepared first.
        _isMissing = _history is null;
        if (_isMissing)
        {
            AnswerNotFound();
        }

        Choose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_history is not null && _history.Number != Number)
        {
            await LoadAsync(Closed); // The same page, on to another estimate.
        }

        Choose();
    }

    /// <summary>Beside the one before it, unless somebody chose another.</summary>
    private void Choose()
    {
        if (Against is null)
        {
            _against = _history?.Versions.Where(v => v.Number < Version).Select(v => v.Number).DefaultIfEmpty(0).Max() ?? 0;
        }

        Compare();
    }

    private void Compare() =>
        _changes = Shown is { } shown && Against is { } other ? EstimateMerge.Of(other.Content, shown.Content, other.Content).Differences : [];
}
