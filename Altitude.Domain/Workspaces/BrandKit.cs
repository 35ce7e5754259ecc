namespace Altitude.Domain.Workspaces;

/// <summary>How the company looks: two colours and whether pages are light, dark or as the device prefers.</summary>
public sealed record BrandKit(BrandColor Primary, BrandColor Accent, ColorScheme Scheme)
{
    public static readonly BrandKit Default = new(BrandColor.Parse("#2457C5"), BrandColor.Parse("#E0A100"), ColorScheme.Device);
}

/// <summary>Light, dark, or what the device asks for.</summary>
public enum ColorScheme
{
    Device,
    Light,
    Dark,
}
