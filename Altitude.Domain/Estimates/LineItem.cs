namespace Altitude.Domain.Estimates;

/// <summary>One priced line of an estimate.</summary>
/// <param name="Key">Stable across versions, so that a tick and a comparison find the same line again.</param>
/// <param name="Quantity">How many units; fractions allowed, three decimals at most.</param>
/// <param name="Unit">"lb", "h"; empty: pieces.</param>
/// <param name="UnitPrice">Minor units of the document's currency.</param>
/// <param name="IsTaxed">Whether the document's tax is put on it.</param>
/// <param name="Discount">Taken from this line before everything else.</param>
/// <param name="IsOptional">Counts only where the customer ticks it.</param>
/// <param name="Package">Counts only where the customer chooses this package; empty: whichever they choose.</param>
public sealed record LineItem(
    string Key,
    string Description,
    decimal Quantity,
    string Unit,
    long UnitPrice,
    bool IsTaxed,
    Discount Discount,
    bool IsOptional,
    string Package = ""
)
{
    /// <summary>Whether it is part of what was chosen.</summary>
    /// <param name="ticked">Keys of the ticked optional lines.</param>
    public bool Counts(IReadOnlySet<string> ticked, string package) =>
        (Package.Length == 0 || Package == package) && (!IsOptional || ticked.Contains(Key));

    /// <summary>Quantity times price less the line's discount.</summary>
    public Money Amount(Currency currency)
    {
        var gross = new Money(UnitPrice, currency).Times(Quantity);
        return gross - Discount.Of(gross);
    }
}

/// <summary>Something taken off: per cent, a fixed amount, or nothing.</summary>
/// <param name="Percent">10 means 10 %; zero where it is an amount.</param>
/// <param name="MinorUnits">A fixed amount; zero where it is per cent.</param>
public readonly record struct Discount(decimal Percent, long MinorUnits)
{
    public static readonly Discount None;

    public static Discount OfPercent(decimal percent) => new(percent, 0);

    public static Discount OfAmount(long minorUnits) => new(0, minorUnits);

    public bool IsNone => Percent == 0 && MinorUnits == 0;

    /// <summary>What it takes off <paramref name="amount"/>; never more than all of it.</summary>
    public Money Of(Money amount)
    {
        var off = MinorUnits != 0 ? amount with { MinorUnits = MinorUnits } : amount.Percent(Percent);
        return off > amount ? amount : off;
    }
}

/// <summary>What is due at once on approval: per cent of the total, a fixed amount, or nothing.</summary>
public readonly record struct DepositTerms(decimal Percent, long MinorUnits)
{
    public static readonly DepositTerms None;

    public static DepositTerms OfPercent(decimal percent) => new(percent, 0);

    public static DepositTerms OfAmount(long minorUnits) => new(0, minorUnits);

    public bool IsNone => Percent == 0 && MinorUnits == 0;

    public Money Of(Money total)
    {
        var deposit = MinorUnits != 0 ? total with { MinorUnits = MinorUnits } : total.Percent(Percent);
        return deposit > total ? total : deposit;
    }
}
