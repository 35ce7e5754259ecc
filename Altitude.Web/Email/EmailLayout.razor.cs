using Altitude.Web.Features.Branding;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Email;

/// <summary>The sheet that every mail is written on: the company's bar, the words, and how to reach it.</summary>
public sealed partial class EmailLayout
{
    [Parameter, EditorRequired]
    public required ILetter Letter { get; set; }

    [Parameter, EditorRequired]
    public required string Heading { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private const int LogoWidth = 220;
    private const int LogoHeight = 52;
    private const string NameStyle = "font-family:Arial,Helvetica,sans-serif;font-size:18px;font-weight:bold;line-height:1.3;";

    private string BarStyle =>
        (
            Letter.Head.IsPlain
                ? $"color:#1a1f27;padding:20px 32px 16px 32px;border-bottom:3px solid {Letter.Head.Bar};border-radius:10px 10px 0 0;"
                : $"background-color:{Letter.Head.Bar};color:{Letter.Head.OnBar};padding:18px 32px;border-radius:10px 10px 0 0;"
        ) + NameStyle;

    private string PlateStyle => $"background-color:#ffffff;padding:{(Letter.Head.IsPlain ? "4px 8px 4px 0" : "8px 12px")};border-radius:6px;";

    /// <summary>The name in its place where pictures are not fetched must be read on the plate.</summary>
    private static string LogoStyle => "display:block;border:0;color:#1a1f27;" + NameStyle;

    /// <summary>Asked where there is a logo.</summary>
    private (int Width, int Height) Size => BrandPictureAddress.Fit(Letter.Head.Logo!, LogoWidth, LogoHeight); // Asked where there is one.
}
