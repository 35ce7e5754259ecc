using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>Where an invoice is written: issued when it says so.</summary>
public sealed partial class InvoiceEditor
{
    private static readonly string[] OwnCells = ["description", "quantity", "unit", "price", "discount"];

    private RequestKey _key = RequestKey.New(nameof(IssueInvoice));
    private bool _isIssuing;
    private bool _isDiscarding;

    [Inject]
    public required SaveInvoiceDraft Saving { get; init; }

    [Inject]
    public required IssueInvoice Issuing { get; init; }

    [Inject]
    public required DiscardInvoiceDraft Discarding { get; init; }

    [Inject]
    public required InvoiceDraftQuery Query { get; init; }

    protected override WorkspaceView Company => View.Company;
    protected override Guid Paper => View.Id.Value;
    protected override IReadOnlyDictionary<Id<StaffMember>, string> Names => View.Names;
    protected override IReadOnlyList<string> Cells => OwnCells;
    protected override string StaleRule => InvoiceRules.Stale;

    private Words Words => View.Company.Words;

    private InvoiceContent Written => InvoiceContent.Of(Reading.Content);

    private string DueHint =>
        Reading["valid"] is not null ? ""
        : Reading.Content.ValidThrough < View.Today ? "that day is over"
        : $"due by {Words.Day(Reading.Content.ValidThrough, View.Today.Year)}";

    private string EndedInWords =>
        View.IssuedAs is null
            ? "This draft was discarded meanwhile. What you typed is still here to copy."
            : $"It was issued as {View.IssuedAs} meanwhile and no longer changes. What you typed is still here to copy.";

    private string Back => View.JobNumber is null ? "/office/invoices?status=draft" : $"/office/jobs/{View.JobNumber}";

    protected override bool IsOpen(InvoiceDraftView view) => !view.HasEnded;

    protected override EstimateContent ContentOf(InvoiceDraftView view) => view.Content.AsOffer(view.DueOn);

    protected override int RevisionOf(InvoiceDraftView view) => view.Revision;

    protected override EstimateForm FormOf(InvoiceDraftView view) => InvoiceWriting.FormOf(view.Content, view.DueOn, view.Company.Culture);

    protected override EstimateReading ReadForm(EstimateForm form, Currency currency) =>
        InvoiceWriting.Read(form, currency, View.Company.Culture, Taxes);

    protected override Task<InvoiceDraftView?> FindAsync() => Query.RunAsync(Staff, View.Id, Closing);

    protected override async Task<(int Revision, DateTimeOffset At)> KeepAsync(EstimateContent content, int revision)
    {
        var saved = await Saving.RunAsync(
            Staff,
            View.Id,
            revision,
            InvoiceContent.Of(content),
            content.ValidThrough,
            RequestKey.New(nameof(SaveInvoiceDraft)),
            Closing
        );
        return (saved.Revision, saved.At);
    }

    /// <summary>The page says what became of it.</summary>
    protected override Task NotKeptAsync(RuleViolation refused) => refused.Rule == InvoiceRules.Ended ? OnChanged.InvokeAsync() : Task.CompletedTask;

    protected override Task LeaveAsync()
    {
        Navigation.NavigateTo(Back);
        return Task.CompletedTask;
    }

    protected override void BeginToSend()
    {
        _key = RequestKey.New(nameof(IssueInvoice));
        _isIssuing = Reading.IsWhole && Merge is null && Refusal is null && !View.HasEnded && IsIssuable();
    }

    /// <summary>What the domain says before it is asked in earnest.</summary>
    private bool IsIssuable()
    {
        try
        {
            Written.RequireIssuable();
            Refusal = Reading.Content.ValidThrough < View.Today ? "The due day is over. Choose a later one." : null;
        }
        catch (RuleViolation refused)
        {
            Refusal = refused.Message;
        }

        return Refusal is null;
    }

    private Task IssueAsync(bool send) =>
        ActAsync(async () =>
        {
            var number = await Issuing.RunAsync(Staff, View.Id, Revision, send, _key, Closing);
            (_isIssuing, IsDirty) = (false, false);
            Navigation.NavigateTo($"/office/invoices/{number}", replace: true);
        });

    private Task DiscardAsync() =>
        ActAsync(async () =>
        {
            StopSaving();
            await Discarding.RunAsync(Staff, View.Id, _key, Closing);
            (_isDiscarding, IsDirty) = (false, false);
            Navigation.NavigateTo(Back, replace: true);
        });

    private async Task ActAsync(Func<Task> act)
    {
        if (IsActing)
        {
            return;
        }

        (IsActing, Refusal) = (true, null);
        try
        {
            await act();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            (Refusal, _key) = (refused.Message, RequestKey.New(nameof(IssueInvoice)));
            if (refused.Rule is InvoiceRules.Stale or InvoiceRules.Ended)
            {
                (_isIssuing, _isDiscarding) = (false, false);
                await OnChanged.InvokeAsync(); // What became of it is shown before it can be issued.
            }
        }
        finally
        {
            IsActing = false;
        }
    }

    private void AskToDiscard() => (_isDiscarding, Refusal, _key) = (true, null, RequestKey.New(nameof(DiscardInvoiceDraft)));

    private void StopAsking() => (_isIssuing, _isDiscarding, Refusal) = (false, false, null);
}
