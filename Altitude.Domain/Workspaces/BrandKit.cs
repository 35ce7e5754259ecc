namespace Altitude.Domain.Workspaces;

/// <summary>How the company looks: two colours, whether pages are light or dark, corners, and what stands below its mails.</summary>
public sealed record BrandKit(BrandColor Primary, BrandColor Accent, ColorScheme Scheme)
{
    public const int LongestMailFooter = 300;

    public static readonly BrandKit Default = new(BrandColor.Parse("#2457C5"), BrandColor.Parse("#E0A100"), ColorScheme.Device);

    public CornerStyle Corners { get; init; }

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

/// <summary>Light, dark, or what the device asks for.</summary>
public enum ColorScheme
{
    Device,
    Light,
    Dark,
}

/// <summary>How buttons, cards and fields end at their corners.</summary>
public enum CornerStyle
{
    Soft,
    Square,
    Round,
}
