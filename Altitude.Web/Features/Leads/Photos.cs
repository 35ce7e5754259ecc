using Altitude.Domain;
using Altitude.Domain.Leads;
using SkiaSharp;

namespace Altitude.Web.Features.Leads;

/// <summary>A picture as it was encoded anew: a JPEG without whatever else the file held.</summary>
public sealed record EncodedPhoto(byte[] Jpeg, int Width, int Height);

/// <summary>
/// Reads pictures of strangers. Their size in pixels is asked of the header before anything is decoded, the file's name and declared type are not believed, and what is
/// kept is drawn anew: no metadata (a phone writes where it stood), no second file behind the first.
/// </summary>
public static class Photos
{
    public const int MostBytes = 10_000_000;
    private const int MostSide = 12_000;

    /// <summary>Formats that cannot be decoded at a smaller scale take four bytes a pixel: 100 MB at most.</summary>
    private const long MostPixels = 25_000_000;

    /// <summary>Kept no larger than this on its longer side; enough to read a type plate.</summary>
    private const int KeptSide = 2_000;

    private const int Quality = 85;

    /// <summary>So many are decoded at once on a node.</summary>
    private static readonly SemaphoreSlim Room = new(2, 2);

    /// <exception cref="RuleViolation"><see cref="LeadRules.Photo"/>: too large, or no picture of a kind that we read.</exception>
    public static async Task<EncodedPhoto> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            RuleViolation.Unless(
                bytes.Length + read <= MostBytes,
                LeadRules.Photo,
                $"A photo has at most {MostBytes / 1_000_000} MB. Choose a smaller one."
            );
            bytes.Write(buffer, 0, read);
        }

        await Room.WaitAsync(cancellationToken);
        try
        {
            return Encode(bytes.ToArray());
        }
        finally
        {
            Room.Release();
        }
    }

    private static EncodedPhoto Encode(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is not { EncodedFormat: SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp })
        {
            throw Unreadable();
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        RuleViolation.Unless(
            width is > 0 and <= MostSide && height is > 0 and <= MostSide && (long)width * height <= MostPixels,
            LeadRules.Photo,
            "This photo has too many pixels. Choose a smaller one."
        );
        using var drawn = SKBitmap.Decode(codec, new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul)) ?? throw Unreadable();
        var isTurned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop; // The four that swap width and height come last.
        var scale = Math.Min(1f, (float)KeptSide / Math.Max(width, height));
        var (keptWidth, keptHeight) = (Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)));
        using var surface = SKSurface.Create(
            new SKImageInfo(isTurned ? keptHeight : keptWidth, isTurned ? keptWidth : keptHeight, SKColorType.Rgba8888, SKAlphaType.Opaque)
        );
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White); // Where it was transparent.
        Turn(canvas, codec.EncodedOrigin, keptWidth, keptHeight);
        using var image = SKImage.FromBitmap(drawn);
        canvas.DrawImage(image, new SKRect(0, 0, keptWidth, keptHeight), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var shown = surface.Snapshot();
        using var encoded = shown.Encode(SKEncodedImageFormat.Jpeg, Quality) ?? throw Unreadable();
        return new EncodedPhoto(encoded.ToArray(), shown.Width, shown.Height);
    }

    /// <summary>As the camera was held (Exif 2.3, tag 0x0112); afterwards nothing has to know of it.</summary>
    private static void Turn(SKCanvas canvas, SKEncodedOrigin origin, int width, int height)
    {
        SKMatrix? turned = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
            _ => null,
        };
        if (turned is { } matrix)
        {
            canvas.SetMatrix(matrix);
        }
    }

    private static RuleViolation Unreadable() => new(LeadRules.Photo, "That file could not be read as a photo. Choose a JPEG, PNG or WebP.");
}
