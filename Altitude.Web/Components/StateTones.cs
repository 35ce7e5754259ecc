using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;

namespace Altitude.Web.Components;

/// <summary>The tone of a state's chip; the word always stands beside it, so that colour alone says nothing.</summary>
public static class StateTones
{
    public const string Act = "act";
    public const string Waiting = "waiting";
    public const string Good = "good";
    public const string Bad = "bad";
    public const string Neutral = "";

    public static string Of(EstimateState state) =>
        state switch
        {
            EstimateState.Sent => Act,
            EstimateState.Approved => Good,
            EstimateState.Declined => Bad,
            _ => Neutral,
        };

    public static string Of(InvoiceStatus status) =>
        status switch
        {
            InvoiceStatus.Open => Act,
            InvoiceStatus.PartiallyPaid or InvoiceStatus.PartiallyRefunded or InvoiceStatus.Refunded => Waiting,
            InvoiceStatus.Paid => Good,
            InvoiceStatus.Overdue => Bad,
            _ => Neutral,
        };

    public static string Of(AppointmentState state) =>
        state switch
        {
            AppointmentState.Requested or AppointmentState.Scheduled => Act,
            AppointmentState.Confirmed or AppointmentState.OnMyWay => Good,
            AppointmentState.NoShow => Bad,
            _ => Neutral,
        };

    public static string Of(JobStage stage) =>
        stage switch
        {
            JobStage.Lead => Neutral,
            JobStage.Approved or JobStage.Paid => Good,
            _ => Act,
        };
}
