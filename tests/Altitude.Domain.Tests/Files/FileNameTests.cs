using Altitude.Domain.Files;

namespace Altitude.Domain.Tests.Files;

/// <summary>Names of files are shown, saved and sent: whatever a browser sends becomes one that is fit for it.</summary>
public sealed class FileNameTests
{
    [Theory]
    [InlineData("type plate.JPEG", FileKind.Picture, "type plate.jpg")]
    [InlineData("warranty.pdf", FileKind.Pdf, "warranty.pdf")]
    [InlineData("page.html", FileKind.Picture, "page.jpg")]
    [InlineData("C:\\fakepath\\a.png", FileKind.Picture, "a.jpg")]
    [InlineData("../../etc/passwd", FileKind.Pdf, "passwd.pdf")]
    [InlineData("invoice \u202Efdp.exe", FileKind.Pdf, "invoice fdp.pdf")]
    [InlineData("a\r\nb\0.pdf", FileKind.Pdf, "document.pdf")]
    [InlineData("a\r\nb.pdf", FileKind.Pdf, "ab.pdf")]
    [InlineData("", FileKind.Picture, "photo.jpg")]
    [InlineData("...", FileKind.Pdf, "document.pdf")]
    [InlineData(".jpg", FileKind.Picture, "jpg.jpg")]
    [InlineData("Åse's “list” 漢字.png", FileKind.Picture, "Åse's “list” 漢字.jpg")]
    [InlineData("Mr. Smith and others", FileKind.Pdf, "Mr. Smith and others.pdf")]
    public void A_name_says_what_the_file_is(string sent, FileKind kind, string kept) => Assert.Equal(kept, FileName.Of(sent, kind));

    /// <summary>Not among the rows above: half a character does not survive in an attribute.</summary>
    [Fact]
    public void Half_a_character_is_no_name() => Assert.Equal("photo.jpg", FileName.Of("\ud800.jpg", FileKind.Picture));

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        var kept = FileName.Of(string.Concat(Enumerable.Repeat("🔧", 100)), FileKind.Picture);

        Assert.True(kept.Length <= FileName.Longest);
        Assert.True(PlainText.IsWhole(kept));
        Assert.EndsWith("🔧.jpg", kept, StringComparison.Ordinal);
    }
}
