using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using QRCoder;

namespace Altitude.Web.Components;

/// <summary>A text as a QR code, drawn in the page itself: it goes to no other server, and into no cache. Black on white in every scheme, or telephones do not read it.</summary>
public sealed partial class QrCode
{
    private string _drawn = "";

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    private string Path { get; set; } = "";
    private string Box { get; set; } = "0 0 1 1";

    protected override void OnParametersSet()
    {
        if (_drawn == Text)
        {
            return;
        }

        _drawn = Text;
        using var data = QRCodeGenerator.GenerateQrCode(Text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix; // With its quiet zone of four.
        StringBuilder path = new();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (rows[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        (Path, Box) = (path.ToString(), string.Create(CultureInfo.InvariantCulture, $"0 0 {rows.Count} {rows.Count}"));
    }
}
