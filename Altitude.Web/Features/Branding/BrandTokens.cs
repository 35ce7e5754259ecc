using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Branding;

/// <summary>Turns a brand kit into the tokens of the portal's stylesheet: the brand's own colours, and readable neighbours of them.</summary>
public static class BrandTokens
{
    /// <summary>Text needs 4.5:1 (WCAG 2.2, 1.4.3).</summary>
    private const double TextContrast = 4.5;

    /// <summary>What links stand on, light and dark; the darkest paper of the light scheme and the lightest of the dark one.</summary>
    private static readonly BrandColor LightPaper = BrandColor.Parse("#f1f3f5");
    private static readonly BrandColor DarkPaper = BrandColor.Parse("#1f242a");

    /// <summary>Pixels; of cards and buttons. Fields are at most softly rounded, or text would touch their ends.</summary>
    public static int Radius(CornerStyle corners) =>
        corners switch
        {
            CornerStyle.Square => 0,
            CornerStyle.Round => 20,
            _ => 10,
        };

    public static string Css(BrandKit brand)
    {
        var light =
            $"--brand-primary:{brand.Primary};--brand-on-primary:{brand.Primary.ReadableText};"
            + $"--brand-accent:{brand.Accent};--brand-on-accent:{brand.Accent.ReadableText};"
            + $"--brand-link:{brand.Primary.ReadableOn(LightPaper, TextContrast)};";

        // On dark paper a dark primary would vanish: it is lifted until it stands out, and its text chosen anew.
        var lifted = brand.Primary.ReadableOn(DarkPaper, 3);
        var dark =
            $"--brand-primary:{lifted};--brand-on-primary:{lifted.ReadableText};--brand-link:{brand.Primary.ReadableOn(DarkPaper, TextContrast)};";
        return $":root{{{light}--radius:{Radius(brand.Corners)}px;--field-radius:{Math.Min(Radius(brand.Corners), 8)}px}}@media (prefers-color-scheme: dark){{:root:not([data-scheme=\"light\"]){{{dark}}}}}:root[data-scheme=\"dark\"]{{{dark}}}";
    }
}
