using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>What a new version changed against those before it.</summary>
public sealed partial class EstimateReplaced
{
    [Parameter, EditorRequired]
    public required PortalEstimate View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    /// <summary>The version that the person had before them when they sent a form; null: not known, and the last one is compared with.</summary>
    [Parameter]
    public int? Since { get; set; }

    private EstimateTexts Texts => new(Company.Culture);

    private bool IsUsual(SentContent earlier) => earlier.Number == (Since ?? View.Earlier.First().Number);

    private string HeadingOf(SentContent earlier) =>
        View.OfferOf(earlier.Content) == View.Offer ? Texts.MoreTime(earlier.Number) : Texts.Replaces(View.Version, earlier.Number);

    private EstimateChanges ChangesSince(SentContent earlier) => EstimateChanges.Between(earlier.Content, View.Content, Company.Words);

    private string AddressOf(SentContent earlier) => $"/portal/{Company.Slug}/estimates/{View.Number}/versions/{earlier.Number}";
}
