using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>One card of the board: plain elements, drawn again only for another card's record or mark.</summary>
public sealed partial class JobCardView
{
    private JobCard? _drawn;
    private string? _drawnMark;

    [Parameter, EditorRequired]
    public required JobCard Card { get; set; }

    /// <summary>That it moved a moment ago; null: it did not.</summary>
    [Parameter]
    public string? Mark { get; set; }

    private string Address => $"/office/jobs/{Card.Number}";

    protected override bool ShouldRender()
    {
        if (ReferenceEquals(_drawn, Card) && _drawnMark == Mark)
        {
            return false;
        }

        (_drawn, _drawnMark) = (Card, Mark);
        return true;
    }
}
