using System.Globalization;

namespace Altitude.Domain.Workspaces;

/// <summary>An sRGB colour that was parsed, so that no other text can stand where a colour is expected.</summary>
public readonly record struct BrandColor(byte Red, byte Green, byte Blue)
{
    public static readonly BrandColor White = new(255, 255, 255);
    public static readonly BrandColor Black = new(0, 0, 0);

    /// <param name="text">"#rrggbb".</param>
    /// <exception cref="RuleViolation">Not such a colour.</exception>
    public static BrandColor Parse(string text)
    {
        var written = (text ?? "").Trim();
        var valid = written.Length == 7 && written[0] == '#' && written.Skip(1).All(char.IsAsciiHexDigit);
        RuleViolation.Unless(valid, "brand.color", "Write a colour as # and six digits, such as #0B5FA5.");
        var rgb = int.Parse(written.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return new BrandColor((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
    }

    /// <summary>Black or white, whichever stands out more on this colour.</summary>
    public BrandColor ReadableText => ContrastTo(White) >= ContrastTo(Black) ? White : Black;

    /// <summary>Contrast ratio, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio</summary>
    public double ContrastTo(BrandColor other)
    {
        var (a, b) = (Luminance, other.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>This colour, moved towards black or white just far enough to be read on <paramref name="paper"/>.</summary>
    /// <param name="ratio">4.5 for text, 3 for a focus ring (WCAG 2.2, 1.4.3 and 1.4.11).</param>
    public BrandColor ReadableOn(BrandColor paper, double ratio)
    {
        var towards = paper.ContrastTo(Black) >= paper.ContrastTo(White) ? Black : White;
        for (var step = 0; step <= 20; step++)
        {
            var mixed = Mix(towards, step / 20.0);
            if (mixed.ContrastTo(paper) >= ratio)
            {
                return mixed;
            }
        }

        return towards;
    }

    public override string ToString() => FormattableString.Invariant($"#{Red:x2}{Green:x2}{Blue:x2}");

    private BrandColor Mix(BrandColor other, double share)
    {
        byte Channel(byte a, byte b) => (byte)Math.Round((a * (1 - share)) + (b * share));
        return new BrandColor(Channel(Red, other.Red), Channel(Green, other.Green), Channel(Blue, other.Blue));
    }

    /// <summary>Relative luminance, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance</summary>
    private double Luminance
    {
        get
        {
            static double Linear(byte channel)
            {
                var value = channel / 255.0;
                return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
            }

            return (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));
        }
    }
}
