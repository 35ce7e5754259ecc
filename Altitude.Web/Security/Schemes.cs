using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Altitude.Web.Security;

/// <summary>Names of the authentication schemes; they never see each other's cookie.</summary>
public static class Schemes
{
    public const string Portal = "Portal";
    public const string Office = "Office";

    /// <summary>Picks one by the path; circuits and files get both identities, side by side.</summary>
    public const string ByPath = "ByPath";

    /// <summary>Nobody, whoever it is: antiforgery on the doors of the office must not depend on who comes in meanwhile by another window.</summary>
    public const string Nobody = "Nobody";

    public static string For(PathString path) =>
        path.StartsWithSegments("/sign-up")
        || path.StartsWithSegments("/office/sign-in")
        || path.StartsWithSegments("/office/forgot")
        || path.StartsWithSegments("/office/reset")
        || path.StartsWithSegments("/office/second-step")
        || path.StartsWithSegments("/office/closed")
            ? Nobody
        : path.StartsWithSegments("/office") || path.StartsWithSegments("/background") || path.StartsWithSegments("/hubs") || ViewingAddress.Is(path)
            ? Office
        : path.StartsWithSegments("/_blazor") || path.StartsWithSegments("/files") ? Both
        : Portal;

    /// <summary>Attaches both identities, each of its own authentication type.</summary>
    public const string Both = "Both";
}

/// <summary>Claims of the product's two identities.</summary>
public static class AltitudeClaims
{
    /// <summary>What antiforgery binds to: the browser's id, or the staff session's.</summary>
    public const string Subject = "sub";

    /// <summary>SHA-256 of the browser's secret, hexadecimal.</summary>
    public const string Browser = "altitude:browser";
    public const string Workspace = "altitude:workspace";
    public const string Slug = "altitude:slug";
    public const string Session = "altitude:session";
    public const string User = "altitude:user";
    public const string Staff = "altitude:staff";

    /// <summary>How many seconds the sign-in lasted yet when it was looked up, for this request or circuit.</summary>
    public const string Lasts = "altitude:lasts";
    public const string Role = ClaimTypes.Role;
    public const string Name = ClaimTypes.Name;

    /// <summary>The member of staff whom this principal is; null: none.</summary>
    public static Staff? StaffOf(ClaimsPrincipal principal)
    {
        var identity = principal.Identities.FirstOrDefault(i => i.AuthenticationType == Schemes.Office);
        return identity is null
            ? null
            : new Staff(
                Id<Workspace>.Parse(Value(identity, Workspace), null),
                Id<StaffSession>.Parse(Value(identity, Session), null),
                Id<StaffMember>.Parse(Value(identity, Staff), null),
                Enum.Parse<StaffRole>(Value(identity, Role)),
                Value(identity, Name)
            );
    }

    /// <summary>SHA-256 of the portal browser's secret; null: no portal browser.</summary>
    public static byte[]? BrowserOf(ClaimsPrincipal principal) =>
        principal.Identities.FirstOrDefault(i => i.AuthenticationType == Schemes.Portal)?.FindFirst(Browser) is { Value: var hex }
            ? Convert.FromHexString(hex)
            : null;

    private static string Value(ClaimsIdentity identity, string type) => identity.FindFirst(type)!.Value; // The scheme sets all of them.
}

/// <summary>Knows a portal browser by its cookie. Whether it is signed in, and where, is authorisation: see <see cref="PortalDoor"/>.</summary>
public sealed class PortalSchemeHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Browser.Of(Context) is not { } browser)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var identity = new ClaimsIdentity(
            [new(AltitudeClaims.Subject, browser.Id.ToString()), new(AltitudeClaims.Browser, Convert.ToHexString(browser.Hash))],
            Schemes.Portal
        );
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}

/// <summary>Knows a member of staff by the row that their opaque cookie names.</summary>
public sealed class OfficeSchemeHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    StaffSessions sessions,
    LastSeen seen
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var cookie = Request.Cookies[Cookies.Office(Request)];
        if (!Secret.HasForm(cookie) || await sessions.FindAsync(Secret.HashOf(cookie!), Context.RequestAborted) is not { } found) // HasForm: not null.
        {
            return AuthenticateResult.NoResult();
        }

        seen.Note(found.Staff);
        var identity = new ClaimsIdentity(
            [
                new(AltitudeClaims.Subject, found.Staff.Session.ToString()),
                new(AltitudeClaims.Session, found.Staff.Session.ToString()),
                new(AltitudeClaims.Workspace, found.Staff.WorkspaceId.ToString()),
                new(AltitudeClaims.Slug, found.Slug),
                new(AltitudeClaims.User, found.UserId.ToString()),
                new(AltitudeClaims.Staff, found.Staff.StaffId.ToString()),
                new(AltitudeClaims.Role, found.Staff.Role.ToString()),
                new(AltitudeClaims.Name, found.Staff.StaffName),
                new(AltitudeClaims.Lasts, found.Lasts?.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture) ?? ""),
            ],
            Schemes.Office
        );
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Request.Path.StartsWithSegments("/hubs"))
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        var next = HttpMethods.IsGet(Request.Method) ? Request.Path + Request.QueryString.ToString() : "/office";
        Response.Redirect($"/office/sign-in?next={Uri.EscapeDataString(next)}");
        return Task.CompletedTask;
    }
}

/// <summary>Knows nobody.</summary>
public sealed class NobodySchemeHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
}

/// <summary>Both identities at once: a circuit serves portal and office pages of the same browser.</summary>
public sealed class BothSchemesHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var portal = await Context.AuthenticateAsync(Schemes.Portal);
        var office = await Context.AuthenticateAsync(Schemes.Office);
        ClaimsIdentity[] identities = [.. office.Principal?.Identities ?? [], .. portal.Principal?.Identities ?? []];
        return identities.Length == 0
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identities), Scheme.Name));
    }
}
