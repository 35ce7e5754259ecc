using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>A record's state in a word.</summary>
public sealed partial class Chip
{
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>One of <see cref="StateTones"/>.</summary>
    [Parameter]
    public string Tone { get; set; } = StateTones.Neutral;

    /// <summary>Unique on the page: a change is marked for some seconds. Null: it is not watched.</summary>
    [Parameter]
    public string? Live { get; set; }

    private string Look => Tone.Length == 0 ? "chip" : $"chip {Tone}";
}
