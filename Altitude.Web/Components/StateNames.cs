using System.Globalization;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;

namespace Altitude.Web.Components;

/// <summary>States as people read them; the same words in portal, office and mail. Without a culture they are the office's English.</summary>
public static class StateNames
{
    public static string Of(JobStage stage, CultureInfo? culture = null)
    {
        var texts = TextsIn(culture);
        return stage switch
        {
            JobStage.Lead => texts.Lead,
            JobStage.Scheduled => texts.StageScheduled,
            JobStage.EstimateSent => texts.EstimateSent,
            JobStage.Approved => texts.StageApproved,
            JobStage.Invoiced => texts.Invoiced,
            JobStage.Paid => texts.StagePaid,
            _ => stage.ToString(),
        };
    }

    public static string Of(EstimateState state, CultureInfo? culture = null)
    {
        var texts = TextsIn(culture);
        return state switch
        {
            EstimateState.Draft => texts.Draft,
            EstimateState.Sent => texts.Sent,
            EstimateState.Approved => texts.Approved,
            EstimateState.Declined => texts.Declined,
            EstimateState.Expired => texts.Expired,
            EstimateState.Superseded => texts.Superseded,
            EstimateState.Withdrawn => texts.Withdrawn,
            _ => state.ToString(),
        };
    }

    public static string Of(InvoiceStatus status, CultureInfo? culture = null)
    {
        var texts = TextsIn(culture);
        return status switch
        {
            InvoiceStatus.Draft => texts.Draft,
            InvoiceStatus.Open => texts.InvoiceOpen,
            InvoiceStatus.PartiallyPaid => texts.PartiallyPaid,
            InvoiceStatus.Paid => texts.InvoicePaid,
            InvoiceStatus.Overdue => texts.Overdue,
            InvoiceStatus.Void => texts.InvoiceVoid,
            InvoiceStatus.PartiallyRefunded => texts.PartiallyRefunded,
            InvoiceStatus.Refunded => texts.Refunded,
            _ => status.ToString(),
        };
    }

    public static string Of(AppointmentState state, CultureInfo? culture = null)
    {
        var texts = TextsIn(culture);
        return state switch
        {
            AppointmentState.Requested => texts.Requested,
            AppointmentState.Scheduled => texts.VisitScheduled,
            AppointmentState.Confirmed => texts.Confirmed,
            AppointmentState.OnMyWay => texts.OnMyWay,
            AppointmentState.Done => texts.Done,
            AppointmentState.Cancelled => texts.Cancelled,
            AppointmentState.NoShow => texts.NoShow,
            _ => state.ToString(),
        };
    }

    private static CommonTexts TextsIn(CultureInfo? culture) => new(culture ?? Texts.Usual);
}
