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

    private EstimateTexts Texts => new(Company.Culture);
    private string What =>
        View.Place is null ? Texts.OfferedBy(View.Content.Title, Company.Name) : Texts.OfferedAtBy(View.Content.Title, View.Place, Company.Name);
}
