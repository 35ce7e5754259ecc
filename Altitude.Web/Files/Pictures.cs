using Altitude.Domain;
using Altitude.Domain.Files;
using SkiaSharp;

namespace Altitude.Web.Files;

/// <summary>A picture as it was encoded anew: a JPEG without whatever else the file held.</summary>
/// <param name="Thumbnail">The same for lists, JPEG.</param>
public sealed record EncodedPicture(byte[] Jpeg, int Width, int Height, byte[] Thumbnail);

/// <summary>What is cut away from each side of a picture, in hundredths of it; as a person drags it, and so put right instead of refused.</summary>
public readonly record struct PictureCrop(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Of a hundred: what always stays.</summary>
    public const int Least = 5;

    public static readonly PictureCrop None;

    /// <summary>Within the picture, with something left of it.</summary>
    public PictureCrop Within()
    {
        var (left, top) = (Math.Clamp(Left, 0, 100 - Least), Math.Clamp(Top, 0, 100 - Least));
        return new PictureCrop(left, top, Math.Clamp(Right, 0, 100 - Least - left), Math.Clamp(Bottom, 0, 100 - Least - top));
    }

    /// <summary>What stays of a picture of this size.</summary>
    public (float Left, float Top, float Width, float Height) Of(float width, float height)
    {
        var kept = Within();
        return (
            width * kept.Left / 100,
            height * kept.Top / 100,
            Math.Max(1, width * (100 - kept.Left - kept.Right) / 100),
            Math.Max(1, height * (100 - kept.Top - kept.Bottom) / 100)
        );
    }
}

/// <summary>A picture as it was encoded anew, with what was clear in it.</summary>
public sealed record ClearPicture(byte[] Png, int Width, int Height);

/// <summary>
/// Reads pictures of strangers. Their size in pixels is asked of the header before anything is decoded, the file's name and declared type are not believed, and what is
/// kept is drawn anew: no metadata (a phone writes where it stood), no second file behind the first.
/// </summary>
public static class Pictures
{
    private const int MostSide = 12_000;

    /// <summary>Formats that cannot be decoded at a smaller scale take four bytes a pixel: 100 MB at most.</summary>
    private const long MostPixels = 25_000_000;

    /// <summary>Kept no larger than this on its longer side; enough to read a type plate.</summary>
    private const int KeptSide = 2_000;

    /// <summary>Of a list's picture, twice what is shown: screens have fine pixels.</summary>
    private const int ThumbnailSide = 360;

    private const int Quality = 85;
    private const int ThumbnailQuality = 78;

    /// <summary>So many are decoded at once on a node.</summary>
    private static readonly SemaphoreSlim Room = new(2, 2);

    /// <exception cref="RuleViolation"><see cref="FileRules.Unreadable"/> or <see cref="FileRules.TooLarge"/>: no picture of a kind that we read, or too much of one.</exception>
    public static async Task<EncodedPicture> EncodeAsync(byte[] file, CancellationToken cancellationToken)
    {
        await Room.WaitAsync(cancellationToken);
        try
        {
            return Encode(file);
        }
        finally
        {
            Room.Release();
        }
    }

    /// <summary>The middle of it, square, JPEG.</summary>
    /// <param name="side">Pixels.</param>
    /// <exception cref="RuleViolation">As <see cref="EncodeAsync"/>.</exception>
    public static async Task<byte[]> EncodeSquareAsync(byte[] file, int side, CancellationToken cancellationToken)
    {
        await Room.WaitAsync(cancellationToken);
        try
        {
            return EncodeSquare(file, side);
        }
        finally
        {
            Room.Release();
        }
    }

    /// <summary>A part of it, no larger than a box, PNG: what was clear stays clear.</summary>
    /// <param name="width">Pixels, at most.</param>
    /// <param name="height">Pixels, at most.</param>
    /// <param name="mostBytes">Made smaller until it is no more than that.</param>
    /// <param name="fills">The picture is exactly that large, with clear edges where the part has another shape.</param>
    /// <exception cref="RuleViolation">As <see cref="EncodeAsync"/>.</exception>
    public static async Task<ClearPicture> EncodeClearAsync(
        byte[] file,
        PictureCrop crop,
        int width,
        int height,
        int mostBytes,
        bool fills,
        CancellationToken cancellationToken
    )
    {
        await Room.WaitAsync(cancellationToken);
        try
        {
            var (image, origin) = Decode(file);
            using var decoded = image;
            using var upright = Draw(image, origin, KeptSide, SKColors.Transparent);
            for (var scale = 1.0; ; scale *= 0.8)
            {
                var encoded = EncodeClear(upright, crop, (int)Math.Max(1, width * scale), (int)Math.Max(1, height * scale), fills);
                if (encoded.Png.Length <= mostBytes)
                {
                    return encoded;
                }
            }
        }
        finally
        {
            Room.Release();
        }
    }

