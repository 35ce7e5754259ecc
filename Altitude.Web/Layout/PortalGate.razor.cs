using Altitude.Data;
using Altitude.Web.Components;
using Altitude.Web.Features.PortalAccess;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Layout;

/// <summary>
/// Draws a portal page for whoever is signed in. Somebody else who sent a form gets the sign-in panel in its place, with what they wrote: the form's name
/// stays known, or its post would be a bad request.
/// </summary>
public sealed partial class PortalGate
{
    private static readonly string[] WrittenByPeople = ["TypedName", "Reason", "Text"];

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Parameter, EditorRequired]
    public required PortalPage Page { get; set; }

    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }

    private CommonTexts Texts => new(Page.Company.Culture);

    private IReadOnlyList<string> Kept =>
        Context.Request.HasFormContentType
            ?
            [
                .. Context
                    .Request.Form.Where(sent => WrittenByPeople.Any(name => sent.Key.EndsWith("." + name, StringComparison.Ordinal)))
                    .Select(sent => sent.Value.ToString())
                    .Where(text => text.Length > 0),
            ]
            : [];

    /// <summary>Name of the form that was posted; null: none of ours.</summary>
    private string? Posted =>
        Context.Request.HasFormContentType
        && Context.Request.Form["_handler"].ToString() is { Length: > 0 and <= 40 } name
        && name.All(c => char.IsAsciiLetterLower(c) || c == '-')
            ? name
            : null;

    private void Nothing()
    {
        if (!Page.IsThere)
        {
            Page.Navigation.NotFound();
        }
    }
}
