using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Says why nothing was done. It stays when the page is refreshed: the refusal belongs to the form that was sent, not to the page's state.</summary>
public sealed partial class ErrorSummary
{
    [CascadingParameter]
    public HttpContext? Context { get; set; }

    /// <summary>What the page is about; part of an id, so that another page's summary is never taken for this one.</summary>
    [Parameter, EditorRequired]
    public required string Of { get; set; }

    /// <summary>Null: nothing was refused.</summary>
    [Parameter, EditorRequired]
    public string? Message { get; set; }

    /// <summary>Address of the field to mend; null: there is none.</summary>
    [Parameter]
    public string? Target { get; set; }

    private CommonTexts Texts => new(Components.Texts.CultureOf(Context));
}
