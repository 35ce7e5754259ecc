using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Invoices;

namespace Altitude.Web.Features.Invoices;

/// <summary>How money came or went, and amounts as people type them.</summary>
public static class PaymentWords
{
    /// <summary>"cash", "cheque", "bank transfer": as it stands after "by".</summary>
    public static string Of(string method, InvoiceTexts texts) =>
        method switch
        {
            PaymentMethods.Cash => texts.Cash,
            PaymentMethods.Cheque => texts.Cheque,
            PaymentMethods.Bank => texts.BankTransfer,
            PaymentMethods.Card => texts.Card,
            PaymentMethods.BankDebit => texts.BankDebit,
            PaymentMethods.Applied => texts.BetweenInvoices,
            PaymentMethods.TakenBack => texts.PayersBank,
            _ => texts.OtherMeans,
        };

    /// <summary>As somebody would type it: "758.24".</summary>
    public static string Typed(Money amount, CultureInfo culture) =>
        amount.Major.ToString("F" + amount.Currency.Exponent.ToString(CultureInfo.InvariantCulture), culture);

    /// <exception cref="RuleViolation"><see cref="InvoiceRules.Amount"/>: it is no amount, or has more decimals than the currency.</exception>
    public static Money Read(string text, Currency currency, CultureInfo culture)
    {
        var example = Typed(new Money(12_900, currency), culture);
        RuleViolation.Unless(
            decimal.TryParse(text.Trim(), NumberStyles.Currency, culture, out var major),
            InvoiceRules.Amount,
            $"Write an amount, such as {example}."
        );
        var amount = Money.OfMajor(major, currency);
        RuleViolation.Unless(
            amount.Major == major,
            InvoiceRules.Amount,
            currency.Exponent == 0 ? $"{currency} has no decimals." : $"{currency} has {currency.Exponent} decimals."
        );
        return amount;
    }
}
