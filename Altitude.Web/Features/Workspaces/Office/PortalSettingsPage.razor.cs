using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Whether customers get into the portal, and for how long.</summary>
public sealed partial class PortalSettingsPage
{
    private Staff? _staff;
    private bool _isOn;
    private int _linkHours;
    private int _sessionHours;
    private bool _isLoaded;
    private bool _isSaving;
    private string? _saved;
    private RuleViolation? _refused;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required ChangePortalSettings Change { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.LooksOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var portal = (await Current.GetWorkspaceAsync(cancellationToken)).Portal;
        (_isOn, _linkHours, _sessionHours, _isLoaded) = (portal.IsOn, portal.SetupLinkHours, portal.LongestSessionHours, true);
    }

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return;
        }

        (_isSaving, _refused, _saved) = (true, null, null);
        try
        {
            // The form is drawn for somebody.
            await Change.RunAsync(_staff!, new PortalSettings(_isOn, _linkHours, _sessionHours), RequestKey.New("change-portal-settings"), Closed);
            _saved = "Saved";
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isSaving = false;
        }
    }

    private string? IsAbout(string rule) => _refused?.Rule == rule ? "true" : null;
}
