using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Jobs;

/// <summary>A customer's page of one job.</summary>
public sealed class JobTexts(CultureInfo culture) : Texts(culture)
{
    public string Messages => Of();
    public string Activity => Of();

    public string AnsweredBy(object? amount, object? answeredBy, object? day) => Of([amount, answeredBy, day]);

    public string Appointment => Of();

    public string ApproveBy(object? amount, object? until) => Of([amount, until]);

    public string ApproveOrDecline => Of();

    public string DepositDue(object? number, object? amount, object? amount2) => Of([number, amount, amount2]);

    public string DueOn(object? number, object? amount, object? day) => Of([number, amount, day]);

    public string Estimate => Of();
    public string Home => Of();
    public string Invoice => Of();
    public string NothingYet => Of();
    public string SeeDetails => Of();
    public string SeeEstimate => Of();
    public string SeeInvoice => Of();

    public string VisitWith(object? title, object? when, object? technician) => Of([title, when, technician]);

    public string WasValidUntil(object? amount, object? until) => Of([amount, until]);

    public string PhotosAndFiles => Of();
    public string ConfirmAppointment => Of();
    public string SeeTheAppointment => Of();
}
