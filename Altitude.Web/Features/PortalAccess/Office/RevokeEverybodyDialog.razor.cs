using Altitude.Data;
using Altitude.Domain;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Altitude.Web.Features.PortalAccess.Office;

/// <summary>Asks whoever wants everybody signed out to type the company's name.</summary>
public sealed partial class RevokeEverybodyDialog
{
    private string _typed = "";
    private bool _isActing;
    private RuleViolation? _refused;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required string Company { get; set; }

    [Inject]
    public required RevokeAccess Revoke { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    private async Task RevokeAsync()
    {
        if (_isActing)
        {
            return;
        }

        (_isActing, _refused) = (true, null);
        try
        {
            var revoked = await Revoke.OfEverybodyAsync(await Current.GetAsync(), _typed, RequestKey.New("revoke-everybody"), CancellationToken.None);
            Dialog.Close(DialogResult.Ok(revoked));
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isActing = false;
        }
    }
}
