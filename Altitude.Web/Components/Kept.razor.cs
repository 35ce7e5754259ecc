using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>What somebody wrote into a form that came too late, so that it is not lost.</summary>
public sealed partial class Kept
{
    [CascadingParameter]
    public HttpContext? Context { get; set; }

    /// <summary>Null or empty: nothing.</summary>
    [Parameter, EditorRequired]
    public string? Text { get; set; }

    /// <summary>Id of the field that gets it back where the form returns; null: none.</summary>
    [Parameter]
    public string? For { get; set; }

    private CommonTexts Texts => new(Components.Texts.CultureOf(Context));
}
