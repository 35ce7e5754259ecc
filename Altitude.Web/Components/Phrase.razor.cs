using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>A sentence with one part that is more than text, wherever the language puts it.</summary>
public sealed partial class Phrase
{
    /// <summary>Stands in the text where the part belongs: a character that nobody can type.</summary>
    public const string Hole = "\u0001";

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }

    private string Before => Text.Split(Hole, 2)[0];
    private string After => Text.Split(Hole, 2)[^1];
}
