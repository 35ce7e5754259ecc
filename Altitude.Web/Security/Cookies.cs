namespace Altitude.Web.Security;

/// <summary>Names and looks of the product's cookies: opaque, HttpOnly, SameSite=Lax; host-locked over HTTPS.</summary>
public static class Cookies
{
    private const string HostPrefix = "__Host-";

    public static string Portal(HttpRequest request) => Named("altitude-portal", request.IsHttps);

    public static string Office(HttpRequest request) => Named("altitude-office", request.IsHttps);

    /// <summary>The half of an office sign-in that waits for its second step.</summary>
    public static string OfficeStep(HttpRequest request) => Named("altitude-office-step", request.IsHttps);

    /// <summary>What a browser was asked to sign, for some minutes.</summary>
    public static string Passkey(HttpRequest request) => Named("altitude-passkey", request.IsHttps);

    public static string Named(string name, bool isHttps) => isHttps ? HostPrefix + name : name;

    /// <param name="lasts">Null: until the browser is closed.</param>
    public static CookieOptions Options(HttpRequest request, TimeSpan? lasts) =>
        new()
        {
            HttpOnly = true,
            Secure = request.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = lasts,
            IsEssential = true,
        };
}
