using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>Staff begin an estimate for a job; it is theirs alone until it is sent.</summary>
public sealed class DraftEstimate(WorkspaceDbFactory workspaces)
{
    private const long FirstEstimate = 1001;
    private const int DaysValid = 14;

    /// <returns>The estimate's number.</returns>
    /// <exception cref="RuleViolation">Their role does not allow it, or there is no such job on the board.</exception>
    public Task<string> RunAsync(Staff staff, string jobNumber, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "make estimates");
                var job =
                    await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Number == jobNumber, cancellationToken)
                    ?? throw new RuleViolation(JobRules.Missing, "There is no such job.");
                RuleViolation.Unless(job.End is null, JobRules.Ended, $"{job.Number} has left the board.");
                await db.LockAsync(job.Id, cancellationToken);
                var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
                var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(db.Now, company.Zone).DateTime);
                var content = new EstimateContent(
                    job.Title,
                    company.Currency,
                    [],
                    Discount.None,
                    company.TaxRates.Count > 0 ? company.TaxRates[0] : null,
                    DepositTerms.None,
                    today.AddDays(DaysValid),
                    Terms: "",
                    Notes: ""
                );

                var number = await db.NextNumberAsync("EST", FirstEstimate, cancellationToken);
                var estimate = Estimate.Begin(Id<Estimate>.New(), job, $"EST-{number}", content, db.Now);
                db.Estimates.Add(estimate);
                return estimate.Number;
            },
            cancellationToken
        );
}

/// <summary>Finds and locks an estimate that staff act on: the job's row first, then its own, then everything below is read.</summary>
internal static class StaffEstimate
{
    /// <exception cref="RuleViolation"><see cref="EstimateRules.Missing"/>, or <see cref="EstimateRules.Stale"/>: it is not what they looked at.</exception>
    /// <param name="revision">What they looked at; null: whatever it is now.</param>
    public static async Task<(Estimate Estimate, Job Job)> LockAsync(
        WorkspaceDb db,
        string number,
        int? revision,
        CancellationToken cancellationToken
    )
    {
        var place =
            await db
                .Estimates.AsNoTracking()
                .Where(e => e.Number == number)
                .Select(e => new { e.Id, e.JobId })
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw new RuleViolation(EstimateRules.Missing, "There is no such estimate.");
        await db.LockAsync(place.JobId, cancellationToken);
        await db.LockAsync(place.Id, cancellationToken);
        var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Id == place.Id, cancellationToken);
        RuleViolation.Unless(
            revision is null || estimate.Revision == revision,
            EstimateRules.Stale,
            $"{number} was changed by somebody else while you were working on it. What you typed is still here."
        );
        var job = await db.Jobs.SingleAsync(j => j.Id == place.JobId, cancellationToken);
        return (estimate, job);
    }
}
