namespace Altitude.Domain;

/// <summary>An exact amount in one currency.</summary>
/// <param name="MinorUnits">Whole minor units: cents for USD, yen for JPY, thousandths for KWD.</param>
public readonly record struct Money(long MinorUnits, Currency Currency) : IComparable<Money>
{
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>The amount in major units: 12.34 for 1,234 cents.</summary>
    public decimal Major => (decimal)MinorUnits / Currency.MinorPerMajor;

    /// <summary>From major units, half a minor unit rounding away from zero.</summary>
    /// <exception cref="RuleViolation">Larger than an amount may be.</exception>
    public static Money OfMajor(decimal major, Currency currency) => Product(major, currency.MinorPerMajor, currency);

    public static Money operator +(Money left, Money right) => left with { MinorUnits = checked(left.MinorUnits + right.In(left.Currency)) };

    public static Money operator -(Money left, Money right) => left with { MinorUnits = checked(left.MinorUnits - right.In(left.Currency)) };

    public static Money operator -(Money amount) => amount with { MinorUnits = checked(-amount.MinorUnits) };

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public int CompareTo(Money other) => MinorUnits.CompareTo(other.In(Currency));

    /// <summary>This amount <paramref name="factor"/> times. The house's one rounding rule: half a minor unit rounds away from zero.</summary>
    /// <exception cref="RuleViolation">Larger than an amount may be.</exception>
    public Money Times(decimal factor) => Product(MinorUnits, factor, Currency);

    /// <summary><paramref name="percent"/> per cent of this amount, rounded like <see cref="Times"/>.</summary>
    public Money Percent(decimal percent) => Product(MinorUnits, percent / 100m, Currency);

    /// <summary><paramref name="percent"/> per cent of this amount in whole steps, half a step rounding away from zero.</summary>
    /// <param name="step">Minor units, one or more.</param>
    public Money Percent(decimal percent, long step) => new(Product(MinorUnits, percent / 100m / step, Currency).MinorUnits * step, Currency);

    /// <summary>The share of this amount that falls to <paramref name="part"/> of <paramref name="whole"/>, rounded like <see cref="Times"/>; nothing where the whole is zero.</summary>
    /// <remarks>In whole numbers: as a decimal fraction, 5/6 of 3 would be 2.4999… and round the wrong way.</remarks>
    public Money Share(Money part, Money whole)
    {
        var divisor = (Int128)whole.In(Currency);
        if (divisor == 0)
        {
            return Zero(Currency);
        }

        var product = (Int128)MinorUnits * part.In(Currency);
        var (quotient, rest) = Int128.DivRem(product, divisor);
        var roundsUp = Int128.Abs(rest) * 2 >= Int128.Abs(divisor);
        var awayFromZero = Int128.IsNegative(product) == Int128.IsNegative(divisor) ? 1 : -1;
        return this with { MinorUnits = checked((long)(roundsUp ? quotient + awayFromZero : quotient)) };
    }

    public override string ToString() => FormattableString.Invariant($"{Major} {Currency}");

    private static Money Product(decimal amount, decimal factor, Currency currency)
    {
        // Nothing that passes can come near what a decimal holds, so the product is computed only where it cannot overflow.
        var fits = amount == 0 || Math.Abs(factor) <= decimal.MaxValue / 2 / Math.Max(1, Math.Abs(amount));
        RuleViolation.Unless(fits, MoneyRules.TooLarge, TooLarge);
        var whole = decimal.Round(amount * factor, MidpointRounding.AwayFromZero);
        RuleViolation.Unless(Math.Abs(whole) <= MoneyRules.MostMinorUnits, MoneyRules.TooLarge, TooLarge);
        return new Money((long)whole, currency);
    }

    private const string TooLarge = "That amount is too large.";

    private long In(Currency currency) =>
        currency == Currency ? MinorUnits : throw new InvalidOperationException($"An amount in {Currency} met one in {currency}.");
}

/// <summary>What an amount may be.</summary>
public static class MoneyRules
{
    public const string TooLarge = "money.too-large";

    /// <summary>Fits a sum of thousands of such amounts into 64 bits, and is far above any invoice.</summary>
    public const long MostMinorUnits = 100_000_000_000_000;
}

/// <summary>What a percentage may be.</summary>
public static class Percentage
{
    /// <summary>0 to 100 with at most four decimals: what a document prints is then exactly what was reckoned with.</summary>
    public static bool IsSensible(decimal percent) => percent is >= 0 and <= 100 && decimal.Round(percent, 4) == percent;
}
