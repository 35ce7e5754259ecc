using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Something that needs the customer now: a visit that waits to be confirmed.</summary>
public sealed partial class VisitNeed
{
    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required Guid Visit { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>In words, with the zone.</summary>
    [Parameter, EditorRequired]
    public required string When { get; set; }

    private CommonTexts Texts => new(Company.Culture);
    private string HeadingId => $"need-{Visit}";
    private string Address => $"/portal/{Company.Slug}/appointments/{Visit}";
}
