using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>An estimate in the office: what the customer has, its evidence and mails; or the editor while it is written. Live.</summary>
public sealed partial class EstimatePage
{
    private Staff? _staff;
    private EstimateView? _view;
    private bool _isMissing;
    private bool _wantsToEdit;
    private bool _isWithdrawing;
    private bool _isActing;
    private string _reason = "";
    private string? _refusal;

    [Parameter]
    public required string Number { get; set; }

    [Inject]
    public required EstimatePageQuery Query { get; init; }

    [Inject]
    public required WithdrawEstimate Withdrawing { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private bool MayPrice => _staff?.Role.MayPrice() == true;

    /// <summary>A draft that nobody has yet is its editor. Once answered, whoever was writing keeps what they typed before them.</summary>
    private bool IsEditing => MayPrice && RendererInfo.IsInteractive && (_wantsToEdit || _view is { State: EstimateState.Draft });

    private EstimateContent Shown => _view!.Sent?.Content ?? _view.Editable; // Drawn only where there is a view.

    private IReadOnlySet<string> Ticked => _view?.Consent is { } consent ? consent.Ticked.ToHashSet() : EstimateContent.NoTicks;

    private string Options =>
        Ticked.Count == 0 ? "None" : string.Join(", ", Shown.Lines.Where(l => Ticked.Contains(l.Key)).Select(l => l.Description));

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) => _view is null || entry.Subject == _view.Id.Value || entry.Job == _view.JobId.Value;

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _view = await Query.RunAsync(_staff!, Number, cancellationToken); // Prepared first.
        _isMissing = _view is null;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_view is not null && _view.Number != Number)
        {
            _wantsToEdit = false;
            await LoadAsync(Closed); // The same page, on to another estimate.
        }
    }

    private void Edit() => _wantsToEdit = true;

    private async Task LeaveEditorAsync()
    {
        _wantsToEdit = false;
        await LoadAsync(Closed);
    }

    private void AskToWithdraw() => _isWithdrawing = true;

    private void StopWithdrawing() => (_isWithdrawing, _refusal) = (false, null);

    private async Task WithdrawAsync()
    {
        (_isActing, _refusal) = (true, null);
        try
        {
            await Withdrawing.RunAsync(_staff!, Number, _reason, RequestKey.New(nameof(WithdrawEstimate)), Closed); // Prepared first.
            _isWithdrawing = false;
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
