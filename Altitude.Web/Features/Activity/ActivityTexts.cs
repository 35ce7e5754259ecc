using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Activity;

/// <summary>What happened, in sentences without a full stop.</summary>
public sealed class ActivityTexts(CultureInfo culture) : Texts(culture)
{
    public string Activity => Of();
    public string NewestFirst => Of();

    public string CompanyWrote(object? by, object? company, object? words) => Of([by, company, words]);

    public string Wrote(object? by, object? words) => Of([by, words]);

    public string Declined(object? by, object? number, object? words) => Of([by, number, words]);

    public string NewVersionSent(object? company, object? number, object? amount) => Of([company, number, amount]);

    public string EstimateSent(object? company, object? number, object? amount) => Of([company, number, amount]);

    public string Extended(object? company, object? number, object? day) => Of([company, number, day]);

    public string Answered(object? company, object? number, object? words) => Of([company, number, words]);

    public string ApprovedRecorded(object? by, object? number, object? how, object? amount, object? recorder) =>
        Of([by, number, how, amount, recorder]);

    public string Approved(object? by, object? number, object? package, object? amount) => Of([by, number, package, amount]);

    public string Withdrawn(object? number) => Of([number]);

    public string Expired(object? number) => Of([number]);

    public string AsksForChanges(object? by, object? number, object? words) => Of([by, number, words]);

    public string AsksForNewPrice(object? by, object? number, object? words) => Of([by, number, words]);

    public string ApprovalTakenBack(object? by, object? number) => Of([by, number]);

    public string NoLongerDeclines(object? by, object? number) => Of([by, number]);

    public string Booked(object? title, object? when) => Of([title, when]);

    public string VisitConfirmed(object? when) => Of([when]);

    public string OnTheWay => Of();

    public string VisitDone(object? title) => Of([title]);

    public string VisitCancelled(object? when, object? words) => Of([when, words]);

    public string VisitConfirmedBy(object? by, object? when) => Of([by, when]);

    public string VisitMoved(object? title, object? from, object? to) => Of([title, from, to]);

    public string AsksForAnotherTime(object? by, object? when, object? words) => Of([by, when, words]);

    public string TimeAccepted(object? to, object? from) => Of([to, from]);

    public string TimeDeclined(object? company, object? when, object? words) => Of([company, when, words]);

    public string VisitMissed(object? when) => Of([when]);

    public string VisitAheadAgain(object? when) => Of([when]);

    public string InvoiceIssued(object? number, object? amount) => Of([number, amount]);

    public string InvoiceSent(object? number, object? amount) => Of([number, amount]);

    public string Applied(object? amount, object? from, object? to) => Of([amount, from, to]);

    public string BankAsked(string amount, string number) => Of([amount, number]);

    public string PaymentFailed(string amount, string number) => Of([amount, number]);

    public string InvoiceVoided(object? number) => Of([number]);

    public string Paid(object? amount, object? number) => Of([amount, number]);

    public string PaidAndOnTop(object? amount, object? number, object? extras) => Of([amount, number, extras]);

    public string AskedForWork(object? name, object? service) => Of([name, service]);

    public string PaymentReversed(object? amount, object? number) => Of([amount, number]);

    public string Refunded(object? amount, object? number) => Of([amount, number]);

    public string RefundArrived(object? amount, object? number) => Of([amount, number]);

    public string Credited(object? amount, object? number) => Of([amount, number]);

    public string CreditReversed(object? amount, object? number) => Of([amount, number]);
}
