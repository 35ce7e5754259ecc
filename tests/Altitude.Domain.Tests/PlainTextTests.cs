using System.Text;
using CsCheck;

namespace Altitude.Domain.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("Capacitor 45/5 µF", true)]
    [InlineData("<script>alert('x')</script>", true)]
    [InlineData("two\nlines", true)]
    [InlineData("\ud83d\udd27", true)]
    [InlineData("a\0b", false)]
    public void Text_is_whole_where_it_can_be_kept(string text, bool whole) => Assert.Equal(whole, PlainText.IsWhole(text));

    [Fact]
    public void Whole_text_survives_the_way_to_bytes_and_back() =>
        Gen.String[Gen.Char, 0, 12]
            .Sample(
                text =>
                    PlainText.IsWhole(text)
                    == (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text && !text.Contains('\0', StringComparison.Ordinal)),
                iter: 2_000
            );

    [Fact]
    public void Half_a_character_cannot_be_kept()
    {
        Assert.False(PlainText.IsWhole("\ud83d"));
        Assert.False(PlainText.IsWhole("\udd27\ud83d"));
        Assert.False(PlainText.IsWhole("wrench \udd27"));
    }

    [Fact]
    public void Spaces_alone_fill_nothing()
    {
        Assert.False(PlainText.IsFilled(" \t\u3000", 10));
        Assert.True(PlainText.IsFilled("  ten chars  ", 9));
        Assert.False(PlainText.IsFilled("ten chars!", 9));
    }
}
