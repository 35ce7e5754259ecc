using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Payments;

/// <summary>Receipts, and the other words about money that came or went back.</summary>
public sealed class ReceiptTexts(CultureInfo culture) : Texts(culture)
{
    public string AnotherInvoice => Of();
    public string BankDebit => Of();
    public string BankTransfer => Of();
    public string Card => Of();
    public string Cash => Of();
    public string Cheque => Of();
    public string ForTheInvoice => Of();
    public string DueNow => Of();
    public string GoesBackTo => Of();
    public string Invoice => Of();
    public string InvoiceTotal => Of();
    public string NotPaid => Of();
    public string On => Of();
    public string OtherMeans => Of();
    public string Paid => Of();
    public string PaidBy => Of();
    public string PaidTo => Of();
    public string PaidWith => Of();
    public string PrintHint => Of();
    public string Receipt => Of();
    public string Refunded => Of();
    public string SeeInvoice => Of();
    public string SeeReceipt => Of();
    public string StillDue => Of();
    public string Surcharge => Of();
    public string TestPayment => Of();
    public string Tip => Of();

    public string FailedIntro(object? amount, object? number) => Of([amount, number]);

    public string FailedSubject(object? amount, object? number) => Of([amount, number]);

    public string For(object? number, object? title) => Of([number, title]);

    public string Hello(object? contactName) => Of([contactName]);

    public string InvoiceOf(object? number) => Of([number]);

    public string LinkIsYours(object? linkUntil) => Of([linkUntil]);

    public string ReceiptIntro(object? company, object? amount, object? number, object? title) => Of([company, amount, number, title]);

    public string ReceiptSubject(object? amount, object? number) => Of([amount, number]);

    public string RefundByHandIntro(object? company, object? amount, object? number) => Of([company, amount, number]);

    public string RefundIntro(object? company, object? amount, object? number) => Of([company, amount, number]);

    public string RefundSubject(object? company, object? amount, object? number) => Of([company, amount, number]);

    public string RefundedOn(object? day) => Of([day]);

    public string TakenBackIntro(object? company, object? amount, object? number) => Of([company, amount, number]);

    public string TakenBackSubject(object? amount, object? number) => Of([amount, number]);
}

/// <summary>How money came, in words.</summary>
internal static class MoneyMeans
{
    /// <summary>"Visa ending 4242", where the provider told; else what staff chose.</summary>
    public static string MeansOf(this ReceiptTexts texts, Payment payment) =>
        payment is { IsByHand: false, Note.Length: > 0 } ? payment.Note : texts.NameOf(payment.Method);

    /// <summary>What of a payment was for what; empty: all of it was the invoice's.</summary>
    public static IReadOnlyList<(string Name, Money Amount)> PartsOf(this ReceiptTexts texts, Payment payment) =>
        payment.Extras.Total.MinorUnits == 0
            ? []
            :
            [
                .. new[]
                {
                    (texts.ForTheInvoice, payment.Amount),
                    (texts.Surcharge, payment.Extras.Surcharge),
                    (texts.Tip, payment.Extras.Tip),
                }.Where(p => p.Item2.MinorUnits > 0),
            ];

    /// <param name="method">One of <see cref="PaymentMethods"/>.</param>
    public static string NameOf(this ReceiptTexts texts, string method) =>
        method switch
        {
            PaymentMethods.Cash => texts.Cash,
            PaymentMethods.Cheque => texts.Cheque,
            PaymentMethods.Bank => texts.BankTransfer,
            PaymentMethods.Card => texts.Card,
            PaymentMethods.BankDebit => texts.BankDebit,
            PaymentMethods.Applied => texts.AnotherInvoice,
            _ => texts.OtherMeans,
        };
}
