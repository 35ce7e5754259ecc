using System.Globalization;
using System.Numerics;
using CsCheck;

namespace Altitude.Domain.Tests;

public sealed class MoneyTests
{
    private static readonly Gen<Currency> Currencies = Gen.OneOf(new Currency("JPY"), new Currency("USD"), new Currency("KWD"));

    [Theory]
    [InlineData("JPY", 0, 1)]
    [InlineData("USD", 2, 100)]
    [InlineData("EUR", 2, 100)]
    [InlineData("KWD", 3, 1_000)]
    public void A_currency_knows_its_minor_unit(string code, int exponent, int minorPerMajor)
    {
        var currency = Currency.Of(code);

        Assert.Equal(exponent, currency.Exponent);
        Assert.Equal(minorPerMajor, currency.MinorPerMajor);
    }

    [Fact]
    public void A_currency_is_read_from_small_letters_too() => Assert.Equal(new Currency("USD"), Currency.Of(" usd "));

    [Theory]
    [InlineData("")]
    [InlineData("US")]
    [InlineData("USDX")]
    [InlineData("U5D")]
    [InlineData("ÜSD")]
    public void A_currency_is_three_letters(string code) => Assert.Equal("currency.unknown", Summit.RefusedBy(() => Currency.Of(code)));

    [Theory]
    [InlineData("JPY", "0.5", 1)]
    [InlineData("JPY", "-0.5", -1)]
    [InlineData("JPY", "1.4999", 1)]
    [InlineData("USD", "0.125", 13)]
    [InlineData("USD", "-0.125", -13)]
    [InlineData("USD", "2.675", 268)]
    [InlineData("KWD", "1.0005", 1_001)]
    [InlineData("KWD", "-1.0005", -1_001)]
    public void Half_a_minor_unit_rounds_away_from_zero(string code, string major, long minor) =>
        Assert.Equal(minor, Money.OfMajor(decimal.Parse(major, CultureInfo.InvariantCulture), new Currency(code)).MinorUnits);

    [Fact]
    public void What_major_units_say_is_what_they_were_made_of() =>
        Gen.Select(Gen.Long[-MoneyRules.MostMinorUnits, MoneyRules.MostMinorUnits], Currencies)
            .Sample((minor, currency) => Money.OfMajor(new Money(minor, currency).Major, currency).MinorUnits == minor);

    [Fact]
    public void Rounding_errs_by_half_a_minor_unit_at_most() =>
        Gen.Select(Gen.Long[-1_000_000_000, 1_000_000_000], Gen.Int[-10_000_000, 10_000_000])
            .Sample(
                (minor, thousandths) =>
                {
                    var factor = thousandths / 1000m;
                    var exact = minor * factor;
                    var rounded = new Money(minor, Summit.Usd).Times(factor).MinorUnits;
                    return Math.Abs(rounded - exact) <= 0.5m && (Math.Abs(rounded - exact) < 0.5m || Math.Abs(rounded) >= Math.Abs(exact));
                }
            );

    [Fact]
    public void A_negative_amount_rounds_as_its_opposite_does() =>
        Gen.Select(Gen.Long[0, 1_000_000_000], Gen.Int[0, 1_000_000])
            .Sample(
                (minor, tenThousandths) =>
                    new Money(-minor, Summit.Usd).Percent(tenThousandths / 10_000m) == -new Money(minor, Summit.Usd).Percent(tenThousandths / 10_000m)
            );

    [Fact]
    public void A_share_is_exact_where_decimal_fractions_are_not()
    {
        // 3 x 5/6 is 2.5, though 5/6 as a decimal falls short of it.
        var share = new Money(3, Summit.Usd).Share(new Money(5, Summit.Usd), new Money(6, Summit.Usd));

        Assert.Equal(3, share.MinorUnits);
    }

    [Fact]
    public void A_share_rounds_half_away_from_zero_whatever_the_signs() =>
        Gen.Select(Gen.Long[-MoneyRules.MostMinorUnits, MoneyRules.MostMinorUnits], Gen.Long[-1_000_000, 1_000_000], Gen.Long[1, 1_000_000], Gen.Bool)
            .Sample(
                (amount, part, size, negative) =>
                {
                    var whole = negative ? -size : size;
                    var product = (BigInteger)amount * part;
                    var expected = BigInteger.Divide((BigInteger.Abs(product) * 2) + size, (BigInteger)size * 2) * product.Sign * Math.Sign(whole);
                    return new Money(amount, Summit.Usd).Share(new Money(part, Summit.Usd), new Money(whole, Summit.Usd)).MinorUnits
                        == (long)expected;
                },
                iter: 2_000
            );

    [Fact]
    public void Nothing_falls_to_a_part_of_nothing() =>
        Assert.Equal(Summit.Dollars(0), Summit.Dollars(10).Share(Summit.Dollars(0), Summit.Dollars(0)));

    [Fact]
    public void An_amount_too_large_is_refused_and_never_overflows() =>
        Gen.Select(Gen.Long, Gen.Decimal, Currencies)
            .Sample(
                (minor, factor, currency) =>
                {
                    foreach (
                        var act in new Func<Money>[]
                        {
                            () => new Money(minor, currency).Times(factor),
                            () => new Money(minor, currency).Percent(factor),
                            () => Money.OfMajor(factor, currency),
                        }
                    )
                    {
                        try
                        {
                            Assert.InRange(act().MinorUnits, -MoneyRules.MostMinorUnits, MoneyRules.MostMinorUnits);
                        }
                        catch (RuleViolation refused)
                        {
                            Assert.Equal(MoneyRules.TooLarge, refused.Rule);
                        }
                    }
                },
                iter: 2_000
            );

    [Theory]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("1000000000000.01")]
    public void Too_much_is_refused_in_words(string major) =>
        Assert.Equal(MoneyRules.TooLarge, Summit.RefusedBy(() => Money.OfMajor(decimal.Parse(major, CultureInfo.InvariantCulture), Summit.Usd)));

    [Fact]
    public void Amounts_of_two_currencies_never_meet()
    {
        var (dollars, yen) = (Summit.Dollars(1), Money.OfMajor(1, new Currency("JPY")));

        Assert.Throws<InvalidOperationException>(() => dollars + yen);
        Assert.Throws<InvalidOperationException>(() => dollars - yen);
        Assert.Throws<InvalidOperationException>(() => dollars < yen);
        Assert.Throws<InvalidOperationException>(() => dollars.Share(yen, dollars));
        Assert.NotEqual(new Money(1, Summit.Usd), new Money(1, new Currency("JPY")));
    }

    [Fact]
    public void A_sum_beyond_64_bits_is_no_amount() =>
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, Summit.Usd) + new Money(1, Summit.Usd));

    [Fact]
    public void Amounts_are_ordered_as_numbers_are() =>
        Gen.Select(Gen.Long, Gen.Long)
            .Sample(
                (a, b) =>
                {
                    var (left, right) = (new Money(a, Summit.Usd), new Money(b, Summit.Usd));
                    return left < right == a < b && left > right == a > b && left <= right == a <= b && left >= right == a >= b;
                }
            );

    [Fact]
    public void It_reads_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        try
        {
            Assert.Equal("12.34 USD", Summit.Dollars(12.34m).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
