using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Email;

/// <summary>The demo's letter box: the mails in a list, one of them open.</summary>
public sealed partial class DemoMailPage
{
    [Parameter, EditorRequired]
    public required IReadOnlyList<CapturedEmail> Mails { get; set; }

    /// <summary>Null: none is open.</summary>
    [Parameter]
    public CapturedEmail? Open { get; set; }

    private string Title => Open is { } open ? $"{open.Subject} - Captured mail" : "Captured mail";

    /// <summary>Its links open in a window of their own: inside the frame nothing of the product would show.</summary>
    private string? Body => Open?.Html.Replace("<head>", "<head><base target=\"_blank\">", StringComparison.Ordinal);

    private static string Address(CapturedEmail mail) => $"/demo/mail/{mail.Id}";

    private string? Current(CapturedEmail mail) => mail == Open ? "page" : null;

    private static string Stamp(CapturedEmail mail) => mail.SentAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
