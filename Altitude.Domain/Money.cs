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
    public static Money OfMajor(decimal major, Currency currency) => Rounded(major * currency.MinorPerMajor, currency);

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
    public Money Times(decimal factor) => Rounded(MinorUnits * factor, Currency);

    /// <summary><paramref name="percent"/> per cent of this amount, rounded like <see cref="Times"/>.</summary>
    public Money Percent(decimal percent) => Rounded(MinorUnits * percent / 100m, Currency);

    public override string ToString() => FormattableString.Invariant($"{Major} {Currency}");

    private static Money Rounded(decimal minorUnits, Currency currency)
    {
        var whole = decimal.Round(minorUnits, MidpointRounding.AwayFromZero);
        RuleViolation.Unless(Math.Abs(whole) <= MoneyRules.MostMinorUnits, MoneyRules.TooLarge, "That amount is too large.");
        return new Money((long)whole, currency);
    }

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
