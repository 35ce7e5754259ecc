using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>A job with its records and all that happened to it, live.</summary>
public sealed partial class JobPage
{
    private Staff? _staff;
    private JobView? _job;
    private long _seenBefore = long.MaxValue;
    private bool _isMissing;
    private bool _isBooking;
    private bool _isActing;
    private string? _refusal;

    [Parameter]
    public required string Number { get; set; }

    [Inject]
    public required JobPageQuery Query { get; init; }

    [Inject]
    public required AssignJob Assign { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private bool MayPrice => _staff?.Role.MayPrice() == true;

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) =>
        _job is null
        || entry.Job == _job.Id.Value
        || entry.Subject == _job.CustomerId.Value
        || (entry.Subject == _job.Talk.Id?.Value && OfficeThread.Concerns(entry));

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var before = _job;
        _job = await Query.RunAsync(_staff!, Number, cancellationToken); // Prepared first.
        _isMissing = _job is null;
        if (_isMissing)
        {
            AnswerNotFound();
        }
        if (before?.Number != _job?.Number)
        {
            _seenBefore = _job is { Timeline.Count: > 0 } ? _job.Timeline[0].Seq : 0;
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_job is not null && _job.Number != Number)
        {
            await LoadAsync(Closed); // The same page, on to another job.
        }
    }

    private async Task AssignAsync(ChangeEventArgs chosen)
    {
        (_isActing, _refusal) = (true, null);
        try
        {
            Id<StaffMember>? assignee = Guid.TryParse(chosen.Value?.ToString(), out var id) ? new Id<StaffMember>(id) : null;
            await Assign.RunAsync(_staff!, Number, assignee, RequestKey.New(nameof(AssignJob)), Closed); // Prepared first.
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

    private Task ReadAgainAsync() => LoadAsync(Closed);

    private void OpenBooking() => _isBooking = true;

    private void CloseBooking() => _isBooking = false;
}
