using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.PortalAccess.Office;

/// <summary>Invites many customers at once, and tells how it goes while it goes.</summary>
public sealed partial class Invitations
{
    private static readonly (InvitedAudience Audience, string Name, string About)[] Audiences =
    [
        (InvitedAudience.NeverInvited, "Never invited", "There never was a link for them"),
        (InvitedAudience.OpenEstimate, "With an estimate to answer", "They may decide, and it has not expired"),
        (InvitedAudience.Everybody, "Everybody", "Every contact of every customer"),
    ];

    private Staff? _staff;
    private Words? _words;
    private InvitationsView? _view;
    private InvitedAudience _audience;
    private bool _isStarting;
    private RuleViolation? _refused;

    [Inject]
    public required InvitationsQuery Query { get; init; }

    [Inject]
    public required InviteCustomers Invite { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool IsUnderWay => _view?.Latest is [{ FinishedAt: null }, ..];
    private int Skipped => _view?.Report?.Skipped.Sum(s => s.Count) ?? 0;

    protected override bool Concerns(FeedEntry entry) =>
        entry.Kind.StartsWith("invitation.", StringComparison.Ordinal)
        || entry.Kind.StartsWith("mail.", StringComparison.Ordinal)
        || entry.Kind is "contact.added" or "contact.removed";

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        _words = (await Current.GetWorkspaceAsync(cancellationToken)).Words;
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _view = await Query.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.

    private async Task StartAsync()
    {
        if (_isStarting)
        {
            return;
        }

        (_isStarting, _refused) = (true, null);
        try
        {
            await Invite.RunAsync(_staff!, _audience, RequestKey.New("invite-customers"), Closed); // As above.
            _view = await Query.RunAsync(_staff!, Closed);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isStarting = false;
        }
    }

    private string PeopleOf(InvitedAudience audience) =>
        _view!.Reach[audience] switch // Drawn only where it was read.
        {
            1 => "1 person",
            var people => $"{people.ToString("N0", CultureInfo.InvariantCulture)} people",
        };

    private static string NameOf(InvitedAudience audience) => Audiences.First(a => a.Audience == audience).Name;

    private string When(DateTimeOffset at) => $"{_words!.Day(at, _view!.Now)}, {_words.Time(at)}"; // As above.
}
