using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Leads.Office;

/// <summary>The requests that came in, live.</summary>
public sealed partial class LeadInboxPage
{
    private Staff? _staff;
    private LeadInbox? _inbox;
    private LeadState _state;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required LeadInboxQuery Inbox { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;
    private string FormAddress => $"/request/{_inbox?.Company.Slug}";
    private string InWords => _inbox!.Open == 0 ? "Nobody waits." : $"{_inbox.Company.Words.Count(_inbox.Open, "request")} open"; // Drawn once it is there.

    private string LastColumn =>
        _state switch
        {
            LeadState.Converted => "Job",
            LeadState.Lost => "Why",
            _ => "Come back",
        };

    private string EmptyInWords =>
        _state switch
        {
            LeadState.Converted => "No request has become a job yet.",
            LeadState.Lost => "No request was lost.",
            _ => "No open requests. What somebody sends by the request form shows up here at once.",
        };

    protected override bool Concerns(FeedEntry entry) => entry.Kind.StartsWith("lead.", StringComparison.Ordinal);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var state = _state;
        var inbox = await Inbox.RunAsync(_staff!, state, cancellationToken); // PrepareAsync sets it.
        if (state == _state)
        {
            _inbox = inbox; // Else another choice was made meanwhile, and that answer follows.
        }
    }

    private Task ReloadAsync() => LoadAsync(Closed);

    private string Ago(LeadLine line) => _inbox!.Company.Words.Ago(line.ReceivedAt, _inbox.Now); // Drawn once it is there.

    private string DueOf(LeadLine line) =>
        line.FollowUpOn == _inbox!.Today ? "Today" : _inbox.Company.Words.Day(line.FollowUpOn!.Value, _inbox.Today.Year); // Drawn where there is a day.

    private string? DueLook(LeadLine line) => line.FollowUpOn <= _inbox!.Today ? "chip waiting" : null; // Drawn once it is there.

    private static string PathOf(LeadLine line) => $"/office/leads/{line.Number}";
}
