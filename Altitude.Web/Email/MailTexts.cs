using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Email;

/// <summary>What customers read in mails that no other area words: reminders, and confirmations of what they did.</summary>
public sealed class MailTexts(CultureInfo culture) : Texts(culture)
{
    public string SeeTheEstimate => Of();
    public string SeeTheInvoice => Of();
    public string SeeTheAppointment => Of();
    public string SeeTheJob => Of();
    public string Estimate => Of();
    public string What => Of();
    public string When => Of();
    public string Total => Of();
    public string ApproveBy => Of();
    public string StillDue => Of();
    public string DueDay => Of();
    public string Invoice => Of();

    public string Hello(object? name) => Of([name]);

    public string LinkIsYours(object? until) => Of([until]);

    public string DeclinedSubject(object? number) => Of([number]);

    public string Declined(object? company, object? number, object? title) => Of([company, number, title]);

    public string UnansweredSubject(object? number, object? title) => Of([number, title]);

    public string Unanswered(object? company, object? title) => Of([company, title]);

    public string ExpiringSubject(object? number, object? title) => Of([number, title]);

    public string Expiring(object? company, object? title, object? until) => Of([company, title, until]);

    public string ExpiredSubject(object? number, object? title) => Of([number, title]);

    public string Expired(object? company, object? title) => Of([company, title]);

    public string ConfirmedSubject(object? when) => Of([when]);

    public string Confirmed(object? company) => Of([company]);

    public string DoneSubject(object? title) => Of([title]);

    public string Done(object? company) => Of([company]);

    public string DueSoonSubject(object? number, object? day, object? amount) => Of([number, day, amount]);

    public string DueSoon(object? company, object? title, object? day) => Of([company, title, day]);

    public string OverdueSubject(object? number, object? amount) => Of([number, amount]);

    public string Overdue(object? company, object? title, object? day) => Of([company, title, day]);
}
