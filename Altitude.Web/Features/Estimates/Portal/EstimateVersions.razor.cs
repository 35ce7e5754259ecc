using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>Every version that the customer was sent; each can be read for ever.</summary>
public sealed partial class EstimateVersions
{
    [Parameter, EditorRequired]
    public required PortalEstimate View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    private EstimateTexts Texts => new(Company.Culture);

    private string AddressOf(SentContent version) =>
        version.Number == View.CurrentVersion
            ? $"/portal/{Company.Slug}/estimates/{View.Number}"
            : $"/portal/{Company.Slug}/estimates/{View.Number}/versions/{version.Number}";

    private string TotalOf(SentContent version) => Company.Words.Money(version.Content.TotalsWithoutOptions.Total);
}
