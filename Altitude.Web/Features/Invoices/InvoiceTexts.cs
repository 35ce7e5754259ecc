using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Invoices;

/// <summary>A customer's invoices.</summary>
public sealed class InvoiceTexts(CultureInfo culture) : Texts(culture)
{
    public string DepositDueNow => Of();
    public string Due => Of();
    public string Invoices => Of();
    public string Issued => Of();
    public string Job => Of();
    public string NoneYet => Of();
    public string StillDue => Of();
    public string Total => Of();
    public string Amount => Of();
    public string BankDebit => Of();
    public string BankTransfer => Of();
    public string Card => Of();
    public string Cash => Of();
    public string Cheque => Of();
    public string Discount => Of();
    public string Item => Of();
    public string OtherMeans => Of();
    public string Price => Of();
    public string Quantity => Of();
    public string Receipt => Of();
    public string Subtotal => Of();
    public string Terms => Of();
    public string WhatWeDid => Of();

    public string CreditedOn(object? day) => Of([day]);

    public string DueBy(object? day) => Of([day]);

    public string From(object? title, object? company) => Of([title, company]);

    public string HowToPay(object? company) => Of([company]);

    public string Invoice(object? number) => Of([number]);

    public string PaidBy(object? method, object? day) => Of([method, day]);

    public string ReceiptOf(object? payment) => Of([payment]);

    public string RefundOnItsWay(object? day) => Of([day]);

    public string RefundedOn(object? day) => Of([day]);

    public string TakenBackOn(object? day) => Of([day]);

    public string WhatItBills(object? number) => Of([number]);
}
