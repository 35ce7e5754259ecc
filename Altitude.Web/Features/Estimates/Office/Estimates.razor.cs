using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>The office's list of estimates, live.</summary>
public sealed partial class Estimates
{
    private static readonly EstimateState[] Filters =
    [
        EstimateState.Draft,
        EstimateState.Sent,
        EstimateState.Approved,
        EstimateState.Declined,
        EstimateState.Expired,
        EstimateState.Withdrawn,
    ];

    private Staff? _staff;
    private EstimatesView? _list;
    private string _state = "";

    [Inject]
    public required EstimatesQuery Query { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    private string EmptyInWords =>
        _state.Length > 0 ? "No estimate is in this state." : "No estimates yet. Open a job on the board, and make its estimate there.";

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) => entry.Kind.StartsWith("estimate.", StringComparison.Ordinal);

    protected override async Task LoadAsync(CancellationToken cancellationToken) =>
        _list = await Query.RunAsync(_staff!, Enum.TryParse<EstimateState>(_state, out var state) ? state : null, cancellationToken); // Prepared first.

    private Task ReloadAsync() => LoadAsync(Closed);
}
