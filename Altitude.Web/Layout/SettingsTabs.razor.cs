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

    /// <summary>A page below a setting's own belongs to it.</summary>
    private string? CurrentOf(Place place) =>
        $"/{Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0]}/".StartsWith(place.Path + "/", StringComparison.Ordinal)
            ? "page"
            : null;

    private sealed record Place(string Path, string Name);
}
