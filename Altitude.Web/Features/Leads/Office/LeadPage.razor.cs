using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Leads.Office;

/// <summary>One request: what was asked for, by whom, and what becomes of it.</summary>
public sealed partial class LeadPage
{
    private Staff? _staff;
    private LeadView? _lead;
    private bool _isMissing;
    private bool _isActing;
    private bool _isTouched;
    private string _customer = "";
    private string _title = "";
    private DateOnly? _day;
    private string _note = "";
    private string _reason = "";
    private string? _saved;
    private RuleViolation? _refusedToConvert;
    private RuleViolation? _refusedToFollow;
    private RuleViolation? _refusedToLose;

    [Parameter]
    public required string Number { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required LeadQuery Find { get; init; }

    [Inject]
    public required ConvertLead Convert { get; init; }

    [Inject]
    public required FollowUpLead FollowUp { get; init; }

    [Inject]
    public required LoseLead Lose { get; init; }

    [Inject]
    public required ReopenLead Reopen { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayAct => _staff?.Role.MayPrice() == true;
    private string Title => _lead?.Number ?? "Request";
    private string NewCustomer => $"{_lead?.Name}, a new customer";
    private string PhoneAddress => "tel:" + string.Concat((_lead?.Phone ?? "").Where(c => char.IsAsciiDigit(c) || c == '+'));

    private string StateInWords =>
        _lead?.State switch
        {
            LeadState.Converted => "Became a job",
            LeadState.Lost => "Lost",
            _ => "Open",
        };

    private string Tone =>
        _lead?.State switch
        {
            LeadState.Converted => "good",
            LeadState.Lost => "bad",
            _ => "act",
        };

    private string SourceInWords =>
        _lead?.Source is { } source
            ? string.Join(
                ", ",
                new[] { source.Source, source.Medium, source.Campaign, source.Term, source.Content, source.Referrer }.Where(s => s.Length > 0)
            )
            : "";

    protected override bool Concerns(FeedEntry entry) => _lead is null || entry.Subject == _lead.Id.Value || entry.Kind == "customer.merged";

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _lead = await Find.FindAsync(_staff!, Number, cancellationToken); // PrepareAsync sets it.
        _isMissing = _lead is null;
        if (_lead is null)
        {
            AnswerNotFound();
        }
        else if (!_isTouched)
        {
            // What the form offers at first; what was typed since stays, whatever happens meanwhile.
            _isTouched = true;
            (_day, _note, _title) = (_lead.FollowUpOn, _lead.FollowUpNote, _lead.Service);
            _customer = _lead.SameEmail?.ToString() ?? "";
        }
    }

    private void Choose(ChangeEventArgs chosen) => _customer = chosen.Value as string ?? "";

    private async Task ConvertAsync()
    {
        string? job = null;
        Id<Customer>? customer = Id<Customer>.TryParse(_customer, null, out var known) ? known : null;
        _refusedToConvert = await TryAsync(async () =>
            job = await Convert.RunAsync(_staff!, Number, new LeadConversion(customer, _title), RequestKey.New("convert-lead"), Closed) // The form is drawn for somebody.
        );
        if (job is not null)
        {
            Navigation.NavigateTo($"/office/jobs/{job}");
        }
    }

    private async Task FollowUpAsync()
    {
        _saved = null;
        _refusedToFollow = await TryAsync(() => FollowUp.RunAsync(_staff!, Number, _day, _note, RequestKey.New("follow-up-lead"), Closed)); // As above.
        _saved = _refusedToFollow is null ? "Saved" : null;
    }

    private async Task LoseAsync() =>
        _refusedToLose = await TryAsync(() => Lose.RunAsync(_staff!, Number, _reason, RequestKey.New("lose-lead"), Closed)); // As above.

    private async Task ReopenAsync() =>
        _refusedToLose = await TryAsync(() => Reopen.RunAsync(_staff!, Number, RequestKey.New("reopen-lead"), Closed)); // As above.

    /// <returns>Why it was refused; null: it was done.</returns>
    private async Task<RuleViolation?> TryAsync(Func<Task> act)
    {
        if (_isActing)
        {
            return null;
        }

        _isActing = true;
        try
        {
            await act();
            return null;
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            return refused;
        }
        finally
        {
            _isActing = false;
        }
    }
}
