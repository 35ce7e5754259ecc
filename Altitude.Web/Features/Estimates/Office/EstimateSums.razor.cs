using Altitude.Domain.Estimates;
using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>The figures of an estimate, as the domain reckons them.</summary>
public sealed partial class EstimateSums
{
    [Parameter, EditorRequired]
    public required EstimateTotals Totals { get; set; }

    /// <summary>For the rates beside the figures.</summary>
    [Parameter, EditorRequired]
    public required EstimateContent Content { get; set; }

    [Parameter, EditorRequired]
    public required Words Words { get; set; }

    /// <summary>Further figures below.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
