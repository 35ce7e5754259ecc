using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Branding;

/// <summary>Turns a brand kit into the tokens of the portal's stylesheet: the brand's own colours, and readable neighbours of them.</summary>
public static class BrandTokens
{
    /// <summary>Text needs 4.5:1 (WCAG 2.2, 1.4.3).</summary>
    private const double TextContrast = 4.5;

    /// <summary>What the subsets hold.</summary>
    private const string Latin =
        "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2002-202F,U+2032-2044,U+20AC,U+2122,U+2190-2193,U+2212,U+2215";

    /// <summary>What links and focus rings stand on, light and dark; the darkest paper of the light scheme and the lightest of the dark one: a picked row of the office.</summary>
    private static readonly BrandColor LightPaper = BrandColor.Parse("#e6eaef");
    private static readonly BrandColor DarkPaper = BrandColor.Parse("#2a3037");

    /// <summary>What buttons stand on in the dark.</summary>
    private static readonly BrandColor DarkSheet = BrandColor.Parse("#1f242a");

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
            $"--brand-primary:{brand.Primary};--brand-on-primary:{brand.Primary.ReadableText};--brand-veil:{Veil(brand.Primary)};"
            + $"--brand-accent:{brand.Accent};--brand-on-accent:{brand.Accent.ReadableText};"
            + $"--brand-link:{brand.Primary.ReadableOn(LightPaper, TextContrast)};";

        // On dark paper a dark primary would vanish: it is lifted until it stands out, and its text chosen anew.
        var lifted = brand.Primary.ReadableOn(DarkSheet, 3);
        var dark =
            $"--brand-primary:{lifted};--brand-on-primary:{lifted.ReadableText};--brand-veil:{Veil(lifted)};--brand-link:{brand.Primary.ReadableOn(DarkPaper, TextContrast)};";
        return $"{Letters(brand.Font).Face}:root{{{light}{Letters(brand.Font).Token}--radius:{Radius(brand.Corners)}px;--field-radius:{Math.Min(Radius(brand.Corners), 8)}px}}@media (prefers-color-scheme: dark){{:root:not([data-scheme=\"light\"]){{{dark}}}}}:root[data-scheme=\"dark\"]{{{dark}}}";
    }

    /// <summary>Laid over a button that is pointed at: away from its text, which is then read better and not worse.</summary>
    private static string Veil(BrandColor primary) => primary.ReadableText == BrandColor.White ? "rgb(0 0 0/.1)" : "rgb(255 255 255/.18)";

    /// <summary>The typeface, which is fetched after the page is drawn; letters that it lacks come from the usual one.</summary>
    private static (string Face, string Token) Letters(BrandFont font) =>
        font switch
        {
            BrandFont.Friendly => (
                Face("Nunito", "nunito-latin", "Arial", "size-adjust:101.7%;ascent-override:99.4%;descent-override:34.7%"),
                "--brand-font:\"Nunito\",\"Nunito fallback\",\"Inter\",system-ui,sans-serif;"
            ),
            BrandFont.Serif => (
                Face("Source Serif", "source-serif-latin", "Times New Roman", "size-adjust:118.9%;ascent-override:87.1%;descent-override:28.2%"),
                "--brand-font:\"Source Serif\",\"Source Serif fallback\",Georgia,serif;"
            ),
            BrandFont.Device => ("", "--brand-font:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,sans-serif;"),
            _ => ("", ""), // The stylesheet's own.
        };

    /// <param name="usual">A typeface that devices have.</param>
    /// <param name="measure">That one in this one's measure, so that nothing moves when the font arrives.</param>
    private static string Face(string name, string file, string usual, string measure) =>
        $"@font-face{{font-family:\"{name} fallback\";src:local(\"{usual}\");{measure};line-gap-override:0%}}@font-face{{font-family:\"{name}\";font-weight:400 700;font-display:swap;src:url(\"/fonts/{file}.woff2\") format(\"woff2\");unicode-range:{Latin}}}";
}
