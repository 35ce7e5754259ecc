using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Who works here, as what, from which devices; and who was asked to. Live.</summary>
public sealed partial class TeamPage
{
    private Staff? _staff;
    private TeamView? _view;
    private RuleViolation? _refused;
    private Part _refusedAt;
    private (TeamMember Member, StaffRole Role)? _changing;
    private TeamMember? _removing;
    private TeamMember? _resetting;
    private bool? _requiring;
    private string _name = "";
    private string _email = "";
    private StaffRole _role = StaffRole.Technician;
    private string _said = "";
    private bool _isActing;
    private int _redraws;

    private enum Part
    {
        None,
        People,
        Invite,
        SecondSteps,
        SignIns,
        Dialog,
    }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required TeamQuery Query { get; init; }

    [Inject]
    public required InviteStaff Inviting { get; init; }

    [Inject]
    public required ResendInvitation Resending { get; init; }

    [Inject]
    public required WithdrawInvitation Withdrawing { get; init; }

    [Inject]
    public required ChangeStaffRole ChangingRole { get; init; }

    [Inject]
    public required RemoveStaff Removing { get; init; }

    [Inject]
    public required EndTeamSession Ending { get; init; }

    [Inject]
    public required RequireSecondStep Requiring { get; init; }

    [Inject]
    public required ResetSecondStep Resetting { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private Words Words => _view!.Company.Words; // Drawn only where there is a view.

    private IEnumerable<(TeamMember Member, OwnStaffSession Session)> SignIns =>
        _view!.Members.SelectMany(m => m.Sessions.Select(s => (m, s))).OrderByDescending(s => s.s.LastSeenAt); // As above.

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) => entry.Kind.StartsWith("staff", StringComparison.Ordinal);

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _view = await Query.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.

    private async Task InviteAsync()
    {
        var name = _name.Trim();
        if (
            await ActAsync(Part.Invite, () => Inviting.RunAsync(_staff!, _email, _name, _role, RequestKey.New("invite-staff"), Closed)) // PrepareAsync sets it.
        )
        {
            (_name, _email, _said) = ("", "", $"{name} is invited.");
        }
    }

    private async Task ResendAsync(TeamInvitation invitation)
    {
        if (await ActAsync(Part.Invite, () => Resending.RunAsync(_staff!, invitation.Id, RequestKey.New("resend-invitation"), Closed))) // As above.
        {
            _said = $"A new link is on its way to {invitation.Name}.";
        }
    }

    private async Task WithdrawAsync(TeamInvitation invitation)
    {
        if (await ActAsync(Part.Invite, () => Withdrawing.RunAsync(_staff!, invitation.Id, RequestKey.New("withdraw-invitation"), Closed))) // As above.
        {
            _said = $"The invitation of {invitation.Name} is withdrawn.";
        }
    }

    private Task<bool> EndAsync(OwnStaffSession session) =>
        ActAsync(Part.SignIns, () => Ending.RunAsync(_staff!, session.Id, RequestKey.New("end-team-session"), Closed)); // As above.

    private void AskRole(TeamMember member, ChangeEventArgs chosen)
    {
        _redraws++; // The choice goes back to what is true until it is confirmed.
        (_refused, _refusedAt, _said) = (null, Part.None, "");
        if (Enum.TryParse<StaffRole>(chosen.Value as string, out var role) && role != member.Role)
        {
            _changing = (member, role);
        }
    }

    private void AskToRemove(TeamMember member) => (_removing, _refused, _refusedAt, _said) = (member, null, Part.None, "");

    private void Close() => (_changing, _removing, _resetting, _requiring, _refused) = (null, null, null, null, null);

    private int Secured => _view!.Members.Count(m => m.HasSecondStep); // Drawn only where there is a view.

    private string RequiredEffect =>
        _view!.RequiresSecondStep // As above.
            ? "Nobody works here without an authenticator app or a passkey. Whoever signs in without one is led to set it up, and can do nothing else before."
            : "An authenticator app or a passkey beside the password. Whoever is signed in without one would be led to set it up at once.";

    private string RequiringSaid =>
        (_view!.Members.Count - Secured) switch // As above.
        {
            0 => "Everybody has one already. From now on nobody can turn their last one off, and whoever joins sets one up first.",
            1 =>
                "One person has none yet: they are led to set one up at once, on a page that is open too, and can do nothing else before. They are told by mail.",
            var without =>
                $"{without} people have none yet: they are led to set one up at once, on pages that are open too, and can do nothing else before. They are told by mail.",
        };

    private void AskRequired(ChangeEventArgs chosen)
    {
        _redraws++; // The switch goes back to what is true until it is confirmed.
        (_requiring, _refused, _refusedAt, _said) = (chosen.Value is true, null, Part.None, "");
    }

    private void AskToReset(TeamMember member) => (_resetting, _refused, _refusedAt, _said) = (member, null, Part.None, "");

    private async Task RequireAsync()
    {
        if (
            _requiring is { } required
            && await ActAsync(Part.Dialog, () => Requiring.RunAsync(_staff!, required, RequestKey.New("require-second-step"), Closed)) // PrepareAsync sets it.
        )
        {
            Close();
        }
    }

    private async Task ResetAsync()
    {
        if (
            _resetting is { } member
            && await ActAsync(Part.Dialog, () => Resetting.RunAsync(_staff!, member.Id, RequestKey.New("reset-second-step"), Closed)) // As above.
        )
        {
            Close();
        }
    }

    private async Task ChangeRoleAsync()
    {
        if (
            _changing is var (member, role)
            && await ActAsync(Part.Dialog, () => ChangingRole.RunAsync(_staff!, member.Id, role, RequestKey.New("change-role"), Closed)) // As above.
        )
        {
            Close();
        }
    }

    private async Task RemoveAsync()
    {
        if (
            _removing is { } member
            && await ActAsync(Part.Dialog, () => Removing.RunAsync(_staff!, member.Id, RequestKey.New("remove-staff"), Closed)) // As above.
        )
        {
            Close();
        }
    }

    private async Task<bool> ActAsync(Part part, Func<Task> act)
    {
        if (_isActing)
        {
            return false;
        }

        (_isActing, _refused, _refusedAt, _said) = (true, null, Part.None, "");
        try
        {
            await act();
            await LoadAsync(Closed);
            return true;
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            (_refused, _refusedAt) = (refused, part);
            return false;
        }
        finally
        {
            _isActing = false;
        }
    }

    private string SeenOf(TeamMember member) =>
        member.Sessions.Count == 0 ? "Not signed in" : Words.Ago(member.Sessions.Max(s => s.LastSeenAt), _view!.Now); // A row stands in a view.

    /// <summary>The choice is drawn anew whenever what is true, or was asked, changes.</summary>
    private object KeyOf(TeamMember member) => (member.Role, _redraws);

    private static string RoleIdOf(TeamMember member) => $"role-{member.Id}";

    private string? IsAbout(string rule) => _refusedAt == Part.Invite && _refused?.Rule == rule ? "true" : null;
}
