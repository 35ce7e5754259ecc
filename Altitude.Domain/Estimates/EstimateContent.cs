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

    private const int FirstYear = 2000;
    private const int LastYear = 2199;

    public const int MostPackages = 6;

    /// <summary>Names of the packages, of which the customer chooses one, in the order of their first lines; empty: nothing to choose between.</summary>
    public IReadOnlyList<string> Packages => [.. Lines.Select(l => l.Package).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>The package that is shown before one was chosen: the first. Empty: there are none.</summary>
    public string FirstPackage => Lines.Select(l => l.Package).FirstOrDefault(p => p.Length > 0) ?? "";

    /// <summary>Whether this can be chosen: one of the packages, or none where there are none.</summary>
    public bool Offers(string package) => package.Length == 0 ? FirstPackage.Length == 0 : Lines.Any(l => l.Package == package);

    /// <summary>The figures with the given options ticked; unknown keys count for nothing.</summary>
    /// <param name="package">Null: the first.</param>
    public EstimateTotals Totals(IReadOnlySet<string> ticked, string? package = null) => EstimateTotals.Of(this, ticked, package ?? FirstPackage);

    /// <summary>Of the first package, where there are any.</summary>
    public EstimateTotals TotalsWithoutOptions => EstimateTotals.Of(this, NoTicks, FirstPackage);

    /// <summary>The least that it may come to: the cheapest package, without options.</summary>
    public Money LowestTotal => Packages.DefaultIfEmpty("").Select(package => Totals(NoTicks, package).Total).MinBy(total => total.MinorUnits);

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
        RuleViolation.Unless(PlainText.IsFilled(Title, 200), EstimateRules.Title, "Say in a few words what the estimate is for.");
        RuleViolation.Unless(Lines.Count <= MostLines, EstimateRules.Lines, $"An estimate has at most {MostLines} lines.");
        RuleViolation.Unless(Lines.Select(l => l.Key).Distinct().Count() == Lines.Count, EstimateRules.Lines, "Two lines share one key.");
        RuleViolation.Unless(
            PlainText.Fits(Terms, 10_000) && PlainText.Fits(Notes, 10_000),
            EstimateRules.Texts,
            "Terms and notes have at most 10,000 characters each."
        );
        foreach (var (line, at) in Lines.Select((line, i) => (line, i + 1)))
        {
            RuleViolation.Unless(PlainText.IsFilled(line.Key, 40) && line.Key.Length <= 40, EstimateRules.Lines, $"Line {at} has no usable key.");
            RuleViolation.Unless(PlainText.IsFilled(line.Description, 500), EstimateRules.Line, $"Line {at}: describe it in at most 500 characters.");
            RuleViolation.Unless(
                line.Quantity is > 0 and <= 1_000_000 && decimal.Round(line.Quantity, 3) == line.Quantity,
                EstimateRules.Line,
                $"Line {at}: the quantity is more than 0, at most 1,000,000, with at most three decimals."
            );
            RuleViolation.Unless(
                line.UnitPrice is >= 0 and <= MoneyRules.MostMinorUnits,
                EstimateRules.Line,
                $"Line {at}: the price cannot be negative or that large."
            );
            RuleViolation.Unless(PlainText.Fits(line.Unit, 20), EstimateRules.Line, $"Line {at}: the unit has at most 20 characters.");
            RuleViolation.Unless(
                line.Package.Length == 0 || (PlainText.IsFilled(line.Package, 40) && line.Package == line.Package.Trim()),
                EstimateRules.Package,
                $"Line {at}: the package's name has at most 40 characters."
            );
            RequireSensible(line.Discount, $"Line {at}: the discount");
            _ = line.Amount(Currency);
        }

        RequireSensible(Discount, "The discount");
        RuleViolation.Unless(
            Percentage.IsSensible(Deposit.Percent) && Deposit.MinorUnits >= 0,
            EstimateRules.Deposit,
            "The deposit is between 0 and 100 %, with at most four decimals, or an amount."
        );
        RuleViolation.Unless(
            Tax is null || (Percentage.IsSensible(Tax.Percent) && PlainText.IsFilled(Tax.Name, 60)),
            EstimateRules.Tax,
            "The tax has a name and is between 0 and 100 %, with at most four decimals."
        );
        RuleViolation.Unless(
            ValidThrough.Year is >= FirstYear and <= LastYear,
            EstimateRules.ValidThrough,
            "Choose the last day of validity from the calendar."
        );
        var packages = Packages;
        RuleViolation.Unless(packages.Count <= MostPackages, EstimateRules.Package, $"An estimate has at most {MostPackages} packages.");
        var all = Lines.Select(l => l.Key).ToHashSet();
        foreach (var package in packages.DefaultIfEmpty(""))
        {
            var most = Totals(all, package).Total;
            RuleViolation.Unless(
                most.MinorUnits <= MoneyRules.MostMinorUnits,
                MoneyRules.TooLarge,
                "The lines add up to more than an amount may be."
            );
        }
    }

    /// <exception cref="RuleViolation">A customer could approve nothing, or would have nothing to choose between.</exception>
    public void RequireSendable()
    {
        var packages = Packages;
        RuleViolation.Unless(
            packages.Count != 1,
            EstimateRules.Package,
            "One package alone is no choice. Add a second, or take the package's name off its lines."
        );
        foreach (var package in packages.DefaultIfEmpty(""))
        {
            RuleViolation.Unless(
                Lines.Any(l => l.Counts(NoTicks, package)),
                EstimateRules.Empty,
                package.Length == 0
                    ? "Add at least one line that is not optional before sending."
                    : $"Package {package}: add at least one line that is not optional before sending."
            );
        }
    }

    private static void RequireSensible(Discount discount, string what) =>
        RuleViolation.Unless(
            Percentage.IsSensible(discount.Percent) && discount.MinorUnits >= 0,
            EstimateRules.Discount,
            $"{what} is between 0 and 100 %, with at most four decimals, or an amount."
        );
}

/// <summary>The figures of an estimate. What is shown adds up: subtotal less discount plus tax is the total.</summary>
/// <param name="Subtotal">Sum of the lines that count, each after its own discount.</param>
/// <param name="Taxable">The part of them that is taxed, after its share of the discount.</param>
/// <param name="Deposit">Due on approval; part of the total.</param>
public sealed record EstimateTotals(Money Subtotal, Money Discount, Money Taxable, Money Tax, Money Total, Money Deposit)
{
    /// <remarks>Tax is computed once per document on the taxed sum, half a minor unit away from zero: 3 x 1.19 at 8.81 % is 0.31, not 3 x 0.10.</remarks>
    internal static EstimateTotals Of(EstimateContent content, IReadOnlySet<string> ticked, string package)
    {
        var zero = Money.Zero(content.Currency);
        var (subtotal, taxed) = (zero, zero);
        foreach (var line in content.Lines.Where(l => l.Counts(ticked, package)))
        {
            var amount = line.Amount(content.Currency);
            subtotal += amount;
            taxed += line.IsTaxed ? amount : zero;
        }

        var discount = content.Discount.Of(subtotal);
        var taxable = taxed - discount.Share(taxed, subtotal);
        var tax = taxable.Percent(content.Tax?.Percent ?? 0);
        var total = subtotal - discount + tax;
        return new EstimateTotals(subtotal, discount, taxable, tax, total, content.Deposit.Of(total));
    }
}
