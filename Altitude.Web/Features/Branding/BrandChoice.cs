using Altitude.Domain;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Branding;

/// <summary>A brand as somebody is choosing it: texts that may not be colours yet.</summary>
public sealed record BrandChoice(string? Primary, string? Accent, string? Scheme)
{
    /// <summary>Where the previews of a choice are.</summary>
    public const string Previews = "/office/settings/brand/preview";

    public string? Corners { get; init; }
    public string? Font { get; init; }
    public string? MailHeader { get; init; }
    public string? MailFooter { get; init; }

    /// <summary>Null: as it is.</summary>
    public bool? NamesMails { get; init; }

    /// <summary>Id of a picture; empty: none. Null: as it is.</summary>
    public string? Logo { get; init; }

    /// <inheritdoc cref="Logo"/>
    public string? DarkLogo { get; init; }

    /// <inheritdoc cref="Logo"/>
    public string? Icon { get; init; }

    /// <summary>The pictures that this names; what is no id names none.</summary>
    public IEnumerable<Id<BrandPicture>> Pictures =>
        new[] { Logo, DarkLogo, Icon }.Select(text => Id<BrandPicture>.TryParse(text, null, out var id) ? id : default).Where(id => id != default);

    public static BrandChoice Of(IQueryCollection query) =>
        new(query["primary"], query["accent"], query["scheme"])
        {
            Corners = query["corners"],
            Font = query["font"],
            MailHeader = query["header"],
            MailFooter = query["footer"],
            NamesMails = bool.TryParse(query["names"], out var names) ? names : null,
            Logo = query["logo"],
            DarkLogo = query["dark-logo"],
            Icon = query["icon"],
        };

    public static BrandChoice Of(BrandKit brand) =>
        new(brand.Primary.ToString(), brand.Accent.ToString(), brand.Scheme.ToString())
        {
            Corners = brand.Corners.ToString(),
            Font = brand.Font.ToString(),
            MailHeader = brand.MailHeader.ToString(),
            MailFooter = brand.MailFooter,
            NamesMails = brand.NamesMails,
            Logo = IdOf(brand.Images.Logo),
            DarkLogo = IdOf(brand.Images.DarkLogo),
            Icon = IdOf(brand.Images.Icon),
        };

    /// <param name="present">What the company has; it stays where nothing was chosen.</param>
    /// <param name="pictures">The company's own, of those that are named.</param>
    /// <exception cref="RuleViolation">One of the two is no colour, or a picture is not there; the message says which.</exception>
    public BrandKit ToKit(BrandKit present, IReadOnlyCollection<BrandImage> pictures)
    {
        RuleViolation.Unless(
            Pictures.All(id => pictures.Any(p => p.Id == id)),
            BrandRules.Picture,
            "That picture is not kept any more. Choose it again."
        );
        return Or(present, pictures) with
        {
            Primary = Colour(Primary, BrandRules.Primary, "main colour"),
            Accent = Colour(Accent, BrandRules.Accent, "accent colour"),
            MailFooter = (MailFooter ?? present.MailFooter).Trim(),
        };
    }

    /// <summary>What can be used of the choice; of the rest, what the company has.</summary>
    /// <param name="pictures">The company's own, of those that are named.</param>
    public BrandKit Or(BrandKit present, IReadOnlyCollection<BrandImage> pictures) =>
        new(Find(Primary) ?? present.Primary, Find(Accent) ?? present.Accent, OneOf(Scheme, present.Scheme))
        {
            Corners = OneOf(Corners, present.Corners),
            Font = OneOf(Font, present.Font),
            MailHeader = OneOf(MailHeader, present.MailHeader),
            MailFooter = MailFooter is { } footer && PlainText.Fits(footer, BrandKit.LongestMailFooter) ? footer : present.MailFooter,
            NamesMails = NamesMails ?? present.NamesMails,
            Images = new BrandImages(
                Image(Logo, present.Images.Logo, pictures),
                Image(DarkLogo, present.Images.DarkLogo, pictures),
                Image(Icon, present.Images.Icon, pictures)
            ),
        };

    /// <summary>The address of a preview: "portal", "mail" or "brand.css".</summary>
    public static string PreviewOf(string what, BrandKit brand)
    {
        var choice = Of(brand);
        return $"{Previews}/{what}"
            + QueryString.Create(
                new Dictionary<string, string?>
                {
                    ["primary"] = choice.Primary,
                    ["accent"] = choice.Accent,
                    ["scheme"] = choice.Scheme,
                    ["corners"] = choice.Corners,
                    ["font"] = choice.Font,
                    ["header"] = choice.MailHeader,
                    ["names"] = brand.NamesMails ? bool.TrueString : bool.FalseString,
                    ["footer"] = choice.MailFooter,
                    ["logo"] = choice.Logo,
                    ["dark-logo"] = choice.DarkLogo,
                    ["icon"] = choice.Icon,
                }
            );
    }

    private static string IdOf(BrandImage? image) => image?.Id.ToString() ?? "";

    private static BrandImage? Image(string? chosen, BrandImage? present, IReadOnlyCollection<BrandImage> pictures) =>
        chosen is null ? present
        : chosen.Length == 0 ? null
        : Id<BrandPicture>.TryParse(chosen, null, out var id) ? pictures.FirstOrDefault(p => p.Id == id) ?? present
        : present;

    private static T OneOf<T>(string? text, T otherwise)
        where T : struct, Enum => Enum.TryParse<T>(text, out var chosen) && Enum.IsDefined(chosen) ? chosen : otherwise;

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
    public const string Overtaken = "brand.overtaken";
    public const string Picture = "brand.picture";
}
