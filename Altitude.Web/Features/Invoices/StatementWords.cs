using Altitude.Domain;
using Altitude.Domain.Invoices;

namespace Altitude.Web.Features.Invoices;

/// <summary>Says the lines of a statement, in the company's language.</summary>
public static class StatementWords
{
    /// <summary>"Invoice INV-2044, AC repair"; "Paid by cheque, INV-2044".</summary>
    /// <param name="format">Formats money.</param>
    public static string Of(StatementLine line, InvoiceTexts texts, Func<Money, string> format) =>
        line.OnTop.MinorUnits == 0 ? Plainly(line, texts) : texts.AndOnTop(Plainly(line, texts), format(line.OnTop));

    private static string Plainly(StatementLine line, InvoiceTexts texts) =>
        line.Kind switch
        {
            StatementKind.Invoice => texts.StatementInvoice(line.Number, line.Title),
            StatementKind.Payment when line.Method == PaymentMethods.Applied => texts.StatementAppliedTo(line.Number),
            StatementKind.Refund when line.Method == PaymentMethods.Applied => texts.StatementAppliedFrom(line.Number),
            StatementKind.Payment => texts.StatementPayment(PaymentWords.Of(line.Method, texts), line.Number),
            StatementKind.Refund when line.IsPending => texts.StatementRefundPending(line.Number),
            StatementKind.Refund => texts.StatementRefund(line.Number),
            _ => texts.StatementCredit(line.Number),
        };

    /// <summary>"You owe", "Nothing is owed", "In your favour".</summary>
    public static string Standing(Money balance, InvoiceTexts texts) =>
        balance.MinorUnits > 0 ? texts.YouOwe
        : balance.MinorUnits < 0 ? texts.InYourFavour
        : texts.NothingOwed;
}
