using Altitude.Domain.Estimates;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>A customer's list of estimates.</summary>
public sealed partial class PortalEstimatesPage
{
    [Inject]
    public required PortalEstimatesQuery Query { get; init; }

    private PortalEstimates View { get; set; } = null!; // Drawn only where it was found.

    protected override async Task LoadAsync()
    {
        if (await Query.RunAsync(Visitor, Aborted) is { } found)
        {
            View = found;
            return;
        }

        NotThere();
    }

    private string DetailOf(PortalEstimateRow estimate)
    {
        var amount = $"{estimate.Number}, {Company.Words.Money(estimate.Total)}";
        return estimate.State switch
        {
            EstimateState.Sent => $"{amount}, approve by {Company.Words.Expiry(estimate.ExpiresAt, View.Now)}",
            EstimateState.Expired => $"{amount}, was valid until {Company.Words.Expiry(estimate.ExpiresAt, View.Now)}",
            _ when estimate.AnsweredAt is { } at => $"{amount}, {Company.Words.Day(at, View.Now)}",
            _ => amount,
        };
    }

    private static string ActOf(PortalEstimateRow estimate) => estimate.State == EstimateState.Sent ? "Approve or decline" : "See estimate";
}
