using Altitude.Domain.Estimates;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>What customer and company wrote each other about an estimate.</summary>
public sealed partial class EstimateTalk
{
    [Parameter, EditorRequired]
    public required PortalEstimate View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    private EstimateTexts Texts => new(Company.Culture);

    private static bool IsOurs(RemarkView remark) => remark.Kind != RemarkKind.Reply;
}
