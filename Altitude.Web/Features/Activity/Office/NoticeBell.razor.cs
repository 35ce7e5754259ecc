using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Activity.Office;

/// <summary>The bell in the office's bar: what concerns whoever is signed in since they last looked, live.</summary>
public sealed partial class NoticeBell
{
    private Staff? _staff;
    private Notices _notices = Notices.None;
    private string _said = "";
    private bool _isActing;
    private bool _isOpen;

    [Inject]
    public required NoticesQuery Query { get; init; }

    [Inject]
    public required MarkNoticesRead Marking { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    /// <summary>The newest line of activity that it has read; 0: none yet.</summary>
    internal long Position => _notices.Position;

    private string Count =>
        _notices.Unread >= NoticesQuery.MostCounted ? $"{NoticesQuery.MostCounted}+" : _notices.Unread.ToString(CultureInfo.InvariantCulture);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool IsPatient => true;

    protected override bool Concerns(FeedEntry entry) => NoticesQuery.MayRing(entry.Kind);

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var before = _notices;
        try
        {
            _notices = await Query.RunAsync(_staff!, cancellationToken); // Prepared first.
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            return; // The sign-in has ended, and the frame around this says so.
        }

        if (before.Position > 0 && _notices.Unread > before.Unread && _notices.Latest is [var newest, ..])
        {
            _said = newest.Text;
        }
    }

    private void Open() => _isOpen = true;

    private async Task ReadAllAsync()
    {
        _isActing = true;
        try
        {
            await Marking.RunAsync(_staff!, _notices.Position, RequestKey.New(nameof(MarkNoticesRead)), Closed); // Prepared first.
            await LoadAsync(Closed);
            _said = "All notices are read.";
        }
        finally
        {
            _isActing = false;
        }
    }
}
