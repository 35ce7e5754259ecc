using Altitude.Domain.Workspaces;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Security;

namespace Altitude.Web.Features.Branding;

/// <summary>Light or dark, as the page of this request is to be; where the company leaves it to its customers, as this browser chose. What it chose is kept in the browser and known to nobody else.</summary>
public static class ChosenScheme
{
    public const string Light = "light";
    public const string Dark = "dark";

    /// <summary>What a form calls the third choice.</summary>
    public const string Device = "device";

    private static readonly TimeSpan s_lasts = TimeSpan.FromDays(365);

    /// <returns>"light" or "dark"; null: as the device prefers.</returns>
    public static string? Of(HttpContext context) =>
        PortalContext.Of(context)?.Workspace.Brand.Scheme switch
        {
            ColorScheme.Light => Light,
            ColorScheme.Dark => Dark,
            ColorScheme.Customer => context.Request.Cookies[NameFor(context.Request)] is (Light or Dark) and var chosen ? chosen : null,
            _ => null,
        };

    /// <param name="chosen">Anything but "light" and "dark" forgets what was chosen.</param>
    public static void Remember(HttpContext context, string? chosen)
    {
        var cookies = context.Response.Cookies;
        if (chosen is Light or Dark)
        {
            cookies.Append(NameFor(context.Request), chosen, Cookies.Options(context.Request, s_lasts));
        }
        else
        {
            cookies.Delete(NameFor(context.Request), Cookies.Options(context.Request, lasts: null));
        }
    }

    private static string NameFor(HttpRequest request) => Cookies.Named("altitude-scheme", request.IsHttps);
}
