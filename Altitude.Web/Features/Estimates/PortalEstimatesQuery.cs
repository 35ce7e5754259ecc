using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Web.Components;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>An estimate in a customer's list.</summary>
/// <param name="Total">With the options that were taken.</param>
/// <param name="ExpiresAt">UTC, exclusive.</param>
public sealed record PortalEstimateRow(
    string Number,
    string Title,
    EstimateState State,
    ListedTotal Total,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? AnsweredAt
);

/// <summary>A customer's list of estimates, newest first.</summary>
/// <param name="Now">UTC; when it was read.</param>
public sealed record PortalEstimates(IReadOnlyList<PortalEstimateRow> Rows, DateTimeOffset Now);

/// <summary>Reads a customer's estimates that were sent.</summary>
public sealed class PortalEstimatesQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 100;

    /// <returns>Null: estimates are not this contact's to see.</returns>
    public async Task<PortalEstimates?> RunAsync(PortalReader reader, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        if (!reader.MaySeeEstimates())
        {
            return null;
        }

        var rows = await (
            from e in db.Estimates
            where e.CustomerId == reader.CustomerId && e.SentVersion != null
            orderby e.CreatedAt descending, e.Number descending
            join v in db.EstimateVersions on new { e.Id, Version = e.SentVersion } equals new { Id = v.EstimateId, Version = (int?)v.Number }
            from c in db.Consents.Where(c => c.EstimateId == e.Id && c.Version == v.Number && c.Round == e.Round).DefaultIfEmpty() // One at most.
            select new
            {
                e.Number,
                e.State,
                e.AnsweredAt,
                v.Content,
                v.ExpiresAt,
                Consent = c == null ? null : new { c.Ticked, c.Package },
            }
        )
            .Take(Most)
            .ToListAsync(cancellationToken);
        return new PortalEstimates(
            [
                .. rows.Select(r => new PortalEstimateRow(
                    r.Number,
                    r.Content.Title,
                    Estimate.StateAt(r.State, r.ExpiresAt, db.Now),
                    ListedTotal.Of(r.Content, r.Consent is { } c ? r.Content.Totals(c.Ticked.ToHashSet(), c.Package).Total : null),
                    r.ExpiresAt!.Value, // It was sent.
                    r.AnsweredAt
                )),
            ],
            db.Now
        );
    }
}
