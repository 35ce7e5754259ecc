using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Security;

namespace Altitude.Web.Features.Branding;

/// <summary>Where a company's pictures are. What is at an address never changes: it may be kept for ever.</summary>
public static class BrandPictureAddress
{
    public static string Of(WorkspaceView company, BrandImage image) => $"{Of(company)}/pictures/{image.Id}.png";

    /// <summary>Of the small mark in a browser's tab.</summary>
    public static string OfIcon(WorkspaceView company) => $"{Of(company)}/icon.png?v={IconVersion(company)}";

    /// <summary>Of the mark on a phone's home screen, which shows nothing through.</summary>
    public static string OfHomeIcon(WorkspaceView company) => $"{Of(company)}/home-icon.png?v={IconVersion(company)}";

    /// <summary>How large it is drawn so that it fills a box as far as its shape allows.</summary>
    /// <returns>Pixels.</returns>
    public static (int Width, int Height) Fit(BrandImage image, int width, int height)
    {
        var scale = Math.Min(1, Math.Min((double)width / image.Width, (double)height / image.Height));
        return (Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)));
    }

    private static string Of(WorkspaceView company) => $"/portal/{ViewingAddress.CompanyOf(company.Slug)}";

    private static string IconVersion(WorkspaceView company) =>
        company.Brand.Images.Icon is { } icon
            ? icon.Id.ToString()
            : Uri.EscapeDataString(company.Brand.Primary.ToString()[1..] + StaffMember.InitialsOf(company.Name));
}
