namespace Altitude.Domain.Workspaces;

/// <summary>How the company looks: two colours, its pictures, whether pages are light or dark and who decides that, corners, typeface, and what stands above and below its mails.</summary>
public sealed record BrandKit(BrandColor Primary, BrandColor Accent, ColorScheme Scheme)
{
    public const int LongestMailFooter = 300;

    public static readonly BrandKit Default = new(BrandColor.Parse("#2457C5"), BrandColor.Parse("#E0A100"), ColorScheme.Device);

    public CornerStyle Corners { get; init; }
    public BrandFont Font { get; init; }
    public BrandImages Images { get; init; } = BrandImages.None;
    public MailHeader MailHeader { get; init; }

    /// <summary>Whether mails show the name where they would show the logo.</summary>
    public bool NamesMails { get; init; }

    /// <summary>Stands below every mail to customers, above phone number and address; empty: nothing.</summary>
    public string MailFooter { get; init; } = "";

    /// <exception cref="RuleViolation">The footer is too long.</exception>
    internal void Require() =>
        RuleViolation.Unless(
            PlainText.Fits(MailFooter, LongestMailFooter),
            "brand.mail-footer",
            $"What stands below your mails has at most {LongestMailFooter} characters."
        );
}

/// <summary>Light, dark, or what the device or the customer asks for.</summary>
public enum ColorScheme
{
    Device,
    Light,
    Dark,

    /// <summary>Each customer chooses, in the portal itself; until then it is as the device prefers.</summary>
    Customer,
}

/// <summary>How buttons, cards and fields end at their corners.</summary>
public enum CornerStyle
{
    Soft,
    Square,
    Round,
}

/// <summary>In which letters the portal is set.</summary>
public enum BrandFont
{
    /// <summary>Inter.</summary>
    Clear,

    /// <summary>Nunito.</summary>
    Friendly,

    /// <summary>Source Serif.</summary>
    Serif,

    /// <summary>Whatever the customer's device uses; nothing is fetched.</summary>
    Device,
}

/// <summary>On what a mail's logo or name stands.</summary>
public enum MailHeader
{
    /// <summary>On a band in the main colour.</summary>
    Band,

    /// <summary>On the mail's own paper, above a line in the main colour.</summary>
    Plain,
}
