using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>A person's own office sign-ins, seen and ended.</summary>
public sealed partial class Profile
{
    private Staff? _staff;
    private Words? _words;
    private OwnStaffSessions? _own;
    private SecondStepView? _step;
    private bool _isActing;

    [Inject]
    public required SecondStepQuery Step { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required OwnStaffSessionsQuery Sessions { get; init; }

    [Inject]
    public required EndStaffSession End { get; init; }

    [Inject]
    public required IEnumerable<ProfilePanel> Panels { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    protected override bool Concerns(Data.FeedEntry entry) =>
        entry.Kind.StartsWith("staff-session.", StringComparison.Ordinal)
        || (entry.Kind == SecondStepChanged.EventKind && entry.Subject == _staff?.StaffId.Value);

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        var workspace = await Current.GetWorkspaceAsync(cancellationToken);
        _words = new Words(workspace.Culture, workspace.Zone);
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _own = await Sessions.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        _step = await Step.RunAsync(await Current.GetSignInAsync(), cancellationToken);
    }

    private bool HasStep => _step?.HasAny == true;
    private string StepState => HasStep ? "On" : "Off";
    private string StepChip => HasStep ? "chip good" : "chip";
    private string StepButton => HasStep ? "button quiet" : "button";
    private string StepAct => HasStep ? "Change it" : "Set up a second step";

    private string StepSaid =>
        _step switch
        {
            { HasAny: true, CodesLeft: < 3 } => "Whoever knows your password alone does not get in. You have few recovery codes left: make new ones.",
            { HasAny: true } => "Whoever knows your password alone does not get in.",
            _ => "Your password alone signs you in. With an authenticator app or a passkey, whoever finds it out does not get in.",
        };

    private async Task EndAsync(OwnStaffSession session)
    {
        _isActing = true;
        await End.RunAsync(_staff!, session.Id, Closed);
        _isActing = false;
    }

    private string Seen(OwnStaffSession session) => _words!.Ago(session.LastSeenAt, _own!.Now); // As below.

    private string Instant(DateTimeOffset at) => _words!.Instant(at, _own!.Now); // Drawn only once both are there.
}
