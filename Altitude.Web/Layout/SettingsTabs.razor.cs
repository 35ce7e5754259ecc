using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Layout;

/// <summary>The way from one of the company's settings to the others.</summary>
public sealed partial class SettingsTabs
{
    private static readonly Place[] Places =
    [
        new("/office/settings/portal", "Portal"),
        new("/office/settings/brand", "Brand"),
        new("/office/settings/company", "Company"),
        new("/office/team", "Team"),
        new("/office/settings/requests", "Request form"),
        new("/office/settings/visits", "Visits"),
        new("/office/settings/notifications", "Notifications"),
        new("/office/activity", "History"),
        new("/office/settings/payments", "Payments"),
        new("/office/background", "Background work"),
        new("/office/export", "Export"),
        new("/office/welcome", "First steps"),
    ];

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Whether the address is one of these pages, or below one.</summary>
    internal static bool Hold(string path) => Places.Any(p => IsAt(p, path));

    private string? CurrentOf(Place place) => IsAt(place, "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0]) ? "page" : null;

    /// <summary>A page below a setting's own belongs to it.</summary>
    private static bool IsAt(Place place, string path) => $"{path}/".StartsWith(place.Path + "/", StringComparison.Ordinal);

    private sealed record Place(string Path, string Name);
}
