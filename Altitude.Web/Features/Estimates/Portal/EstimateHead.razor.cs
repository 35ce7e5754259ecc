using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>Which estimate this is, from whom, and what for.</summary>
public sealed partial class EstimateHead
{
    [Parameter, EditorRequired]
    public required PortalEstimate View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    private string What =>
        View.Place is null ? $"{View.Content.Title}, offered by {Company.Name}" : $"{View.Content.Title} at {View.Place}, offered by {Company.Name}";
}
