using Altitude.Web.Security;
using Microsoft.AspNetCore.Routing;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Finds out once a request which portal it is for and who is looking, before any page is drawn.</summary>
public static class PortalContext
{
    /// <summary>What stands behind this request's address; null: not a portal address.</summary>
    public static PortalEntry? Of(HttpContext context) => context.Items[typeof(PortalEntry)] as PortalEntry;

    /// <summary>Runs after authentication. An unknown workspace is not found, whatever else the address says.</summary>
    public static IApplicationBuilder UsePortalContext(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                if (context.Request.Path.StartsWithSegments("/portal") && context.GetRouteValue("Workspace") is string slug)
                {
                    var entry = await context
                        .RequestServices.GetRequiredService<PortalDoor>()
                        .FindAsync(slug, AltitudeClaims.BrowserOf(context.User), context.RequestAborted);
                    if (entry is null)
                    {
                        context.Response.StatusCode = StatusCodes.Status404NotFound;
                        return;
                    }

                    context.Items[typeof(PortalEntry)] = entry;
                }

                await next(context);
            }
        );

    /// <summary>For pages whose workspace is not in their address but in what they found: the setup link's.</summary>
    public static void Set(HttpContext context, PortalEntry entry) => context.Items[typeof(PortalEntry)] = entry;
}
