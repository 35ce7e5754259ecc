using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>The templates that estimates are begun from, live.</summary>
public sealed partial class TemplatesPage
{
    private Staff? _staff;
    private WorkspaceView? _company;
    private IReadOnlyList<TemplateRow>? _rows;
    private TemplateRow? _renaming;
    private TemplateRow? _undo;
    private string _name = "";
    private string? _refusal;
    private bool _isActing;

    [Inject]
    public required TemplatesQuery Query { get; init; }

    [Inject]
    public required RenameTemplate Renaming { get; init; }

    [Inject]
    public required RemoveTemplate Removing { get; init; }

    [Inject]
    public required RestoreTemplate Restoring { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private bool MayChange => _staff?.Role.MayPrice() == true;

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        _company = await Current.GetWorkspaceAsync(cancellationToken);
    }

    protected override bool Concerns(FeedEntry entry) => entry.Kind.StartsWith("template.", StringComparison.Ordinal);

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _rows = await Query.RunAsync(_staff!, cancellationToken); // Prepared first.

    private void Rename(TemplateRow row) => (_renaming, _name, _refusal) = (row, row.Name, null);

    private void StopRenaming() => (_renaming, _refusal) = (null, null);

    private Task RenameAsync() =>
        ActAsync(async staff =>
        {
            await Renaming.RunAsync(staff, _renaming!.Id, _name, RequestKey.New(nameof(RenameTemplate)), Closed); // Its dialog is open.
            _renaming = null;
        });

    private Task RemoveAsync(TemplateRow row) =>
        ActAsync(async staff =>
        {
            await Removing.RunAsync(staff, row.Id, RequestKey.New(nameof(RemoveTemplate)), Closed);
            _undo = row;
        });

    private Task UndoAsync() =>
        ActAsync(async staff =>
        {
            await Restoring.RunAsync(staff, _undo!.Id, RequestKey.New(nameof(RestoreTemplate)), Closed); // The button stands beside it.
            _undo = null;
        });

    private async Task ActAsync(Func<Staff, Task> act)
    {
        (_isActing, _refusal) = (true, null);
        try
        {
            await act(_staff!); // Prepared first.
            await LoadAsync(Closed);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            _refusal = refused.Message;
        }
        finally
        {
            _isActing = false;
        }
    }
}
