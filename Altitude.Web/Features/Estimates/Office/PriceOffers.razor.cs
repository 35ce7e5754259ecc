using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>What the price book has of a name that is being typed; the script places it below its line.</summary>
public sealed partial class PriceOffers
{
    /// <summary>Key of the line; null: nothing is offered.</summary>
    [Parameter, EditorRequired]
    public required string? For { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<PriceRow> Offers { get; set; }

    [Parameter, EditorRequired]
    public required Words Words { get; set; }

    /// <summary>For who does not see the list.</summary>
    [Parameter, EditorRequired]
    public required string InWords { get; set; }

    [Parameter]
    public EventCallback<PriceRow> OnTaken { get; set; }
}
