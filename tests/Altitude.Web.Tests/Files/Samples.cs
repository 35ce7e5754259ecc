using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace Altitude.Web.Tests.Files;

/// <summary>Files as people send them, and as nobody should.</summary>
public static class Samples
{
    public static readonly byte[] Pdf = Encoding.ASCII.GetBytes(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    );

    /// <summary>What a browser must never take for a page.</summary>
    public static readonly byte[] Page = "<!doctype html><script>alert(1)</script>"u8.ToArray();

    /// <summary>Ten thousand times smaller than what it unpacks to.</summary>
    public static byte[] ZipBomb()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("big", CompressionLevel.SmallestSize).Open())
        {
            entry.Write(new byte[50_000_000]);
        }

        return bytes.ToArray();
    }

    /// <summary>Red on the left, blue on the right.</summary>
    public static byte[] Picture(int width, int height, SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Red);
        using var blue = new SKPaint { Color = SKColors.Blue };
        surface.Canvas.DrawRect(width / 2f, 0, width / 2f, height, blue);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A JPEG with an Exif segment that says how the camera was held (tag 0x0112).</summary>
    public static byte[] Turned(byte[] jpeg, ushort orientation)
    {
        byte[] exif =
        [
            0xFF,
            0xE1,
            0x00,
            0x22,
            .. "Exif\0\0"u8,
            .. "MM\0*"u8,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            (byte)(orientation >> 8),
            (byte)orientation,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A small PNG whose header claims to be huge, with the checksum that belongs to it.</summary>
    public static byte[] Claiming(int width, int height)
    {
        var file = Picture(8, 8, SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc(file.AsSpan(12, 17)));
        return file;
    }

    /// <summary>CRC-32 of PNG chunks (ISO 3309).</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF_FFFFu;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB8_8320u : crc >> 1;
            }
        }

        return ~crc;
    }
}
