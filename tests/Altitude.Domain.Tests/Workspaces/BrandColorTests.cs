using Altitude.Domain.Workspaces;
using CsCheck;

namespace Altitude.Domain.Tests.Workspaces;

public sealed class BrandColorTests
{
    private static readonly Gen<BrandColor> Colors = Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, (red, green, blue) => new BrandColor(red, green, blue));

    [Theory]
    [InlineData("#0B5FA5", "#ffffff", 6.57)]
    [InlineData("#F2B705", "#000000", 11.55)]
    public void Summits_colours_carry_the_text_that_stands_out(string color, string text, double ratio)
    {
        var brand = BrandColor.Parse(color);

        Assert.Equal(text, brand.ReadableText.ToString());
        Assert.Equal(ratio, brand.ContrastTo(brand.ReadableText), 0.005);
    }

    [Fact]
    public void White_on_Summits_accent_would_be_1_82() => Assert.Equal(1.82, BrandColor.Parse("#F2B705").ContrastTo(BrandColor.White), 0.005);

    [Fact]
    public void Contrast_runs_from_1_to_21_and_both_ways_alike()
    {
        Assert.Equal(21, BrandColor.Black.ContrastTo(BrandColor.White), 0.0001);
        Gen.Select(Colors, Colors).Sample((a, b) => a.ContrastTo(b) is >= 1 and <= 21 && a.ContrastTo(b) == b.ContrastTo(a) && a.ContrastTo(a) == 1);
    }

    [Fact]
    public void Text_can_be_read_on_every_colour() => Colors.Sample(color => color.ContrastTo(color.ReadableText) >= 4.5, iter: 10_000);

    [Fact]
    public void Every_colour_can_be_made_readable_on_every_paper() =>
        Gen.Select(Colors, Colors, Gen.OneOf(3.0, 4.5))
            .Sample((color, paper, ratio) => color.ReadableOn(paper, ratio).ContrastTo(paper) >= ratio, iter: 10_000);

    [Fact]
    public void What_can_be_read_already_stays_as_the_company_chose_it() =>
        Gen.Select(Colors, Colors).Sample((color, paper) => color.ContrastTo(paper) < 4.5 || color.ReadableOn(paper, 4.5) == color);

    [Fact]
    public void A_colour_is_read_as_it_was_written() => Colors.Sample(color => BrandColor.Parse(color.ToString()) == color);

    [Theory]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("#12345")]
    [InlineData("#1234567")]
    [InlineData("#12345g")]
    [InlineData("#+12345")]
    [InlineData("##123456")]
    [InlineData("red")]
    [InlineData("#fff;}body{display:none")]
    public void Nothing_else_is_a_colour(string text) => Assert.Equal("brand.color", Summit.RefusedBy(() => BrandColor.Parse(text)));
}
