using Altitude.Data;
using Altitude.Domain;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Layout;

/// <summary>What stands in place of an office page that failed or was refused; whoever is not signed in any more goes to the door.</summary>
public sealed partial class OfficeFailure
{
    [Parameter, EditorRequired]
    public required Exception Failed { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && Failed is RuleViolation refused && AccessRules.IsAccess(refused.Rule))
        {
            var here = "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0];
            Navigation.NavigateTo(
                refused.Rule == AccessRules.SecondStep ? $"/office/sign-in?next={Uri.EscapeDataString(here)}" : "/office/sign-in", // Its door leads on, and back.
                forceLoad: true
            );
        }
    }
}
