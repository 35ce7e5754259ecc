using Altitude.Domain;
using Altitude.Domain.Estimates;

namespace Altitude.Web.Features.Estimates;

/// <summary>One line that differs between two versions.</summary>
/// <param name="Before">Null: the line is new.</param>
/// <param name="After">Null: the line is gone.</param>
public sealed record LineChange(string Description, Money? Before, Money? After);

/// <summary>What a new version changed, as the customer is told.</summary>
/// <param name="Difference">Of the totals without options.</param>
public sealed record EstimateChanges(IReadOnlyList<LineChange> Lines, Money Difference)
{
    public static EstimateChanges Between(EstimateContent before, EstimateContent after)
    {
        List<LineChange> changes = [];
        var earlier = before.Lines.ToDictionary(l => l.Key);
        foreach (var line in after.Lines)
        {
            var amount = line.Amount(after.Currency);
            if (!earlier.Remove(line.Key, out var old))
            {
                changes.Add(new LineChange(line.Description, null, amount));
            }
            else if (old.Amount(before.Currency) is var was && was != amount)
            {
                changes.Add(new LineChange(line.Description, was, amount));
            }
        }

        changes.AddRange(
            before.Lines.Where(l => earlier.ContainsKey(l.Key)).Select(l => new LineChange(l.Description, l.Amount(before.Currency), null))
        );
        return new EstimateChanges(changes, after.TotalsWithoutOptions.Total - before.TotalsWithoutOptions.Total);
    }
}
