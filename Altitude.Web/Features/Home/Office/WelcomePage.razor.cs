using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Home.Office;

/// <summary>Where a new company begins, and finds its way again.</summary>
public sealed partial class WelcomePage
{
    private Staff? _staff;
    private FirstSteps? _steps;
    private bool _isActing;

    [Inject]
    public required FirstStepsQuery Query { get; init; }

    [Inject]
    public required HideFirstSteps Hide { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private bool MayControl => _staff?.Role.MayControl() == true;

    private string SwitchInWords => _steps?.IsHidden == true ? "Show them on Today" : "Hide them from Today";

    protected override bool Concerns(FeedEntry entry) => IsStep(entry);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _steps = await Query.RunAsync(_staff!, cancellationToken); // Prepared first.

    /// <summary>Whether a step may be done by it.</summary>
    internal static bool IsStep(FeedEntry entry) =>
        entry.Kind.Split('.')[0] is "workspace" or "customer" or "contact" or "job" or "estimate" or "viewing" or "session";

    private async Task SwitchAsync()
    {
        _isActing = true;
        try
        {
            await Hide.RunAsync(_staff!, _steps?.IsHidden != true, RequestKey.New("hide-first-steps"), Closed); // The button shows once both are there.
        }
        finally
        {
            _isActing = false;
        }
    }
}
