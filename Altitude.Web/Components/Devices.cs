namespace Altitude.Web.Components;

/// <summary>Devices as people recognise their own.</summary>
public static class Devices
{
    /// <summary>"Chrome on Android": enough to recognise one's own device, never a claim about it.</summary>
    public static string Name(string userAgent)
    {
        var browser =
            Has("Edg/") ? "Edge"
            : Has("Firefox/") ? "Firefox"
            : Has("Chrome/") || Has("CriOS/") ? "Chrome"
            : Has("Safari/") ? "Safari"
            : "A browser";
        var system =
            Has("iPhone") ? " on iPhone"
            : Has("iPad") ? " on iPad"
            : Has("Android") ? " on Android"
            : Has("Windows") ? " on Windows"
            : Has("Mac OS X") ? " on a Mac"
            : Has("Linux") ? " on Linux"
            : "";
        return browser + system;

        bool Has(string part) => userAgent.Contains(part, StringComparison.Ordinal);
    }
}
