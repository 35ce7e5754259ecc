using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
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
    Money Total
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
        var stored = state is EstimateState.Expired ? EstimateState.Sent : state;
        var rows = await (
            from e in db.Estimates
            where stored == null || e.State == stored
            join v in db.EstimateVersions
                on new { e.Id, Number = e.SentVersion ?? e.DraftVersion } equals new { Id = v.EstimateId, Number = (int?)v.Number }
            join c in db.Customers on e.CustomerId equals c.Id
            where
                state == null
                || (state == EstimateState.Sent && v.ExpiresAt > db.Now)
                || (state == EstimateState.Expired && v.ExpiresAt <= db.Now)
                || (state != EstimateState.Sent && state != EstimateState.Expired)
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
        )
            .Take(Most + 1)
            .ToListAsync(cancellationToken);
        return new EstimatesView(
            company,
            [
                .. rows.Take(Most)
                    .Select(r => new EstimateRow(
                        r.Id,
                        r.Number,
                        r.Customer,
                        r.Content.Title,
                        r.State == EstimateState.Sent && r.ExpiresAt <= db.Now ? EstimateState.Expired : r.State,
                        r.AnsweredAt ?? r.SentAt ?? r.CreatedAt,
                        r.ExpiresAt,
                        r.Approved is { } approved ? new Money(approved, r.Content.Currency) : r.Content.TotalsWithoutOptions.Total
                    )),
            ],
            rows.Count > Most,
            db.Now
        );
    }

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
