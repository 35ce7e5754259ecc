using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Appointments;

/// <summary>A customer's visits.</summary>
public sealed class AppointmentTexts(CultureInfo culture) : Texts(culture)
{
    public string Ahead => Of();
    public string Appointments => Of();
    public string Arrival => Of();

    public string Between(object? time, object? time2) => Of([time, time2]);

    public string Earlier => Of();
    public string Job => Of();

    public string NoneArePlanned(object? company) => Of([company]);

    public string When => Of();
    public string Where => Of();
    public string With => Of();
    public string AddToCalendar => Of();
    public string AnotherTime => Of();

    public string AskedFor(object? times) => Of([times]);

    public string AskedInWords => Of();

    public string CancelledBecause(object? reason) => Of([reason]);

    public string ChooseATime => Of();
    public string ConfirmAppointment => Of();

    public string ConfirmedSince(object? technician) => Of([technician]);

    public string DoesItSuit => Of();
    public string EarlierTime => Of();
    public string ErrorMark => Of();
    public string ForTheTechnician => Of();
    public string InvoicesOnly => Of();
    public string InWords => Of();

    public string KeepsUntilAnswered(object? company) => Of([company]);

    public string NoFreeTimes => Of();

    public string OnTheWayNow(object? technician) => Of([technician]);

    public string Optional => Of();
    public string OrWrite => Of();
    public string OurTechnician => Of();
    public string RequestAnotherTime => Of();
    public string SeeTheAppointment => Of();
    public string ShowOnMap => Of();

    public string TitleOf(object? title, object? company) => Of([title, company]);

    public string TimesAre(object? company) => Of([company]);

    public string UntilAbout(object? when, object? time) => Of([when, time]);

    public string VisitCancelled => Of();
    public string VisitDone => Of();

    public string VisitMissed(object? company) => Of([company]);

    public string WithPeople(object? first, object? others) => Of([first, others]);

    public string MailHello(object? name) => Of([name]);

    public string MailBookedSubject(object? when, object? title) => Of([when, title]);

    public string MailBooked(object? company) => Of([company]);

    public string MailRestoredSubject(object? when, object? title) => Of([when, title]);

    public string MailRestored(object? company) => Of([company]);

    public string MailMovedSubject(object? when) => Of([when]);

    public string MailMoved(object? company) => Of([company]);

    public string MailAcceptedSubject(object? when) => Of([when]);

    public string MailAccepted(object? company) => Of([company]);

    public string MailDeclinedSubject(object? when) => Of([when]);

    public string MailDeclined(object? company) => Of([company]);

    public string MailCancelledSubject(object? when) => Of([when]);

    public string MailCancelled(object? company) => Of([company]);

    public string MailReminderTodaySubject(object? title, object? time) => Of([title, time]);

    public string MailReminderDaySubject(object? when, object? title) => Of([when, title]);

    public string MailReminderSubject(object? title, object? time) => Of([title, time]);

    public string MailReminder(object? company) => Of([company]);

    public string MailOnMyWaySubject(object? technician) => Of([technician]);

    public string MailOnMyWay(object? technician, object? company) => Of([technician, company]);

    public string MailFurther(int count) => Count(count);

    public string MailWas => Of();
    public string MailNow => Of();
    public string MailWhat => Of();

    public string MailLinkIsYours(object? until) => Of([until]);
}
