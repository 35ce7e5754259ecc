using Altitude.Web.Components;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Layout;

/// <summary>Pages in front of the portal, and those that say that there is none: no navigation, one thing to do.</summary>
public sealed partial class DoorLayout
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    /// <summary>Null: no company's page.</summary>
    private CommonTexts Texts => new(Components.Texts.CultureOf(Context));
    private WorkspaceView? Company => PortalContext.Of(Context)?.Workspace;
}
