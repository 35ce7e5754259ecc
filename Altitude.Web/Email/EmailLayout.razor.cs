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

    private string BarStyle =>
        $"background-color:{Letter.Head.Bar};color:{Letter.Head.OnBar};padding:18px 32px;border-radius:10px 10px 0 0;"
        + "font-family:Arial,Helvetica,sans-serif;font-size:18px;font-weight:bold;line-height:1.3;";
}
