using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>A company's phone as a link; nothing where it has none.</summary>
public sealed partial class PhoneLink
{
    [Parameter, EditorRequired]
    public required string Phone { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    public bool WithIcon { get; set; }

    /// <summary>RFC 3966: digits, and a plus before a country's code.</summary>
    private string Address => "tel:" + string.Concat(Phone.Where(c => char.IsAsciiDigit(c) || c == '+'));
}
