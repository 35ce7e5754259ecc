using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Notifications.Office;

/// <summary>Somebody of the company chooses which mails they get, within what the company sends.</summary>
public sealed partial class OwnMailsPanel
{
    private readonly HashSet<string> _muted = new(StringComparer.Ordinal);
    private Staff? _staff;
    private OwnMails? _own;
    private RuleViolation? _refused;
    private bool _isSaving;
    private string? _said;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required OwnMailsQuery Query { get; init; }

    [Inject]
    public required ChooseOwnMails Choose { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private IEnumerable<IGrouping<string, NotificationCell>> Topics => _own!.Cells.GroupBy(c => c.Event.Topic); // Drawn once it is read.

    protected override bool Concerns(FeedEntry entry) =>
        entry.Kind == "notifications.changed" || (entry.Kind == "staff.mails-chosen" && entry.Subject == _staff?.StaffId.Value);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var before = _own?.Muted;
        _own = await Query.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        if (before is null || _muted.SetEquals(before))
        {
            _muted.Clear();
            _muted.UnionWith(_own.Muted); // Nobody was choosing.
        }
    }

    private bool IsWanted(NotificationCell cell) => _own!.Company.IsOn(cell) && !(cell.CanBeSwitchedOff && _muted.Contains(cell.Key)); // Drawn once it is read.

    private bool IsFixed(NotificationCell cell) => !cell.CanBeSwitchedOff || !_own!.Company.IsOn(cell); // As above.

    private string WhyFixed(NotificationCell cell) =>
        !cell.CanBeSwitchedOff ? " (always)"
        : _own!.Company.IsOn(cell) ? "" // As above.
        : " (your company does not send it)";

    private void Toggle(NotificationCell cell)
    {
        _said = null;
        if (!_muted.Remove(cell.Key))
        {
            _muted.Add(cell.Key);
        }
    }

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return;
        }

        (_isSaving, _refused, _said) = (true, null, null);
        try
        {
            await Choose.RunAsync(_staff!, [.. _muted], RequestKey.New("choose-own-mails"), Closed); // Drawn for somebody.
            await LoadAsync(Closed);
            _said = "Saved";
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isSaving = false;
        }
    }
}
