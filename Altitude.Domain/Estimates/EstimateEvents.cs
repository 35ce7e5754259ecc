using System.Globalization;

namespace Altitude.Domain.Estimates;

/// <summary>An estimate was drafted, sent, or found expired.</summary>
public record EstimateChanged : DomainEvent
{
    public EstimateChanged(string kind, Estimate estimate)
        : base(kind, estimate.Id.Value)
    {
        (Number, Version, Customer, Job) = (estimate.Number, estimate.SentVersion ?? 0, estimate.CustomerId.Value, estimate.JobId.Value);
        Total = estimate.Sent?.Content.TotalsWithoutOptions.Total;
        Evidence = estimate.Sent?.DocumentHash.Hex;
    }

    public string Number { get; }
    public int Version { get; }

    /// <summary>Null: not sent yet.</summary>
    public Money? Total { get; init; }

    public override IReadOnlyDictionary<string, string> Details
    {
        get
        {
            var details = new Dictionary<string, string> { ["number"] = Number, ["version"] = Version.ToString(CultureInfo.InvariantCulture) };
            if (Total is { } total)
            {
                details["amount"] = total.MinorUnits.ToString(CultureInfo.InvariantCulture);
                details["currency"] = total.Currency.Code;
            }

            return details;
        }
    }
}

/// <summary>An estimate was approved, declined or withdrawn.</summary>
public sealed record EstimateAnswered : EstimateChanged
{
    public EstimateAnswered(string kind, Estimate estimate, string by, Money total, string reason)
        : base(kind, estimate) => (By, Total, Reason) = (by, total, reason);

    public string By { get; }
    public string Reason { get; }

    /// <summary>The evidence; null unless approved.</summary>
    public Id<Consent>? Consent { get; init; }

    /// <summary>Who of the company wrote the approval down; empty: the customer answered themselves.</summary>
    public string RecordedBy { get; init; } = "";

    /// <summary>"by phone"; empty: as above.</summary>
    public string How { get; init; } = "";

    public override IReadOnlyDictionary<string, string> Details
    {
        get
        {
            var details = new Dictionary<string, string>(base.Details) { ["by"] = By };
            if (Reason.Length > 0)
            {
                details["reason"] = Reason;
            }

            if (Consent is { } consent)
            {
                details["consent"] = consent.ToString();
            }

            if (RecordedBy.Length > 0)
            {
                (details["recordedBy"], details["how"]) = (RecordedBy, How);
            }

            return details;
        }
    }
}
