using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>Where an estimate is written: sent when it says so.</summary>
public sealed partial class EstimateEditor
{
    private static readonly string[] OwnCells = ["description", "quantity", "unit", "price", "discount", "package"];

    private RequestKey _sendKey = RequestKey.New(nameof(SendEstimate));
    private bool _isSending;

    [Parameter]
    public EventCallback OnSent { get; set; }

    /// <summary>Somebody is done for now.</summary>
    [Parameter]
    public EventCallback OnLeft { get; set; }

    [Inject]
    public required SaveEstimateDraft Saving { get; init; }

    [Inject]
    public required SendEstimate Sending { get; init; }

    [Inject]
    public required EstimatePageQuery Query { get; init; }

    protected override WorkspaceView Company => View.Company;
    protected override Guid Paper => View.Id.Value;
    protected override IReadOnlyDictionary<Id<StaffMember>, string> Names => View.Names;
    protected override IReadOnlyList<string> Cells => OwnCells;
    protected override string StaleRule => EstimateRules.Stale;

    private string ValidHint =>
        Reading["valid"] is null ? View.Company.Words.ExpiryInWords(LocalDay.End(Reading.Content.ValidThrough, View.Company.Zone), View.Now) : "";

    protected override bool IsOpen(EstimateView view) => view.CanBeEdited;

    protected override EstimateContent ContentOf(EstimateView view) => view.Editable;

    protected override int RevisionOf(EstimateView view) => view.Revision;

    protected override EstimateForm FormOf(EstimateView view) => EstimateForm.Of(view.Editable, view.Company.Culture);

    protected override Task<EstimateView?> FindAsync() => Query.RunAsync(Staff, View.Number, Closing);

    protected override async Task<(int Revision, DateTimeOffset At)> KeepAsync(EstimateContent content, int revision)
    {
        var saved = await Saving.RunAsync(Staff, View.Number, revision, content, RequestKey.New(nameof(SaveEstimateDraft)), Closing);
        return (saved.Revision, saved.At);
    }

    protected override Task LeaveAsync()
    {
        if (View.Sent is not null)
        {
            return OnLeft.InvokeAsync();
        }

        Navigation.NavigateTo($"/office/jobs/{View.JobNumber}");
        return Task.CompletedTask;
    }

    protected override void BeginToSend() => _isSending = Reading.IsWhole && Merge is null && Refusal is null;

    private async Task SendAsync()
    {
        (IsActing, Refusal) = (true, null);
        try
        {
            await Sending.RunAsync(Staff, View.Number, Revision, _sendKey, Closing);
            _isSending = false;
            await OnSent.InvokeAsync();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusal = refused.Message;
            if (refused.Rule == EstimateRules.Stale)
            {
                _isSending = false;
                await OnChanged.InvokeAsync(); // What they wrote is shown before it can be sent.
            }
        }
        finally
        {
            IsActing = false;
            _sendKey = RequestKey.New(nameof(SendEstimate));
        }
    }

    private void StopSending() => (_isSending, Refusal) = (false, null);
}
