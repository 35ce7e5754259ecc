using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;

namespace Altitude.Web.Components;

/// <summary>States as people read them; the same words in portal, office and mail.</summary>
public static class StateNames
{
    public static string Of(JobStage stage) => stage == JobStage.EstimateSent ? "Estimate sent" : stage.ToString();

    public static string Of(EstimateState state) => state.ToString();

    public static string Of(InvoiceStatus status) => status == InvoiceStatus.PartiallyPaid ? "Partially paid" : status.ToString();

    public static string Of(AppointmentState state) =>
        state switch
        {
            AppointmentState.OnMyWay => "On my way",
            AppointmentState.NoShow => "No-show",
            _ => state.ToString(),
        };
}
