using Altitude.Domain.Estimates;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>A customer's list of estimates.</summary>
public sealed partial class PortalEstimatesPage
{
    [Inject]
    public required PortalEstimatesQuery Query { get; init; }

    private EstimateTexts Texts => new(Company.Culture);

    private PortalEstimates View { get; set; } = null!; // Drawn only where it was found.

    protected override async Task LoadAsync()
    {
        if (await Query.RunAsync(Reader, Aborted) is { } found)
        {
            View = found;
            return;
        }

        NotThere();
    }

    private string DetailOf(PortalEstimateRow estimate)
    {
        var amount = $"{estimate.Number}, {Company.Words.Total(estimate.Total)}";
        return estimate.State switch
        {
            EstimateState.Sent => Texts.RowApproveBy(amount, Company.Words.Expiry(estimate.ExpiresAt, View.Now)),
            EstimateState.Expired => Texts.RowWasValid(amount, Company.Words.Expiry(estimate.ExpiresAt, View.Now)),
            _ when estimate.AnsweredAt is { } at => $"{amount}, {Company.Words.Day(at, View.Now)}",
            _ => amount,
        };
    }

    private string ActOf(PortalEstimateRow estimate) => estimate.State == EstimateState.Sent ? Texts.ApproveOrDecline : Texts.SeeEstimate;
}
