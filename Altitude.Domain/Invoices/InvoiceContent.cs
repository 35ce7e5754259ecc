using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Invoices;

/// <summary>All that an invoice says: what was done, at what price, on which terms. Once it is issued, it never changes.</summary>
/// <param name="Title">What it is for, in a few words.</param>
/// <param name="Lines">None of them optional, none in a package: what is billed was decided.</param>
/// <param name="Tax">Put on taxed lines, per document; null: no tax.</param>
/// <param name="Discount">Taken from the sum of the lines, from taxed and untaxed ones in proportion.</param>
/// <param name="Deposit">Due at once, before the balance.</param>
public sealed record InvoiceContent(
    string Title,
    Currency Currency,
    IReadOnlyList<LineItem> Lines,
    Discount Discount,
    TaxRate? Tax,
    DepositTerms Deposit,
    string Terms,
    string Notes
)
{
    /// <summary>Any day that an estimate could be valid through: the invoice has a due day instead.</summary>
    private static readonly DateOnly AnyDay = new(2100, 1, 1);

    /// <summary>The figures; reckoned exactly as an estimate's.</summary>
    public EstimateTotals Totals => AsOffer(AnyDay).TotalsWithoutOptions;

    /// <summary>What a customer agreed to, as it is billed: the lines that they chose, and the deposit that they saw.</summary>
    public static InvoiceContent Of(EstimateContent approved, IReadOnlyCollection<string> ticked, string package, Money deposit)
    {
        var chosen = ticked.ToHashSet();
        return new InvoiceContent(
            approved.Title,
            approved.Currency,
            [.. approved.Lines.Where(l => l.Counts(chosen, package)).Select(l => l with { IsOptional = false, Package = "" })],
            approved.Discount,
            approved.Tax,
            deposit.MinorUnits == 0 ? DepositTerms.None : DepositTerms.OfAmount(deposit.MinorUnits),
            approved.Terms,
            approved.Notes
        );
    }

    /// <summary>What an editor of offers wrote, as an invoice: every line counts.</summary>
    public static InvoiceContent Of(EstimateContent written) =>
        new(
            written.Title,
            written.Currency,
            [.. written.Lines.Select(l => l with { IsOptional = false, Package = "" })],
            written.Discount,
            written.Tax,
            written.Deposit,
            written.Terms,
            written.Notes
        );

    /// <summary>What is left to bill after <paramref name="billed"/>: line by line, by key and quantity. A fixed discount is given once.</summary>
    public InvoiceContent Without(IReadOnlyCollection<InvoiceContent> billed)
    {
        if (billed.Count == 0)
        {
            return this;
        }

        var quantities = billed.SelectMany(b => b.Lines).GroupBy(l => l.Key).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity));
        List<LineItem> left = [];
        foreach (var line in Lines)
        {
            var done = quantities.GetValueOrDefault(line.Key);
            if (done < line.Quantity)
            {
                left.Add(
                    line with
                    {
                        Quantity = line.Quantity - done,
                        Discount = done > 0 && line.Discount.MinorUnits > 0 ? Discount.None : line.Discount,
                    }
                );
            }
        }

        return this with
        {
            Lines = left,
            Discount = Discount.MinorUnits > 0 ? Discount.None : Discount,
            Deposit = DepositTerms.None,
        };
    }

    /// <summary>The same in the form that an editor of offers works on.</summary>
    /// <param name="through">The due day, in the place of the last day of validity.</param>
    public EstimateContent AsOffer(DateOnly through) => new(Title, Currency, Lines, Discount, Tax, Deposit, through, Terms, Notes);

    /// <summary>Equal content, line by line.</summary>
    public bool SameAs(InvoiceContent other) => AsOffer(AnyDay).SameAs(other.AsOffer(AnyDay));

    /// <exception cref="RuleViolation">Something in it cannot be billed; the message names the line.</exception>
    public void RequireSensible()
    {
        RuleViolation.Unless(PlainText.IsFilled(Title, 200), InvoiceRules.Title, "Say in a few words what the invoice is for.");
        RuleViolation.Unless(
            Lines.Count <= EstimateContent.MostLines,
            InvoiceRules.Lines,
            $"An invoice has at most {EstimateContent.MostLines} lines."
        );
        RuleViolation.Unless(Lines.All(l => !l.IsOptional && l.Package.Length == 0), InvoiceRules.Lines, "Nothing on an invoice is optional.");
        AsOffer(AnyDay).RequireSensible();
    }

    /// <exception cref="RuleViolation">There is nothing to bill.</exception>
    public void RequireIssuable()
    {
        RequireSensible();
        RuleViolation.Unless(Lines.Count > 0, InvoiceRules.Empty, "Add at least one line before issuing it.");
        RuleViolation.Unless(Totals.Total.MinorUnits > 0, InvoiceRules.Empty, "It comes to nothing. Give at least one line a price.");
    }
}