    private static ClearPicture EncodeClear(SKImage upright, PictureCrop crop, int width, int height, bool fills)
    {
        var part = crop.Of(upright.Width, upright.Height);
        var scale = Math.Min(width / part.Width, height / part.Height);
        scale = fills ? scale : Math.Min(1, scale);
        var (drawnWidth, drawnHeight) = (Math.Max(1, (int)Math.Round(part.Width * scale)), Math.Max(1, (int)Math.Round(part.Height * scale)));
        var (left, top) = fills ? ((width - drawnWidth) / 2f, (height - drawnHeight) / 2f) : (0, 0);
        var size = fills ? (Width: width, Height: height) : (Width: drawnWidth, Height: drawnHeight);
        using var surface = SKSurface.Create(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Transparent);
        surface.Canvas.DrawImage(
            upright,
            SKRect.Create(part.Left, part.Top, part.Width, part.Height),
            SKRect.Create(left, top, drawnWidth, drawnHeight),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        );
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Png, 100) ?? throw Unreadable();
        return new ClearPicture(encoded.ToArray(), size.Width, size.Height);
    }

    private static byte[] EncodeSquare(byte[] file, int side)
    {
        var (image, origin) = Decode(file);
        using var decoded = image;
        using var upright = Draw(image, origin, KeptSide, SKColors.White);
        var edge = Math.Min(upright.Width, upright.Height);
        var (left, top) = ((upright.Width - edge) / 2, (upright.Height - edge) / 2);
        using var surface = SKSurface.Create(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.DrawImage(
            upright,
            new SKRect(left, top, left + edge, top + edge),
            new SKRect(0, 0, side, side),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        );
        using var square = surface.Snapshot();
        return Jpeg(square, Quality);
    }

    private static EncodedPicture Encode(byte[] file)
    {
        var (image, origin) = Decode(file);
        using var decoded = image;
        using var kept = Draw(image, origin, KeptSide, SKColors.White);
        using var small = Draw(image, origin, ThumbnailSide, SKColors.White);
        return new EncodedPicture(Jpeg(kept, Quality), kept.Width, kept.Height, Jpeg(small, ThumbnailQuality));
    }

    /// <returns>To be let go by whoever asked, and how the camera was held.</returns>
    private static (SKImage Image, SKEncodedOrigin Origin) Decode(byte[] file)
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
            FileRules.TooLarge,
            "This photo has too many pixels. Choose a smaller one."
        );
        using var drawn = SKBitmap.Decode(codec, new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul)) ?? throw Unreadable();
        return (SKImage.FromBitmap(drawn), codec.EncodedOrigin);
    }

    /// <summary>Upright, no longer than <paramref name="mostSide"/> on its longer side.</summary>
    /// <param name="ground">Where it was transparent.</param>
    private static SKImage Draw(SKImage image, SKEncodedOrigin origin, int mostSide, SKColor ground)
    {
        var isTurned = origin >= SKEncodedOrigin.LeftTop; // The four that swap width and height come last.
        var scale = Math.Min(1f, (float)mostSide / Math.Max(image.Width, image.Height));
        var (width, height) = (Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        using var surface = SKSurface.Create(
            new SKImageInfo(
                isTurned ? height : width,
                isTurned ? width : height,
                SKColorType.Rgba8888,
                ground.Alpha == byte.MaxValue ? SKAlphaType.Opaque : SKAlphaType.Premul
            )
        );
        var canvas = surface.Canvas;
        canvas.Clear(ground);
        Turn(canvas, origin, width, height);
        canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return surface.Snapshot();
    }

    private static byte[] Jpeg(SKImage image, int quality)
    {
        using var encoded = image.Encode(SKEncodedImageFormat.Jpeg, quality) ?? throw Unreadable();
        return encoded.ToArray();
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

    private static RuleViolation Unreadable() => new(FileRules.Unreadable, "That file could not be read as a photo. Choose a JPEG, PNG or WebP.");
}
