using System.Globalization;
using System.Text;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>The lines of an estimate with their sums; where it can be approved, optional ones with a box to tick.</summary>
public sealed partial class EstimateLines
{
    /// <summary>Name of the ticked boxes in the form that is sent.</summary>
    public const string OptionField = "Approval.Options";

    [Parameter, EditorRequired]
    public required string Number { get; set; }

    [Parameter, EditorRequired]
    public required EstimateContent Content { get; set; }

    [Parameter, EditorRequired]
    public required Words Words { get; set; }

    /// <summary>Keys of the options that are ticked, or were taken.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlySet<string> Ticked { get; set; }

    /// <summary>Id of the form that the boxes belong to; null: nothing can be ticked.</summary>
    [Parameter]
    public string? Form { get; set; }

    /// <summary>The package that counts; null: none was chosen, and the lines of all are shown.</summary>
    [Parameter]
    public string? Package { get; set; }

    /// <summary>Answered: options were taken or not.</summary>
    [Parameter]
    public bool IsAnswered { get; set; }

    /// <summary>The person has just asked for the total anew, without a script.</summary>
    [Parameter]
    public bool IsUpdated { get; set; }

    private EstimateTexts Texts => new(Words.Culture);
    private EstimateTotals Totals => Content.Totals(Ticked, Package);
    private bool HasChoices => Content.Lines.Any(l => l.IsOptional || l.Package.Length > 0);

    private string DiscountName => Content.Discount.Percent == 0 ? Texts.Discount : Texts.DiscountOf(Words.Percent(Content.Discount.Percent));
    private string TaxName => Content.Tax is { } tax ? $"{tax.Name}, {Words.Percent(tax.Percent)}" : "";
    private string DepositName =>
        Content.Deposit.Percent == 0 ? Texts.DepositOnApproval : Texts.DepositOnApprovalOf(Words.Percent(Content.Deposit.Percent));

    private string Minor(LineItem line) => line.Amount(Content.Currency).MinorUnits.ToString(CultureInfo.InvariantCulture);

    private static string? PackageOf(LineItem line) => line.Package.Length == 0 ? null : line.Package;

    private bool IsElsewhere(LineItem line) => Package is not null && line.Package.Length > 0 && line.Package != Package;

    private static string Taxed(LineItem line) => line.IsTaxed ? "true" : "false";

    private string Quantity(LineItem line) => $"{Words.Quantity(line.Quantity)} {line.Unit}".TrimEnd();

    private string Price(LineItem line) => Words.Money(new Money(line.UnitPrice, Content.Currency));

    private string Amount(LineItem line) => Words.Money(line.Amount(Content.Currency));

    private string? NoteOn(LineItem line)
    {
        var off =
            line.Discount.IsNone ? null
            : line.Discount.Percent == 0 ? Texts.TakenOff(Words.Money(new Money(line.Discount.MinorUnits, Content.Currency)))
            : Texts.TakenOff(Words.Percent(line.Discount.Percent));
        var optional =
            !line.IsOptional ? null
            : IsAnswered ? (Ticked.Contains(line.Key) ? Texts.OptionalChosen : Texts.OptionalNotChosen)
            : line.IsTaxed && Content.Tax is not null ? Texts.OptionalAddsBeforeTax(Amount(line))
            : Texts.OptionalAdds(Amount(line));
        var package = line.Package.Length > 0 && Package is null ? Texts.InPackage(line.Package) : null;
        string?[] notes = [package, optional, off];
        return notes.Any(n => n is not null) ? string.Join("; ", notes.Where(n => n is not null)) : null;
    }

    /// <summary>The same for the same line of every version, so that a tick outlives a new version.</summary>
    private string IdOf(string part, LineItem line)
    {
        var key = line.Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? line.Key : Convert.ToHexStringLower(Encoding.UTF8.GetBytes(line.Key));
        return $"{part}-{Number}-{key}";
    }
}
