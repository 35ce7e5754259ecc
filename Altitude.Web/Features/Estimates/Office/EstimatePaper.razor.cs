using Altitude.Domain.Estimates;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>An estimate as the customer reads it, without its acts. Looking at it here is no view of the customer's.</summary>
public sealed partial class EstimatePaper
{
    [Parameter, EditorRequired]
    public required EstimateContent Content { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required string Customer { get; set; }

    /// <summary>The package that counts; null: the first, where there are any.</summary>
    [Parameter]
    public string? Package { get; set; }

    /// <summary>Keys of the options that count.</summary>
    [Parameter]
    public IReadOnlySet<string> Ticked { get; set; } = EstimateContent.NoTicks;
}
