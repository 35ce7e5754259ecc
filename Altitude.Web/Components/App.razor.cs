using Altitude.Web.Features.Branding;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Altitude.Web.Components;

/// <summary>The frame of every page: the portal's own small stylesheet and script, or the office's.</summary>
public sealed partial class App
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    private bool IsOffice => SecurityHeaders.IsOffice(Context.Request.Path);

    /// <summary>Portal pages and sign-in are static; the office is interactive throughout once somebody is signed in.</summary>
    private IComponentRenderMode? Mode => IsOffice && Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    /// <summary>A static page of the office for somebody who is signed in: it keeps what is typed over a lost line, as the portal's pages do.</summary>
    private bool IsField => IsOffice && Mode is null && AltitudeClaims.StaffOf(Context.User) is not null;

    private bool HasCircuits => PortalContext.Of(Context)?.Reader is not null;

    private string Language => PortalContext.Of(Context)?.Workspace.Culture.Name ?? "en-US";

    private string? BodyClass => IsOffice ? "office" : null;

    /// <summary>Null: as the device prefers.</summary>
    private string? Scheme => ChosenScheme.Of(Context);

    /// <summary>Null: no company's page, or one of the office.</summary>
    private WorkspaceView? Company => PortalContext.Of(Context)?.Workspace;

    private string? BrandSheet =>
        Company is { } workspace ? $"/portal/{ViewingAddress.CompanyOf(workspace.Slug)}/brand.css?v={workspace.BrandVersion}"
        : IsOffice && Context.User.FindFirst(AltitudeClaims.Slug) is { Value: var slug } ? $"/portal/{slug}/brand.css"
        : null;
}
