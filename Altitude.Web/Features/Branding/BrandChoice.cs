using Altitude.Domain;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Branding;

/// <summary>A brand as somebody is choosing it: texts that may not be colours yet.</summary>
public sealed record BrandChoice(string? Primary, string? Accent, string? Scheme)
{
    /// <summary>Where the previews of a choice are.</summary>
    public const string Previews = "/office/settings/brand/preview";

    public string? Corners { get; init; }
    public string? MailFooter { get; init; }

    public static BrandChoice Of(IQueryCollection query) =>
        new(query["primary"], query["accent"], query["scheme"]) { Corners = query["corners"], MailFooter = query["footer"] };

    public static BrandChoice Of(BrandKit brand) =>
        new(brand.Primary.ToString(), brand.Accent.ToString(), brand.Scheme.ToString())
        {
            Corners = brand.Corners.ToString(),
            MailFooter = brand.MailFooter,
        };

    /// <exception cref="RuleViolation">One of the two is no colour; the message says which.</exception>
    public BrandKit ToKit() =>
        new(
            Colour(Primary, BrandRules.Primary, "main colour"),
            Colour(Accent, BrandRules.Accent, "accent colour"),
            Enum.TryParse<ColorScheme>(Scheme, out var scheme) && Enum.IsDefined(scheme) ? scheme : ColorScheme.Device
        )
        {
            Corners = CornersOr(CornerStyle.Soft),
            MailFooter = (MailFooter ?? "").Trim(),
        };

    /// <summary>What can be used of the choice; of the rest, what the company has.</summary>
    public BrandKit Or(BrandKit present) =>
        new(
            Find(Primary) ?? present.Primary,
            Find(Accent) ?? present.Accent,
            Enum.TryParse<ColorScheme>(Scheme, out var scheme) && Enum.IsDefined(scheme) ? scheme : present.Scheme
        )
        {
            Corners = CornersOr(present.Corners),
            MailFooter = MailFooter is { } footer && PlainText.Fits(footer, BrandKit.LongestMailFooter) ? footer : present.MailFooter,
        };

    /// <summary>The address of a preview: "portal", "mail" or "brand.css".</summary>
    public static string PreviewOf(string what, BrandKit brand) =>
        $"{Previews}/{what}?primary={Uri.EscapeDataString(brand.Primary.ToString())}&accent={Uri.EscapeDataString(brand.Accent.ToString())}&scheme={brand.Scheme}&corners={brand.Corners}&footer={Uri.EscapeDataString(brand.MailFooter)}";

    private CornerStyle CornersOr(CornerStyle otherwise) =>
        Enum.TryParse<CornerStyle>(Corners, out var corners) && Enum.IsDefined(corners) ? corners : otherwise;

    private static BrandColor Colour(string? text, string rule, string name)
    {
        try
        {
            return BrandColor.Parse(text ?? "");
        }
        catch (RuleViolation)
        {
            throw new RuleViolation(rule, $"Write the {name} as # and six digits, such as #0B5FA5.");
        }
    }

    private static BrandColor? Find(string? text)
    {
        try
        {
            return BrandColor.Parse(text ?? "");
        }
        catch (RuleViolation)
        {
            return null;
        }
    }
}

/// <summary>Rule codes of choosing a brand.</summary>
public static class BrandRules
{
    public const string Primary = "brand.primary";
    public const string Accent = "brand.accent";
    public const string MailFooter = "brand.mail-footer";
}
