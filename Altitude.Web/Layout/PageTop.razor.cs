using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Layout;

/// <summary>What an office page puts into the bar: its title, and perhaps its search and acts.</summary>
public sealed partial class PageTop
{
    public const string Section = "page-top";

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>False where the page has a heading of its own.</summary>
    [Parameter]
    public bool IsHeading { get; set; } = true;

    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
