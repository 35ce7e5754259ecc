using Altitude.Domain;
using Altitude.Domain.Estimates;

namespace Altitude.Web.Components;

/// <summary>Says in words what two people, or two versions, have different.</summary>
internal static class DifferenceWords
{
    /// <summary>What it is about.</summary>
    /// <param name="isInvoice">An invoice is written: its last day is the one on which it is due.</param>
    public static string NameOf(MergeDifference difference, bool isInvoice = false) =>
        difference.Part switch
        {
            MergePart.ValidThrough when isInvoice => "Due",
            MergePart.Notes when isInvoice => "What was done",
            MergePart.Line => (difference.Mine ?? difference.Theirs ?? difference.Before)?.Description ?? "",
            MergePart.Order => "Order of the lines",
            MergePart.Title => "What it is for",
            MergePart.ValidThrough => "Valid through",
            MergePart.Notes => "What you will do",
            _ => difference.Part.ToString(),
        };

    /// <param name="content">The whole of which it is a part.</param>
    /// <param name="line">The line in it; null: it is not there, or it is no line.</param>
    public static string Of(MergeDifference difference, EstimateContent content, LineItem? line, Words words) =>
        difference.Part switch
        {
            MergePart.Line => line is null ? "Not there" : LineInWords(line, content.Currency, words),
            MergePart.Order => string.Join(", ", content.Lines.Select(l => l.Description)),
            MergePart.Title => content.Title,
            MergePart.Discount => OffInWords(content.Discount.Percent, content.Discount.MinorUnits, content.Currency, words),
            MergePart.Deposit => OffInWords(content.Deposit.Percent, content.Deposit.MinorUnits, content.Currency, words),
            MergePart.Tax => content.Tax is { } tax ? $"{tax.Name}, {words.Percent(tax.Percent)}" : "None",
            MergePart.ValidThrough => words.Day(content.ValidThrough),
            MergePart.Terms => TextOf(content.Terms),
            MergePart.Notes => TextOf(content.Notes),
            _ => "",
        };

    private static string LineInWords(LineItem line, Currency currency, Words words)
    {
        var unit = line.Unit.Length > 0 ? " " + line.Unit : "";
        var off = line.Discount.IsNone ? "" : $", {OffInWords(line.Discount.Percent, line.Discount.MinorUnits, currency, words)} off";
        var package = line.Package.Length > 0 ? $", {line.Package}" : "";
        return $"{line.Description}: {words.Quantity(line.Quantity)}{unit} at {words.Money(new Money(line.UnitPrice, currency))}{off}"
            + $", {(line.IsTaxed ? "taxed" : "not taxed")}{(line.IsOptional ? ", optional" : "")}{package}"
            + (line.Package.Length > 0 ? $", in package {line.Package}" : "");
    }

    private static string OffInWords(decimal percent, long minorUnits, Currency currency, Words words) =>
        minorUnits != 0 ? words.Money(new Money(minorUnits, currency))
        : percent != 0 ? words.Percent(percent)
        : "None";

    private static string TextOf(string text) => text.Length == 0 ? "Nothing" : text;
}
