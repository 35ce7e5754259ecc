using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Estimates;

/// <summary>One line that differs between two versions.</summary>
/// <param name="Description">As it is called now.</param>
/// <param name="Before">Null: the line is new.</param>
/// <param name="After">Null: the line is gone.</param>
/// <param name="Notes">What else differs, in words: "3 lb, was 2 lb".</param>
public sealed record LineChange(string Key, string Description, Money? Before, Money? After, IReadOnlyList<string> Notes);

/// <summary>What the total is and was.</summary>
/// <param name="Package">Of which package; empty: of the estimate.</param>
/// <param name="Before">Without options; null: the package is new.</param>
/// <param name="After">Without options; null: the package is gone.</param>
public sealed record TotalChange(string Package, Money? Before, Money? After)
{
    public Money? Difference => After - Before;
}

/// <summary>Something else that the estimate says, and said.</summary>
/// <param name="Before">Empty: too long to be set side by side, or nothing.</param>
public sealed record TermChange(string Name, string Before, string After);

/// <summary>What a new version changed, as people are told.</summary>
public sealed record EstimateChanges(IReadOnlyList<LineChange> Lines, IReadOnlyList<TotalChange> Totals, IReadOnlyList<TermChange> Terms)
{
    /// <summary>Of the totals without options, of the first package.</summary>
    public Money Difference => Totals.Select(t => t.Difference).FirstOrDefault(d => d is not null) ?? default;

    public static EstimateChanges Between(EstimateContent before, EstimateContent after, Words words)
    {
        List<LineChange> changes = [];
        var earlier = before.Lines.ToDictionary(l => l.Key);
        foreach (var line in after.Lines)
        {
            var amount = line.Amount(after.Currency);
            if (!earlier.Remove(line.Key, out var old))
            {
                changes.Add(new LineChange(line.Key, line.Description, null, amount, []));
            }
            else if (old != line)
            {
                changes.Add(new LineChange(line.Key, line.Description, old.Amount(before.Currency), amount, [.. Notes(old, line, words)]));
            }
        }

        changes.AddRange(
            before.Lines.Where(l => earlier.ContainsKey(l.Key)).Select(l => new LineChange(l.Key, l.Description, l.Amount(before.Currency), null, []))
        );
        return new EstimateChanges(changes, [.. TotalsOf(before, after)], [.. TermsOf(before, after, words)]);
    }

    private static IEnumerable<TotalChange> TotalsOf(EstimateContent before, EstimateContent after)
    {
        if (after.FirstPackage.Length == 0 || before.FirstPackage.Length == 0)
        {
            return [new TotalChange("", before.TotalsWithoutOptions.Total, after.TotalsWithoutOptions.Total)];
        }

        return after
            .Packages.Union(before.Packages, StringComparer.Ordinal)
            .Select(package => new TotalChange(package, TotalOf(before, package), TotalOf(after, package)));
    }

    private static Money? TotalOf(EstimateContent content, string package) =>
        content.Offers(package) ? content.Totals(EstimateContent.NoTicks, package).Total : null;

    private static IEnumerable<string> Notes(LineItem old, LineItem line, Words words)
    {
        var texts = new EstimateTexts(words.Culture);
        if (old.Description != line.Description)
        {
            yield return texts.WasCalled(old.Description);
        }

        if ((old.Quantity, old.Unit) != (line.Quantity, line.Unit))
        {
            yield return texts.QuantityWas(Quantity(line, words), Quantity(old, words));
        }

        if (old.IsOptional != line.IsOptional)
        {
            yield return line.IsOptional ? texts.OptionalNow : texts.NoLongerOptional;
        }

        if (old.Package != line.Package)
        {
            yield return line.Package.Length == 0 ? texts.InEveryPackage : texts.InPackageNow(line.Package);
        }

        if (old.IsTaxed != line.IsTaxed)
        {
            yield return line.IsTaxed ? texts.TaxedNow : texts.NoLongerTaxed;
        }
    }

    private static string Quantity(LineItem line, Words words) => $"{words.Quantity(line.Quantity)} {line.Unit}".TrimEnd();

    private static IEnumerable<TermChange> TermsOf(EstimateContent before, EstimateContent after, Words words)
    {
        var texts = new EstimateTexts(words.Culture);
        TermChange[] all =
        [
            new(texts.WhatItIsFor, before.Title, after.Title),
            new(texts.ValidThrough, words.Day(before.ValidThrough), words.Day(after.ValidThrough)),
            new(texts.Discount, Off(before.Discount.Percent, before.Discount.MinorUnits), Off(after.Discount.Percent, after.Discount.MinorUnits)),
            new(texts.Tax, Tax(before), Tax(after)),
            new(texts.Deposit, Off(before.Deposit.Percent, before.Deposit.MinorUnits), Off(after.Deposit.Percent, after.Deposit.MinorUnits)),
        ];
        foreach (var term in all.Where(t => t.Before != t.After))
        {
            yield return term;
        }

        if (before.Notes != after.Notes)
        {
            yield return new TermChange(texts.WhatWeWillDo, "", texts.WrittenAnew);
        }

        if (before.Terms != after.Terms)
        {
            yield return new TermChange(texts.Terms, "", texts.WrittenAnew);
        }

        string Off(decimal percent, long minor) =>
            minor != 0 ? words.Money(new Money(minor, after.Currency))
            : percent != 0 ? words.Percent(percent)
            : texts.None;

        string Tax(EstimateContent content) => content.Tax is { } tax ? $"{tax.Name}, {words.Percent(tax.Percent)}" : texts.None;
    }
}
