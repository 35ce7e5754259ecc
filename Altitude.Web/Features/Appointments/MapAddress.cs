namespace Altitude.Web.Features.Appointments;

/// <summary>Where a place is shown on a map; telephones open their own maps at it.</summary>
public static class MapAddress
{
    /// <summary>Google's Maps URLs, which need no key and open Google's or Apple's application: developers.google.com/maps/documentation/urls/get-started.</summary>
    public static string Of(string address) => "https://www.google.com/maps/search/?api=1&query=" + Uri.EscapeDataString(address);
}
