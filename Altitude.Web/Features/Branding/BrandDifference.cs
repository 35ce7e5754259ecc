using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;

namespace Altitude.Web.Features.Branding;

/// <summary>What differs between two brands, in the words of the form.</summary>
public static class BrandDifference
{
    /// <summary>"the main colour and the logo"; empty: they are the same.</summary>
    public static string InWords(BrandKit before, BrandKit after) =>
        Differing.InWords(
            ("the logo", before.Images.Logo != after.Images.Logo),
            ("the logo on dark", before.Images.DarkLogo != after.Images.DarkLogo),
            ("the icon", before.Images.Icon != after.Images.Icon),
            ("the main colour", before.Primary != after.Primary),
            ("the accent colour", before.Accent != after.Accent),
            ("light or dark", before.Scheme != after.Scheme),
            ("the corners", before.Corners != after.Corners),
            ("the letters", before.Font != after.Font),
            ("the top of mails", (before.MailHeader, before.NamesMails) != (after.MailHeader, after.NamesMails)),
            ("what stands below mails", before.MailFooter != after.MailFooter)
        );
}
