using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>A person's private calendar address: made, shown once, and ended.</summary>
public sealed partial class CalendarPanel
{
    private Staff? _staff;
    private Words? _words;
    private DateTimeOffset? _since;
    private string? _address;
    private bool _isActing;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required OwnCalendarFeedQuery Own { get; init; }

    [Inject]
    public required IssueCalendarFeed Issue { get; init; }

    [Inject]
    public required RevokeCalendarFeed Revoke { get; init; }

    [Inject]
    public required PublicAddress Site { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    protected override bool Concerns(Data.FeedEntry entry) => entry.Kind.StartsWith("calendar.", StringComparison.Ordinal);

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        var workspace = await Current.GetWorkspaceAsync(cancellationToken);
        _words = new Words(workspace.Culture, workspace.Zone);
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _since = await Own.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        _address = _since is null ? null : _address;
    }

    private async Task IssueAsync()
    {
        _isActing = true;
        _address = Site.To($"/calendar/{await Issue.RunAsync(_staff!, Closed)}.ics"); // Drawn for somebody.
        await LoadAsync(Closed);
        _isActing = false;
    }

    private async Task RevokeAsync()
    {
        _isActing = true;
        await Revoke.RunAsync(_staff!, Closed); // As above.
        await LoadAsync(Closed);
        _isActing = false;
    }
}
