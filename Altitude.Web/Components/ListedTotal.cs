using Altitude.Domain;
using Altitude.Domain.Estimates;

namespace Altitude.Web.Components;

/// <summary>What a list says an estimate comes to: while a package is still to be chosen, the least of them.</summary>
/// <param name="IsLeast">Said as "from".</param>
public readonly record struct ListedTotal(Money Amount, bool IsLeast)
{
    /// <param name="approved">What was agreed to; null: nothing yet.</param>
    public static ListedTotal Of(EstimateContent content, Money? approved) =>
        approved is { } agreed ? new(agreed, IsLeast: false) : new(content.LowestTotal, content.Packages.Count > 1);
}
