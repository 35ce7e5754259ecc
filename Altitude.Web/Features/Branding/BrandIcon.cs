using System.Reflection;
using Altitude.Domain.Workspaces;
using SkiaSharp;

namespace Altitude.Web.Features.Branding;

/// <summary>Draws the small mark of a company: its own picture, or its initials in its main colour.</summary>
public static class BrandIcon
{
    /// <summary>Pixels; what a phone's home screen asks for, and browsers make smaller.</summary>
    public const int Side = 180;

    private static readonly SKTypeface s_bold = Load();

    /// <param name="picture">PNG; null: none was chosen.</param>
    /// <param name="isWhole">Nothing may show through, and the corners are the phone's own.</param>
    public static byte[] Draw(string initials, BrandColor colour, byte[]? picture, bool isWhole)
    {
        if (picture is not null && !isWhole)
        {
            return picture;
        }

        using var surface = SKSurface.Create(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        if (picture is not null)
        {
            canvas.Clear(SKColors.White);
            using var drawn = SKImage.FromEncodedData(picture);
            canvas.DrawImage(drawn, new SKRect(0, 0, Side, Side), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
        else
        {
            canvas.Clear(isWhole ? Of(colour) : SKColors.Transparent);
            using var ground = new SKPaint { Color = Of(colour), IsAntialias = true };
            canvas.DrawRoundRect(0, 0, Side, Side, Side * 0.22f, Side * 0.22f, ground);
            Write(canvas, initials, Of(colour.ReadableText));
        }

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100) ?? throw new InvalidOperationException("The mark could not be drawn.");
        return png.ToArray();
    }

    private static void Write(SKCanvas canvas, string initials, SKColor colour)
    {
        using var font = new SKFont(s_bold, Side * (initials.Length > 1 ? 0.46f : 0.58f));
        if (!font.ContainsGlyphs(initials))
        {
            return; // Letters that the program's own typeface lacks: the colour alone is better than empty boxes.
        }

        var width = font.MeasureText(initials, out var bounds);
        using var ink = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawText(initials, (Side - width) / 2, (Side - bounds.Height) / 2 - bounds.Top, SKTextAlign.Left, font, ink);
    }

    private static SKColor Of(BrandColor colour) => new(colour.Red, colour.Green, colour.Blue);

    private static SKTypeface Load()
    {
        const string Name = "Altitude.Web.Pdf.NotoSans-Bold.ttf";
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(Name) ?? throw new InvalidOperationException($"{Name} is not in the program.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"{Name} cannot be read.");
    }
}
