using Altitude.Domain.Estimates;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>How a state's chip looks; the words come first.</summary>
internal static class EstimateTones
{
    public static string Of(EstimateState state) =>
        state switch
        {
            EstimateState.Sent => "act",
            EstimateState.Approved => "good",
            EstimateState.Declined => "bad",
            _ => "",
        };
}
