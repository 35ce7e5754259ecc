using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>What happened, beside the board; read out as it comes.</summary>
public sealed partial class BoardNews
{
    private ImmutableList<BoardNote>? _drawn;

    /// <summary>Newest first.</summary>
    [Parameter, EditorRequired]
    public required ImmutableList<BoardNote> Notes { get; set; }

    /// <summary>What came after this seq came while the page was open.</summary>
    [Parameter]
    public long FreshAfter { get; set; }

    protected override bool ShouldRender()
    {
        if (ReferenceEquals(_drawn, Notes))
        {
            return false;
        }

        _drawn = Notes;
        return true;
    }
}
