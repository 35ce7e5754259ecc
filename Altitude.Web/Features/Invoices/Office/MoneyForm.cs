using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Invoices;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>What staff write down of money: every field is text, so that nothing typed is lost.</summary>
public sealed class MoneyForm
{
    public required MoneyAct Act { get; init; }

    /// <summary>The payment that is refunded; null: another act.</summary>
    public PaymentRow? Payment { get; init; }

    /// <summary>Of one press, however often it is sent.</summary>
    public RequestKey Key { get; set; } = RequestKey.New(nameof(MoneyForm));
    public string Amount { get; set; } = "";
    public string Method { get; set; } = PaymentMethods.Cheque;

    /// <summary>As a date input writes it.</summary>
    public string On { get; set; } = "";
    public string Note { get; set; } = "";

    /// <summary>What is wrong, and with which field; null: nothing, or nothing yet.</summary>
    public (string Field, string Message)? Error { get; set; }

    public static MoneyForm Of(MoneyAct act, Money proposed, DateOnly today, CultureInfo culture, PaymentRow? payment = null) =>
        new()
        {
            Act = act,
            Payment = payment,
            Amount = act == MoneyAct.Credit ? "" : PaymentWords.Typed(proposed, culture),
            Method = payment is { Method: var method } && PaymentMethods.ByHand.Contains(method) ? method : PaymentMethods.Cheque,
            On = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };

    /// <exception cref="RuleViolation">It is no amount.</exception>
    public Money Money(Currency currency, CultureInfo culture) => PaymentWords.Read(Amount, currency, culture);

    /// <exception cref="RuleViolation">It is no day.</exception>
    public DateOnly Day()
    {
        RuleViolation.Unless(
            DateOnly.TryParseExact(On, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day),
            InvoiceRules.Day,
            "Choose the day on which it happened, today at the latest."
        );
        return day;
    }

    public void Refuse(RuleViolation refused)
    {
        var field = refused.Rule switch
        {
            InvoiceRules.Day => "on",
            InvoiceRules.Method => "method",
            InvoiceRules.Note or InvoiceRules.Reason => "note",
            InvoiceRules.Amount or InvoiceRules.TooMuch or InvoiceRules.RefundLeft or MoneyRules.TooLarge => "amount",
            _ => "",
        };
        (Error, Key) = ((field, refused.Message), RequestKey.New(nameof(MoneyForm)));
    }
}

/// <summary>What is written down.</summary>
public enum MoneyAct
{
    Payment,
    Refund,
    Credit,
}
