using Altitude.Data;
using Altitude.Domain;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Layout;

/// <summary>The frame of the office's pages for who is on the road: static, narrow, without the rail.</summary>
public sealed partial class FieldLayout
{
    private WorkspaceView? _company;

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _company = await Current.GetWorkspaceAsync(Context.RequestAborted);
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            _company = null; // The page leads to the sign-in.
        }
    }
}
