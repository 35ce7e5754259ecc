using System.Globalization;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;

namespace Altitude.Domain.Estimates;

/// <summary>The customer is reminded of an estimate that waits for them; the mails follow from this line.</summary>
public sealed record EstimateReminded : DomainEvent
{
    /// <summary>Nobody has answered for some days.</summary>
    public const string Unanswered = "estimate.unanswered";

    /// <summary>It ends soon.</summary>
    public const string Expiring = "estimate.expiring";

    public EstimateReminded(string kind, Id<Estimate> estimate, string number, int version, Id<Customer> customer, Id<Job> job)
        : base(kind, estimate.Value) => (Number, Version, Customer, Job) = (number, version, customer.Value, job.Value);

    public string Number { get; }
    public int Version { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string> { ["number"] = Number, ["version"] = Version.ToString(CultureInfo.InvariantCulture) };
}
