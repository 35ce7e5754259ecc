using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Leads.Office;

/// <summary>Where the request form stands, and on whose pages it may be shown.</summary>
public sealed partial class RequestSettingsPage
{
    private Staff? _staff;
    private string? _slug;
    private string _origins = "";
    private bool _isSaving;
    private string? _saved;
    private RuleViolation? _refused;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required ChangeRequestForm Change { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.LooksOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;
    private string Address => new Uri(new Uri(Navigation.BaseUri), $"/request/{_slug}").ToString();
    private string Frame => $"<iframe src=\"{Address}\" title=\"Request work\" width=\"100%\" height=\"1100\"></iframe>";
    private string? Invalid => _refused is null ? null : "true";

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var company = await Current.GetWorkspaceAsync(cancellationToken);
        (_slug, _origins) = (company.Slug, string.Join('\n', company.RequestForm.Origins));
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
            await Change.RunAsync(_staff!, RequestFormSettings.Parse(_origins), RequestKey.New("change-request-form"), Closed); // Drawn for somebody.
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
}
