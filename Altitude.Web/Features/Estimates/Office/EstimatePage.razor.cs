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
    private EstimateTalkView? _talk;
    private bool _isMissing;
    private bool _wantsToEdit;
    private bool _isWithdrawing;
    private bool _isActing;
    private string _reason = "";
    private string? _refusal;
    private bool _isNaming;
    private bool _isDuplicating;
    private string _name = "";
    private string _job = "";
    private string? _kept;

    [Parameter]
    public required string Number { get; set; }

    [Inject]
    public required EstimatePageQuery Query { get; init; }

    [Inject]
    public required WithdrawEstimate Withdrawing { get; init; }

    [Inject]
    public required KeepTemplate Keeping { get; init; }

    [Inject]
    public required DuplicateEstimate Duplicating { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required EstimateTalkQuery Talks { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private bool MayPrice => _staff?.Role.MayPrice() == true;

    /// <summary>A draft that nobody has yet is its editor. Once answered, whoever was writing keeps what they typed before them.</summary>
    private bool IsEditing => MayPrice && RendererInfo.IsInteractive && (_wantsToEdit || _view is { State: EstimateState.Draft });

    private string EditInWords =>
        _view is { Draft: not null, Sent: not null } ? "Go on with the new version"
        : _view?.Sent is not null ? "New version"
        : "Edit";

    private EstimateContent Shown => _view!.Sent?.Content ?? _view.Editable; // Drawn only where there is a view.

    private IReadOnlySet<string> Ticked => _view?.Consent is { } consent ? consent.Ticked.ToHashSet() : EstimateContent.NoTicks;

    private string Options =>
        Ticked.Count == 0 ? "None" : string.Join(", ", Shown.Lines.Where(l => Ticked.Contains(l.Key)).Select(l => l.Description));

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) => _view is null || entry.Subject == _view.Id.Value || entry.Job == _view.JobId.Value;

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _view = await Query.RunAsync(_staff!, Number, cancellationToken); // Prepared first.
        _talk = await Talks.RunAsync(_staff!, Number, cancellationToken); // As above.
        _isMissing = _view is null;
        if (_isMissing)
        {
            AnswerNotFound();
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_view is not null && _view.Number != Number)
        {
            (_wantsToEdit, _kept) = (false, null);
            await LoadAsync(Closed); // The same page, on to another estimate.
        }
    }

    private Task ReloadAsync() => LoadAsync(Closed);

    private void Edit() => _wantsToEdit = true;

    private async Task LeaveEditorAsync()
    {
        _wantsToEdit = false;
        await LoadAsync(Closed);
    }

    private void AskToWithdraw() => _isWithdrawing = true;

    private void StopWithdrawing() => (_isWithdrawing, _refusal) = (false, null);

    private Task WithdrawAsync() =>
        ActAsync(async staff =>
        {
            await Withdrawing.RunAsync(staff, Number, _reason, RequestKey.New(nameof(WithdrawEstimate)), Closed);
            _isWithdrawing = false;
            await LoadAsync(Closed);
        });

    private void AskForName() => (_isNaming, _name, _refusal) = (true, Shown.Title, null);

    private void AskForJob() => (_isDuplicating, _job, _refusal) = (true, _view!.JobNumber, null); // The button stands in a view.

    private void StopAsking() => (_isNaming, _isDuplicating, _refusal) = (false, false, null);

    private Task KeepAsync() =>
        ActAsync(async staff =>
        {
            await Keeping.RunAsync(staff, Number, _name, RequestKey.New(nameof(KeepTemplate)), Closed);
            (_isNaming, _kept) = (false, _name.Trim());
        });

    private Task DuplicateAsync() =>
        ActAsync(async staff =>
        {
            var number = await Duplicating.RunAsync(staff, Number, _job.Trim().ToUpperInvariant(), RequestKey.New(nameof(DuplicateEstimate)), Closed);
            _isDuplicating = false;
            Navigation.NavigateTo($"/office/estimates/{number}");
        });

    private async Task ActAsync(Func<Staff, Task> act)
    {
        (_isActing, _refusal) = (true, null);
        try
        {
            await act(_staff!); // Prepared first.
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
