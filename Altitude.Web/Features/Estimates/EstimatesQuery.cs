using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>One row of the office's list of estimates.</summary>
public sealed record EstimateRow(
    Id<Estimate> Id,
    string Number,
    string Customer,
    string Title,
    EstimateState State,
    DateTimeOffset When,
    DateTimeOffset? ExpiresAt,
    ListedTotal Total
);

/// <summary>The office's list of estimates, newest first.</summary>
public sealed record EstimatesView(WorkspaceView Company, IReadOnlyList<EstimateRow> Rows, bool HasMore, DateTimeOffset Now);

/// <summary>A job that an estimate can be made for.</summary>
/// <param name="Draft">Number of the estimate that is being written for it already; null: none.</param>
public sealed record JobToPrice(string Number, string Title, string Customer, string? Draft);

/// <summary>Reads the office's list of estimates.</summary>
public sealed class EstimatesQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 200;

    /// <param name="state">Null: every state. Expired ones are those that were sent and whose last day is over.</param>
    public async Task<EstimatesView> RunAsync(Staff staff, EstimateState? state, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);

        // These first, and all that belongs to them after it: a statement that joined first would read every estimate of the company.
        var newest = Of(db, state).OrderByDescending(e => e.CreatedAt).Take(Most + 1);
        var rows = await (
            from e in newest
            join v in db.EstimateVersions
                on new { e.Id, Number = e.SentVersion ?? e.DraftVersion } equals new { Id = v.EstimateId, Number = (int?)v.Number }
            join c in db.Customers on e.CustomerId equals c.Id
            orderby e.CreatedAt descending
            select new
            {
                e.Id,
                e.Number,
                e.State,
                e.CreatedAt,
                e.AnsweredAt,
                Customer = c.Name,
                v.SentAt,
                v.ExpiresAt,
                v.Content,
                Approved = db
                    .Consents.Where(k => k.EstimateId == e.Id && k.Version == e.SentVersion && k.Round == e.Round)
                    .Select(k => (long?)k.Total.MinorUnits)
                    .FirstOrDefault(),
            }
        ).ToListAsync(cancellationToken);
        return new EstimatesView(
            company,
            [
                .. rows.Take(Most)
                    .Select(r => new EstimateRow(
                        r.Id,
                        r.Number,
                        r.Customer,
                        r.Content.Title,
                        Estimate.StateAt(r.State, r.ExpiresAt, db.Now),
                        r.AnsweredAt ?? r.SentAt ?? r.CreatedAt,
                        r.ExpiresAt,
                        ListedTotal.Of(r.Content, r.Approved is { } approved ? new Money(approved, r.Content.Currency) : null)
                    )),
            ],
            rows.Count > Most,
            db.Now
        );
    }

    /// <summary>Whether a sent one is open is asked of its version, one by one; the note of its end, which follows within moments, narrows down whom to ask.</summary>
    private static IQueryable<Estimate> Of(WorkspaceDb db, EstimateState? state) =>
        state switch
        {
            null => db.Estimates,
            EstimateState.Sent => db.Estimates.Where(e =>
                e.State == EstimateState.Sent
                && e.ExpiryNotedAt == null
                && db.EstimateVersions.Where(v => v.EstimateId == e.Id && v.Number == e.SentVersion).Select(v => v.ExpiresAt).FirstOrDefault()
                    > db.Now
            ),
            EstimateState.Expired => db.Estimates.Where(e =>
                e.State == EstimateState.Sent
                && db.EstimateVersions.Where(v => v.EstimateId == e.Id && v.Number == e.SentVersion).Select(v => v.ExpiresAt).FirstOrDefault()
                    <= db.Now
            ),
            _ => db.Estimates.Where(e => e.State == state),
        };

    /// <returns>Null: there is no such job on the board.</returns>
    public async Task<JobToPrice?> FindJobAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await (
            from j in db.Jobs
            join c in db.Customers on j.CustomerId equals c.Id
            where j.Number == number && j.End == null
            select new JobToPrice(
                j.Number,
                j.Title,
                c.Name,
                db.Estimates.Where(e => e.JobId == j.Id && e.DraftVersion != null)
                    .OrderByDescending(e => e.CreatedAt)
                    .Select(e => e.Number)
                    .FirstOrDefault()
            )
        ).SingleOrDefaultAsync(cancellationToken);
    }
}
