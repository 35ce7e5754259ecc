using Altitude.Data;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Security;

/// <summary>Decides before a circuit or hub exists: only this site's own pages, and only people who are signed in.</summary>
public static class CircuitGate
{
    /// <summary>Refuses other sites' pages. A missing Origin is no browser and carries no ambient cookie, so the session check decides about it.</summary>
    public static IApplicationBuilder UseOwnOriginOnly(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (!IsLive(context.Request.Path))
                {
                    return next(context);
                }

                // A program reads the status, and a page in its place would change it: a post without a form's token is 400.
                if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                {
                    pages.Enabled = false;
                }

                if (IsOwn(context.Request))
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            }
        );

    /// <summary>Comes after authentication.</summary>
    public static IApplicationBuilder UseSignedInCircuits(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                if (context.Request.Path.StartsWithSegments("/_blazor") && !await IsSignedInAsync(context))
                {
                    context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    return;
                }

                await next(context);
            }
        );

    private static bool IsLive(PathString path) => path.StartsWithSegments("/_blazor") || path.StartsWithSegments("/hubs");

    private static bool IsOwn(HttpRequest request) =>
        request.Headers.Origin is not { Count: > 0 } origin
        || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static async Task<bool> IsSignedInAsync(HttpContext context)
    {
        if (AltitudeClaims.StaffOf(context.User) is not null)
        {
            return true;
        }

        if (AltitudeClaims.BrowserOf(context.User) is not { } browser)
        {
            return false;
        }

        await using var db = await context
            .RequestServices.GetRequiredService<IDbContextFactory<PlatformDb>>()
            .CreateDbContextAsync(context.RequestAborted);
        return await db.SessionLookups.AnyAsync(s => s.BrowserHash == browser, context.RequestAborted);
    }
}
