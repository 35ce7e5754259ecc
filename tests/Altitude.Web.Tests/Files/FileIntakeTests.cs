using System.Text;
using Altitude.Domain;
using Altitude.Domain.Files;
using Altitude.Web.Files;
using SkiaSharp;

namespace Altitude.Web.Tests.Files;

/// <summary>Files of strangers: bounded before decoding, told by their content, drawn anew, or refused in words.</summary>
public sealed class FileIntakeTests
{
    [Fact]
    public async Task A_photo_is_kept_as_a_jpeg_of_bounded_size_without_what_came_behind_it()
    {
        byte[] file = [.. Samples.Picture(3_000, 1_500, SKEncodedImageFormat.Png), .. Samples.Page];

        var kept = await ReadAsync("AC.png", file);

        Assert.Equal((FileKind.Picture, 2_000, 1_000), (kept.Facts.Kind, kept.Facts.Width, kept.Facts.Height));
        Assert.Equal([0xFF, 0xD8, 0xFF], kept.Bytes[..3]);
        Assert.Equal(-1, kept.Bytes.AsSpan().IndexOf(Samples.Page));
        Assert.Equal(kept.Bytes.Length, kept.Facts.Size);
        using var again = SKBitmap.Decode(kept.Bytes);
        Assert.Equal((2_000, 1_000), (again.Width, again.Height));
        using var small = SKBitmap.Decode(kept.Thumbnail);
        Assert.Equal((360, 180), (small.Width, small.Height));
    }

    [Fact]
    public async Task A_photo_is_turned_as_the_camera_was_held_and_tells_nothing_of_the_phone()
    {
        var file = Samples.Turned(Samples.Picture(40, 20, SKEncodedImageFormat.Jpeg), orientation: 6);

        var kept = await ReadAsync("IMG_1.jpg", file);

        Assert.Equal((20, 40), (kept.Facts.Width, kept.Facts.Height));
        foreach (var picture in new[] { kept.Bytes, kept.Thumbnail! }) // It is a picture.
        {
            Assert.Equal(-1, picture.AsSpan().IndexOf("Exif"u8));
            using var seen = SKBitmap.Decode(picture);
            Assert.True(seen.GetPixel(10, 3).Red > 200 && seen.GetPixel(10, 36).Blue > 200, "Left became top.");
        }
    }

    [Fact]
    public async Task A_pdf_is_kept_as_it_came()
    {
        var kept = await ReadAsync("Warranty.PDF", Samples.Pdf);

        Assert.Equal(new FileFacts("Warranty.PDF", FileKind.Pdf, Samples.Pdf.Length, null, null), kept.Facts);
        Assert.Equal(Samples.Pdf, kept.Bytes);
        Assert.Null(kept.Thumbnail);
    }

    [Theory]
    [InlineData("text", FileRules.Unreadable)]
    [InlineData("html", FileRules.Unreadable)]
    [InlineData("svg", FileRules.Unreadable)]
    [InlineData("gif", FileRules.Unreadable)]
    [InlineData("cut", FileRules.Unreadable)]
    [InlineData("cut pdf", FileRules.Unreadable)]
    [InlineData("page before pdf", FileRules.Unreadable)]
    [InlineData("zip", FileRules.Unreadable)]
    [InlineData("picture in a zip", FileRules.Unreadable)]
    [InlineData("empty", FileRules.Unreadable)]
    [InlineData("noise", FileRules.Unreadable)]
    [InlineData("bomb", FileRules.TooLarge)]
    [InlineData("wide", FileRules.TooLarge)]
    [InlineData("heavy", FileRules.TooLarge)]
    [InlineData("heavy pdf", FileRules.TooLarge)]
    public async Task What_cannot_be_kept_is_refused_in_words(string kind, string rule)
    {
        var file = Bad(kind);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => ReadAsync("a.jpg", file));

        Assert.Equal(rule, refused.Rule);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        Assert.Equal(rule, (await Assert.ThrowsAsync<RuleViolation>(() => FileIntake.ReadPictureAsync(Sent("a.jpg", file), default))).Rule);
    }

    [Fact]
    public async Task No_more_is_read_than_may_be_kept()
    {
        var endless = new Endless();

        await Assert.ThrowsAsync<RuleViolation>(() => FileIntake.ReadAsync(new SentFile("a.jpg", () => endless), default));

        Assert.InRange(endless.Count, StoredFile.MostBytes, StoredFile.MostBytes + 200_000);
        Assert.True(endless.IsClosed);
    }

    [Fact]
    public async Task A_pdf_is_no_photo() =>
        Assert.Equal(
            FileRules.Unreadable,
            (await Assert.ThrowsAsync<RuleViolation>(() => FileIntake.ReadPictureAsync(Sent("a.pdf", Samples.Pdf), default))).Rule
        );

    [Fact]
    public async Task Of_several_the_one_that_cannot_be_kept_is_named()
    {
        SentFile[] files = [Sent("good.pdf", Samples.Pdf), Sent("C:\\fakepath\\list of parts.xlsx", [1, 2, 3])];

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => FileIntake.ReadAllAsync(files, 5, default));

        Assert.StartsWith("list of parts: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Six_are_too_many_where_five_may_come() =>
        Assert.Equal(
            FileRules.TooMany,
            (
                await Assert.ThrowsAsync<RuleViolation>(() =>
                    FileIntake.ReadAllAsync([.. Enumerable.Repeat(Sent("a.pdf", Samples.Pdf), 6)], 5, default)
                )
            ).Rule
        );

    private static byte[] Bad(string kind) =>
        kind switch
        {
            "text" => "Just words"u8.ToArray(),
            "html" => Samples.Page,
            "svg" => "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"u8.ToArray(),
            "gif" => "GIF89a\u0001\0\u0001\0\0\0\0;"u8.ToArray(),
            "cut" => Samples.Picture(200, 200, SKEncodedImageFormat.Png)[..40],
            "cut pdf" => [.. "%PDF-1.4\n"u8, .. new byte[4_000]],
            "page before pdf" => [.. Samples.Page, .. Samples.Pdf],
            "zip" => Samples.ZipBomb(),
            "picture in a zip" => [.. "PK\u0003\u0004"u8, .. Samples.Picture(9, 9, SKEncodedImageFormat.Jpeg)],
            "empty" => [],
            "noise" => Encoding.Latin1.GetBytes(string.Concat(Enumerable.Range(0, 3_000).Select(i => (char)(i * 7919 % 256)))),
            "bomb" => Samples.Claiming(30_000, 30_000),
            "wide" => Samples.Claiming(12_001, 1),
            "heavy pdf" => [.. "%PDF-1.4\n"u8, .. new byte[StoredFile.MostBytes], .. "%%EOF"u8],
            _ => new byte[StoredFile.MostBytes + 1],
        };

    private static Task<TakenFile> ReadAsync(string name, byte[] bytes) => FileIntake.ReadAsync(Sent(name, bytes), default);

    private static SentFile Sent(string name, byte[] bytes) => new(name, () => new MemoryStream(bytes));

    /// <summary>Never ends, and counts.</summary>
    private sealed class Endless : Stream
    {
        public long Count { get; private set; }
        public bool IsClosed { get; private set; }
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Count += count;
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
