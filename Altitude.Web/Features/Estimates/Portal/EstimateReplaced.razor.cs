using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>What a new version changed against the one before it.</summary>
public sealed partial class EstimateReplaced
{
    [Parameter, EditorRequired]
    public required PortalEstimate View { get; set; }

    /// <summary>Null: this is the first version, and nothing is shown.</summary>
    [Parameter, EditorRequired]
    public EstimateChanges? Changes { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    private string Earlier => $"/portal/{Company.Slug}/estimates/{View.Number}/versions/{View.Replaced?.Number}";

    private string Difference =>
        Changes is null ? ""
        : Changes.Difference.MinorUnits == 0 ? "The total stays the same."
        : $"{Company.Words.Difference(Changes.Difference)} in total, without options.";
}
