using System.Globalization;
using Altitude.Web.Features.Branding;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Three buttons of a form: light, dark, or as the device prefers; the one that is so now is pressed.</summary>
public sealed partial class SchemeButtons
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Parameter, EditorRequired]
    public required CultureInfo Culture { get; set; }

    /// <summary>Null: they look like the text around them.</summary>
    [Parameter]
    public string? Class { get; set; }

    private CommonTexts Texts => new(Culture);

    private string Pressed(string? scheme) => ChosenScheme.Of(Context) == scheme ? "true" : "false";
}
