using System.Security.Cryptography;

namespace Altitude.Web.Security;

/// <summary>The headers that every response carries, errors and static files included, with one of two content-security profiles.</summary>
public static class SecurityHeaders
{
    /// <summary>Portal and public pages: nothing inline, nothing from elsewhere.</summary>
    public const string Strict =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>The site's own pages, as an origin that may frame.</summary>
    public const string Own = "'self'";

    private static readonly object NonceKey = new();
    private static readonly object FramesKey = new();
    private static readonly object TargetsKey = new();
    private static readonly object ElsewhereKey = new();

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    Write(context);
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );

    /// <summary>This page may be shown in frames of these origins, which were taken apart and put together anew before they were kept.</summary>
    public static void AllowFrames(HttpContext context, IReadOnlyList<string> origins)
    {
        if (origins.Count > 0)
        {
            context.Items[FramesKey] = string.Join(' ', origins);
        }
    }

    /// <summary>For the office's own inline scripts: MudBlazor and the background dashboard bring some.</summary>
    public static string Nonce(HttpContext context)
    {
        if (context.Items[NonceKey] is string nonce)
        {
            return nonce;
        }

        var made = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = made;
        return made;
    }

    /// <summary>MudBlazor writes style elements and attributes, so the office allows inline styles; scripts stay strict (see the decision on two profiles).</summary>
    public static string Office(string nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-src 'self'; frame-ancestors 'none'";

    public static bool IsOffice(PathString path) => path.StartsWithSegments("/office") || path.StartsWithSegments("/background");

    /// <summary>The answer to a form of this page may lead to these origins: browsers ask form-action about redirects too.</summary>
    public static void AllowFormTargets(HttpContext context, IReadOnlyList<string> origins)
    {
        if (origins.Count > 0)
        {
            context.Items[TargetsKey] = string.Join(' ', origins);
        }
    }

    /// <summary>Pages of elsewhere may show this answer as a picture: readers of mail in a browser do. Everything else about it stays as strict.</summary>
    public static void AllowShowingElsewhere(HttpContext context) => context.Items[ElsewhereKey] = true;

    private static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        var path = context.Request.PathBase.Add(context.Request.Path); // A mapped branch, the background dashboard, moves its part of the path.
        var framed = context.Items[FramesKey] as string;
        if (!headers.ContainsKey("Content-Security-Policy"))
        {
            var profile = IsOffice(OriginalPath(context)) ? Office(Nonce(context)) : Strict;
            if (context.Items[TargetsKey] is string targets)
            {
                profile = profile.Replace("form-action 'self'", $"form-action 'self' {targets}", StringComparison.Ordinal);
            }

            headers.ContentSecurityPolicy = framed is null
                ? profile
                : profile.Replace("frame-ancestors 'none'", $"frame-ancestors {framed}", StringComparison.Ordinal);
        }

        headers.XContentTypeOptions = "nosniff";
        // It knows no list of origins; browsers that read frame-ancestors ignore it.
        if (framed is null or Own)
        {
            headers.XFrameOptions = framed is null ? "DENY" : "SAMEORIGIN";
        }

        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = context.Items.ContainsKey(ElsewhereKey) ? "cross-origin" : "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }

        if (IsPersonal(path) && !headers.CacheControl.ToString().Contains("immutable", StringComparison.Ordinal))
        {
            headers.CacheControl = "no-store";
        }
    }

    private static bool IsPersonal(PathString path) =>
        path.StartsWithSegments("/portal")
        || path.StartsWithSegments("/office")
        || path.StartsWithSegments("/start")
        || path.StartsWithSegments("/background")
        || path.StartsWithSegments("/demo")
        || path.StartsWithSegments("/request")
        || path.StartsWithSegments("/sign-up")
        || path.StartsWithSegments("/verify");

    /// <summary>An error page of the office is drawn for another path; what was asked for decides.</summary>
    private static PathString OriginalPath(HttpContext context) =>
        context.Features.Get<Microsoft.AspNetCore.Diagnostics.IStatusCodeReExecuteFeature>()?.OriginalPath is { } original ? new PathString(original)
        : context.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerPathFeature>()?.Path is { } failed ? new PathString(failed)
        : context.Request.PathBase.Add(context.Request.Path);
}
