using Altitude.Data;
using Altitude.Domain;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.PortalAccess.Portal;

/// <summary>Ends the session of this browser. Looking at it ends nothing.</summary>
public sealed partial class SignOutPage
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Parameter]
    public required string Workspace { get; set; }

    [Inject]
    public required EndPortalSession End { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private PortalAccessTexts Texts => new(Entry.Workspace.Culture);
    private PortalEntry Entry => PortalContext.Of(Context) ?? throw new InvalidOperationException("A portal page was drawn without its portal.");

    protected override void OnInitialized()
    {
        if (Entry.Viewing is not null)
        {
            Navigation.NavigateTo($"/portal/{Entry.Workspace.Slug}"); // Nobody is signed in here who could leave.
        }
    }

    private async Task LeaveAsync()
    {
        if (Entry.Visitor is { } visitor)
        {
            try
            {
                await End.RunAsync(visitor, visitor.Session, RequestKey.New("sign-out"), Context.RequestAborted);
            }
            catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule) || refused.Rule == EndPortalSession.Missing)
            {
                // It was over already, which is what was asked for.
            }
        }

        Navigation.NavigateTo($"/portal/{Entry.Workspace.Slug}/sign-out");
    }

    private static void Nothing() { }
}
