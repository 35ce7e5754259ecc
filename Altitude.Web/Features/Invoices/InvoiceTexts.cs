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

    public string NoneYet(object? company) => Of([company]);

    public string StillDue => Of();
    public string Total => Of();
    public string Amount => Of();
    public string BankDebit => Of();
    public string BankTransfer => Of();
    public string BetweenInvoices => Of();
    public string Card => Of();
    public string Cash => Of();
    public string Cheque => Of();
    public string Discount => Of();
    public string Item => Of();
    public string OtherMeans => Of();
    public string PayersBank => Of();
    public string Price => Of();
    public string Quantity => Of();
    public string Receipt => Of();
    public string Subtotal => Of();
    public string Terms => Of();
    public string WhatWeDid => Of();
    public string Balance => Of();
    public string BilledTo => Of();
    public string BroughtForward => Of();
    public string Day => Of();
    public string FromDay => Of();
    public string InYourFavour => Of();
    public string NothingInRange => Of();
    public string NothingOwed => Of();
    public string ShowRange => Of();
    public string Statement => Of();
    public string ThroughDay => Of();
    public string WhatHappened => Of();
    public string YouOwe => Of();

    public string AsOf(object? day) => Of([day]);

    public string StatementAppliedFrom(object? number) => Of([number]);

    public string StatementAppliedTo(object? number) => Of([number]);

    public string StatementCredit(object? number) => Of([number]);

    public string StatementInvoice(object? number, object? title) => Of([number, title]);

    public string StatementOf(object? customer, object? company) => Of([customer, company]);

    public string StatementPayment(object? method, object? number) => Of([method, number]);

    public string StatementRefund(object? number) => Of([number]);

    public string StatementRefundPending(object? number) => Of([number]);

    public string Credited => Of();
    public string DownloadPdf => Of();
    public string SeeItOnline => Of();

    public string PageOf(object? page, object? of) => Of([page, of]);

    public string TakenOff(object? amount) => Of([amount]);

    public string PaidSoFar => Of();
    public string SeeTheInvoice => Of();

    public string MailHeading(object? number) => Of([number]);

    public string MailHello(object? name) => Of([name]);

    public string MailLinkIsYours(object? until) => Of([until]);

    public string MailOpening(object? company, object? title) => Of([company, title]);

    public string MailOverdueHeading(object? number) => Of([number]);

    public string MailOverdueOpening(object? company, object? title, object? day) => Of([company, title, day]);

    public string MailOverdueSubject(object? number, object? amount) => Of([number, amount]);

    public string MailPreview(object? amount, object? day) => Of([amount, day]);

    public string MailReminderHeading(object? number) => Of([number]);

    public string MailReminderOpening(object? company, object? title) => Of([company, title]);

    public string MailReminderSubject(object? number, object? amount, object? day) => Of([number, amount, day]);

    public string MailSubject(object? number, object? company, object? amount, object? day) => Of([number, company, amount, day]);

    public string AndOnTop(object? line, object? amount) => Of([line, amount]);

    public string AppliedFrom(object? day) => Of([day]);

    public string AppliedTo(object? day) => Of([day]);

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
