using Altitude.Data;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components.Endpoints;
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
                    var staff = AltitudeClaims.StaffOf(context.User);
                    if (ViewingAddress.Is(slug) && staff is null)
                    {
                        context.Response.Redirect("/office/sign-in?next=%2Foffice%2Fcustomers"); // The viewing went with the sign-in.
                        return;
                    }

                    var entry = await context
                        .RequestServices.GetRequiredService<PortalDoor>()
                        .FindAsync(slug, AltitudeClaims.BrowserOf(context.User), staff, context.RequestAborted);
                    if (entry is null)
                    {
                        context.Response.StatusCode = StatusCodes.Status404NotFound;
                        return;
                    }

                    if (entry.Reader is { } reader && PortalAddress.SectionOf(context.Request.Path) is var section && !reader.Finds(section))
                    {
                        if (context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is null)
                        {
                            context.Response.StatusCode = StatusCodes.Status404NotFound; // A file of what is hidden.
                            return;
                        }

                        entry = entry with { Closed = section };
                    }

                    context.Items[typeof(PortalEntry)] = entry;
                    if (entry.Visitor is { } visitor && !IsAheadOfTime(context.Request))
                    {
                        context.RequestServices.GetRequiredService<LastSeen>().Note(visitor);
                    }

                    if (entry.Viewing is not null && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
                    {
                        context.Response.StatusCode = StatusCodes.Status403Forbidden; // Who only looks on sends nothing, whatever page it is.
                        return;
                    }
                }
                else if (context.Request.Path.StartsWithSegments("/request") && context.GetRouteValue("Workspace") is string asked)
                {
                    // Whoever asks for work is nobody yet, whatever else their browser holds: the page has no circuit and shows nothing of anybody.
                    if (
                        await context.RequestServices.GetRequiredService<PortalDoor>().FindAsync(asked, null, context.RequestAborted) is not { } entry
                    )
                    {
                        context.Response.StatusCode = StatusCodes.Status404NotFound;
                        return;
                    }

                    context.Items[typeof(PortalEntry)] = entry;
                    SecurityHeaders.AllowFrames(context, entry.Workspace.RequestForm.Origins);
                    if (HttpMethods.IsPost(context.Request.Method) && await UnreadableAsync(context) is { } status)
                    {
                        context.Response.StatusCode = status;
                        return;
                    }
                }
                else if (context.Request.Path.StartsWithSegments("/start") && context.GetRouteValue("Token") is string token)
                {
                    var links = context.RequestServices.GetRequiredService<SetupLinkQuery>();
                    if (await links.FindAsync(token, context.RequestAborted) is { } link)
                    {
                        context.Items[typeof(OpenLink)] = link;
                        if (link.Refusal is null && HttpMethods.IsGet(context.Request.Method))
                        {
                            context
                                .RequestServices.GetRequiredService<LinkLooks>()
                                .Note(link.Workspace.Id, link.Id, context.Request.Headers.UserAgent.ToString());
                        }

                        context.Items[typeof(PortalEntry)] = new PortalEntry(link.Workspace, 0, null, link.Refusal ?? AccessRules.SessionMissing);
                    }
                }

                await next(context);
            }
        );

    /// <summary>Whether the browser only guesses that somebody will want the page.</summary>
    private static bool IsAheadOfTime(HttpRequest request) =>
        request.Headers["Sec-Purpose"].ToString().StartsWith("prefetch", StringComparison.Ordinal);

    /// <summary>Other forms are read first by antiforgery, which answers what cannot be read; one without a token is looked at here.</summary>
    /// <returns>The answer to give; null: it can be read.</returns>
    private static async Task<int?> UnreadableAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return StatusCodes.Status400BadRequest;
        }

        try
        {
            await context.Request.ReadFormAsync(context.RequestAborted);
            return null;
        }
        catch (BadHttpRequestException refused)
        {
            return refused.StatusCode;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException)
        {
            return StatusCodes.Status400BadRequest;
        }
    }

    /// <summary>The setup link that this request's address holds; null: none that opens.</summary>
    public static OpenLink? LinkOf(HttpContext context) => context.Items[typeof(OpenLink)] as OpenLink;
}
