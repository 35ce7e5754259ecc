using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Estimates;

namespace Altitude.Web.Features.Invoices;

/// <summary>An invoice as somebody types it: the form of an estimate, in which the last day of validity is the day on which it is due.</summary>
public static class InvoiceWriting
{
    public static EstimateForm FormOf(InvoiceContent content, DateOnly dueOn, CultureInfo culture) =>
        EstimateForm.Of(content.AsOffer(dueOn), culture);

    /// <summary>What is written, in the words of an invoice.</summary>
    public static EstimateReading Read(EstimateForm form, Currency currency, CultureInfo culture, IReadOnlyList<TaxRate> taxes)
    {
        var read = form.Read(currency, culture, taxes);
        return read.IsWhole ? read : read with { Errors = read.Errors.ToDictionary(e => e.Key, e => Said(e.Key, e.Value)) };
    }

    private static string Said(string field, string message) =>
        field switch
        {
            "title" => "Say in a few words what the invoice is for.",
            "valid" => "Choose the due day from the calendar.",
            "lines" => message.Replace("An estimate", "An invoice", StringComparison.Ordinal),
            _ => message,
        };
}
