using System.Globalization;

namespace Altitude.Web.Components;

/// <summary>What every page of the portal and every mail may say: the frame, signing in, states, times.</summary>
public sealed class CommonTexts(CultureInfo culture) : Texts(culture)
{
    public string Activity => Of();
    public string AsTheDevice => Of();
    public string Dark => Of();
    public string Light => Of();
    public string LightOrDark => Of();
    public string LightOrDarkHint => Of();
    public string SectionClosed => Of();

    public string SectionClosedBy(object? company) => Of([company]);

    public string Terms => Of();
    public string Privacy => Of();

    public string AddressHint(object? company) => Of([company]);

    public string Appointments => Of();

    public string ApproveOrDeclineThis(object? shown) => Of([shown]);

    public string Approved => Of();
    public string Cancelled => Of();
    public string ClientPortal => Of();
    public string Confirmed => Of();
    public string CopyItNow => Of();

    public string DaysAgo(int count) => Count(count);

    public string Declined => Of();
    public string Done => Of();
    public string Draft => Of();
    public string Email => Of();
    public string ErrorMark => Of();
    public string EstimateSent => Of();
    public string Estimates => Of();

    public string From(object? least) => Of([least]);

    public string Expired => Of();
    public string GoToYourPortal => Of();
    public string Home => Of();

    public string Hours(int count) => Count(count);

    public string HoursAgo(int count) => Count(count);

    public string DepositFor(object? what) => Of([what]);

    public string DepositIsDue(object? number) => Of([number]);

    public string InvoiceForDueBy(object? what, object? day) => Of([what, day]);

    public string InvoiceIsDue(object? number) => Of([number]);

    public string InvoiceIsOverdue(object? number) => Of([number]);

    public string InvoiceWasDue(object? what, object? day) => Of([what, day]);

    public string InvoiceOpen => Of();
    public string InvoicePaid => Of();
    public string InvoiceVoid => Of();
    public string Invoiced => Of();
    public string Invoices => Of();
    public string JustNow => Of();
    public string Lead => Of();

    public string LinkIsOnItsWay(object? company) => Of([company]);

    public string LookInYourMail => Of();
    public string MayHaveMoved => Of();
    public string Menu => Of();
    public string Messages => Of();

    public string Minutes(int count) => Count(count);

    public string MinutesAgo(int count) => Count(count);

    public string NeedsYouNow => Of();
    public string NoPassword => Of();
    public string NoShow => Of();
    public string NotSent => Of();
    public string NothingHere => Of();
    public string NothingYet => Of();
    public string Offline => Of();
    public string OnMyWay => Of();

    public string OrCallUs(object? shown) => Of([shown]);

    public string Overdue => Of();
    public string PartiallyPaid => Of();
    public string PartiallyRefunded => Of();
    public string Refunded => Of();
    public string Portal => Of();
    public string PortalIsClosed => Of();

    public string PortalIsOff(object? company) => Of([company]);

    public string CompanyIsClosed(object? company) => Of([company]);

    public string CompanyHasClosed => Of();
    public string PoweredBy => Of();
    public string Requested => Of();
    public string ResponsibleForThisJob => Of();
    public string ReviewEstimate => Of();
    public string SeeInvoice => Of();
    public string SendMeANewLink => Of();
    public string Sent => Of();
    public string SignIn => Of();
    public string SignOut => Of();
    public string SkipToContent => Of();
    public string StageApproved => Of();
    public string StagePaid => Of();
    public string StageScheduled => Of();
    public string Superseded => Of();
    public string ThereIsAProblem => Of();

    public string Until(object? when) => Of([when]);

    public string UseAnotherAddress => Of();
    public string VisitScheduled => Of();

    public string WhatToApproveBy(object? what, object? until) => Of([what, until]);

    public string WhatYouTyped => Of();
    public string WhereYouAreSignedIn => Of();
    public string Withdrawn => Of();
    public string WriteAMail => Of();
    public string Yesterday => Of();
    public string YourCompany => Of();
    public string YourDetails => Of();
    public string ConfirmAppointment => Of();
    public string ConfirmYourAppointment => Of();

    public string VisitOn(object? title, object? when) => Of([title, when]);
}
