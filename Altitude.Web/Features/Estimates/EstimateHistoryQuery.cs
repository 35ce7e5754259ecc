using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>A version that was sent, as it stands in an estimate's history.</summary>
/// <param name="SentAt">UTC.</param>
/// <param name="ExpiresAt">UTC, exclusive.</param>
public sealed record VersionOfHistory(
    int Number,
    EstimateState State,
    EstimateContent Content,
    DateTimeOffset SentAt,
    DateTimeOffset ExpiresAt,
    string Hash
)
{
    public Money Total => Content.TotalsWithoutOptions.Total;
}

/// <summary>All that was ever sent of an estimate, newest first.</summary>
/// <param name="Now">UTC; when it was read.</param>
public sealed record EstimateHistory(
    WorkspaceView Company,
    Id<Estimate> Id,
    string Number,
    string Customer,
    IReadOnlyList<VersionOfHistory> Versions,
    DateTimeOffset Now
);

/// <summary>Reads the versions of an estimate that its customer had.</summary>
public sealed class EstimateHistoryQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 100;

    /// <returns>Null: there is no such estimate.</returns>
    public async Task<EstimateHistory?> RunAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var found = await (
            from e in db.Estimates
            join c in db.Customers on e.CustomerId equals c.Id
            where e.Number == number
            select new
            {
                e.Id,
                e.Number,
                e.State,
                e.SentVersion,
                Customer = c.Name,
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var versions = await db
            .EstimateVersions.Where(v => v.EstimateId == found.Id && v.SentAt != null)
            .OrderByDescending(v => v.Number)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return new EstimateHistory(
            await WorkspaceViews.ReadAsync(db, cancellationToken),
            found.Id,
            found.Number,
            found.Customer,
            [
                .. versions.Select(v => new VersionOfHistory(
                    v.Number,
                    v.Number == found.SentVersion ? Estimate.StateAt(found.State, v.ExpiresAt, db.Now) : EstimateState.Superseded,
                    v.Content,
                    v.SentAt!.Value, // Asked for above.
                    v.ExpiresAt!.Value, // Set together with it.
                    v.DocumentHash.Hex
                )),
            ],
            db.Now
        );
    }
}
