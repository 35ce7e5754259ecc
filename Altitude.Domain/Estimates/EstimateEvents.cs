using System.Globalization;

namespace Altitude.Domain.Estimates;

/// <summary>An estimate was drafted, sent, extended, or found expired.</summary>
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

/// <summary>What was sent is offered until a later day.</summary>
public sealed record EstimateExtended : EstimateChanged
{
    public EstimateExtended(Estimate estimate, DateOnly through)
        : base("estimate.extended", estimate) => Through = through;

    /// <summary>The last local day.</summary>
    public DateOnly Through { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>(base.Details) { ["through"] = Through.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
}

/// <summary>Customer or staff wrote something about an estimate.</summary>
public sealed record EstimateRemarked : EstimateChanged
{
    public EstimateRemarked(string kind, Estimate estimate, Id<EstimateRemark> remark, string by, string text)
        : base(kind, estimate) => (Remark, By, Text) = (remark, by, text);

    public Id<EstimateRemark> Remark { get; }
    public string By { get; }

    /// <summary>Its beginning; may be empty.</summary>
    public string Text { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>(base.Details)
        {
            ["remark"] = Remark.ToString(),
            ["by"] = By,
            ["text"] = Text,
        };
}

/// <summary>A contact of the customer had a version before them for the first time. The office's to know; no other page of the customer changes.</summary>
public sealed record EstimateViewed(Id<Estimate> Estimate, string Number, int Version, string By) : DomainEvent("estimate.viewed", Estimate.Value)
{
    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["number"] = Number,
            ["version"] = Version.ToString(CultureInfo.InvariantCulture),
            ["by"] = By,
        };
}

/// <summary>An estimate was approved, declined or withdrawn, or such an answer was taken back.</summary>
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

    /// <summary>Which package was chosen; empty: there was none to choose.</summary>
    public string Package { get; init; } = "";

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

            if (Package.Length > 0)
            {
                details["package"] = Package;
            }

            return details;
        }
    }
}
