using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Estimates;

/// <summary>All that an estimate says: what is offered, at what price, on which terms, until when.</summary>
/// <param name="Title">What it is for, in a few words.</param>
/// <param name="Tax">Put on taxed lines, per document; null: no tax.</param>
/// <param name="Discount">Taken from the sum of the lines, from taxed and untaxed ones in proportion.</param>
/// <param name="ValidThrough">The last local day on which it can be approved.</param>
public sealed record EstimateContent(
    string Title,
    Currency Currency,
    IReadOnlyList<LineItem> Lines,
    Discount Discount,
    TaxRate? Tax,
    DepositTerms Deposit,
    DateOnly ValidThrough,
    string Terms,
    string Notes
)
{
    public const int MostLines = 200;

    /// <summary>The figures with the given options ticked; unknown keys count for nothing.</summary>
    public EstimateTotals Totals(IReadOnlySet<string> ticked) => EstimateTotals.Of(this, ticked);

    public EstimateTotals TotalsWithoutOptions => EstimateTotals.Of(this, NoTicks);

    public static readonly IReadOnlySet<string> NoTicks = new HashSet<string>();

    /// <summary>Equal content, line by line.</summary>
    public bool SameAs(EstimateContent other)
    {
        IReadOnlyList<LineItem> none = [];
        return this with { Lines = none } == other with { Lines = none } && Lines.SequenceEqual(other.Lines);
    }

    /// <exception cref="RuleViolation">Something in it cannot be offered; the message names the line.</exception>
    public void RequireSensible()
    {
        RuleViolation.Unless(Title.Trim().Length is >= 1 and <= 200, EstimateRules.Title, "Say in a few words what the estimate is for.");
        RuleViolation.Unless(Lines.Count <= MostLines, EstimateRules.Lines, $"An estimate has at most {MostLines} lines.");
        RuleViolation.Unless(Lines.Select(l => l.Key).Distinct().Count() == Lines.Count, EstimateRules.Lines, "Two lines share one key.");
        RuleViolation.Unless(Terms.Length <= 10_000 && Notes.Length <= 10_000, EstimateRules.Texts, "Terms and notes have at most 10,000 characters each.");
        foreach (var (line, at) in Lines.Select((line, i) => (line, i + 1)))
        {
            RuleViolation.Unless(line.Key.Length is >= 1 and <= 40, EstimateRules.Lines, $"Line {at} has no usable key.");
            RuleViolation.Unless(line.Description.Trim().Length is >= 1 and <= 500, EstimateRules.Line, $"Line {at}: describe it in at most 500 characters.");
            RuleViolation.Unless(
                line.Quantity is > 0 and <= 1_000_000 && decimal.Round(line.Quantity, 3) == line.Quantity,
                EstimateRules.Line,
                $"Line {at}: the quantity is more than 0, at most 1,000,000, with at most three decimals."
            );
            RuleViolation.Unless(line.UnitPrice is >= 0 and <= MoneyRules.MostMinorUnits, EstimateRules.Line, $"Line {at}: the price cannot be negative or that large.");
            RuleViolation.Unless(line.Unit.Length <= 20, EstimateRules.Line, $"Line {at}: the unit has at most 20 characters.");
            RequireSensible(line.Discount, $"Line {at}: the discount");
            _ = line.Amount(Currency);
        }

        RequireSensible(Discount, "The discount");
        RuleViolation.Unless(Deposit.Percent is >= 0 and <= 100 && Deposit.MinorUnits >= 0, EstimateRules.Deposit, "The deposit is between 0 and 100 %, or an amount.");
        RuleViolation.Unless(Tax is null || Tax.Percent is >= 0 and <= 100, EstimateRules.Tax, "The tax is between 0 and 100 %.");
        _ = Totals(Lines.Select(l => l.Key).ToHashSet());
    }

    private static void RequireSensible(Discount discount, string what) =>
        RuleViolation.Unless(discount.Percent is >= 0 and <= 100 && discount.MinorUnits >= 0, EstimateRules.Discount, $"{what} is between 0 and 100 %, or an amount.");
}

/// <summary>The figures of an estimate. What is shown adds up: subtotal less discount plus tax is the total.</summary>
/// <param name="Subtotal">Sum of the lines that count, each after its own discount.</param>
/// <param name="Taxable">The part of them that is taxed, after its share of the discount.</param>
/// <param name="Deposit">Due on approval; part of the total.</param>
public sealed record EstimateTotals(Money Subtotal, Money Discount, Money Taxable, Money Tax, Money Total, Money Deposit)
{
    /// <remarks>Tax is computed once per document on the taxed sum, half a minor unit away from zero: 3 x 1.19 at 8.81 % is 0.31, not 3 x 0.10.</remarks>
    internal static EstimateTotals Of(EstimateContent content, IReadOnlySet<string> ticked)
    {
        var zero = Money.Zero(content.Currency);
        var (subtotal, taxed) = (zero, zero);
        foreach (var line in content.Lines.Where(l => !l.IsOptional || ticked.Contains(l.Key)))
        {
            var amount = line.Amount(content.Currency);
            subtotal += amount;
            taxed += line.IsTaxed ? amount : zero;
        }

        var discount = content.Discount.Of(subtotal);
        var taxedShare = subtotal.MinorUnits == 0 ? zero : discount.Times((decimal)taxed.MinorUnits / subtotal.MinorUnits);
        var taxable = taxed - taxedShare;
        var tax = taxable.Percent(content.Tax?.Percent ?? 0);
        var total = subtotal - discount + tax;
        return new EstimateTotals(subtotal, discount, taxable, tax, total, content.Deposit.Of(total));
    }
}
