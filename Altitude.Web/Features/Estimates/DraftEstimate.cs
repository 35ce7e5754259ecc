using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>Staff begin an estimate for a job, empty or from a template; it is theirs alone until it is sent.</summary>
public sealed class DraftEstimate(WorkspaceDbFactory workspaces)
{
    /// <returns>The estimate's number.</returns>
    /// <exception cref="RuleViolation">Their role does not allow it, or there is no such job on the board.</exception>
    public Task<string> RunAsync(Staff staff, string jobNumber, RequestKey key, CancellationToken cancellationToken) =>
        RunAsync(staff, jobNumber, template: null, key, cancellationToken);

    /// <param name="template">What to begin from; null: nothing.</param>
    /// <inheritdoc cref="RunAsync(Staff, string, RequestKey, CancellationToken)"/>
    public Task<string> RunAsync(
        Staff staff,
        string jobNumber,
        Id<EstimateTemplate>? template,
        RequestKey key,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "make estimates");
                var job = await EstimateOfJob.LockAsync(db, jobNumber, cancellationToken);
                var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
                var content = template is { } id
                    ? await FromTemplateAsync(db, id, cancellationToken)
                    : new EstimateContent(
                        job.Title,
                        company.Currency,
                        [],
                        Discount.None,
                        company.TaxRates.Count > 0 ? company.TaxRates[0] : null,
                        DepositTerms.None,
                        DateOnly.MinValue, // Set below.
                        Terms: "",
                        Notes: ""
                    );
                return await EstimateOfJob.BeginAsync(db, job, content, company, cancellationToken);
            },
            cancellationToken
        );

    private static async Task<EstimateContent> FromTemplateAsync(WorkspaceDb db, Id<EstimateTemplate> id, CancellationToken cancellationToken) =>
        await db
            .EstimateTemplates.AsNoTracking()
            .Where(t => t.Id == id && t.RemovedAt == null)
            .Select(t => t.Content)
            .SingleOrDefaultAsync(cancellationToken)
        ?? throw new RuleViolation(TemplateRules.Missing, "This template was removed. Choose another, or begin with nothing.");
}

/// <summary>Begins an estimate for a job that is locked.</summary>
internal static class EstimateOfJob
{
    private const long FirstEstimate = 1001;
    private const int DaysValid = 14;

    /// <exception cref="RuleViolation"><see cref="JobRules.Missing"/>, or <see cref="JobRules.Ended"/>.</exception>
    public static async Task<Job> LockAsync(WorkspaceDb db, string number, CancellationToken cancellationToken)
    {
        var job =
            await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Number == number, cancellationToken)
            ?? throw new RuleViolation(JobRules.Missing, "There is no such job.");
        RuleViolation.Unless(job.End is null, JobRules.Ended, $"{job.Number} has left the board.");
        await db.LockAsync(job.Id, cancellationToken);
        return job;
    }

    /// <param name="content">What it offers; valid anew from today, taxed as the company taxes now.</param>
    /// <returns>The estimate's number.</returns>
    public static async Task<string> BeginAsync(
        WorkspaceDb db,
        Job job,
        EstimateContent content,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(db.Now, company.Zone).DateTime);
        var number = await db.NextNumberAsync("EST", FirstEstimate, cancellationToken);
        var fresh = content with
        {
            ValidThrough = today.AddDays(DaysValid),
            Tax = company.TaxRates.FirstOrDefault(t => t.Name == content.Tax?.Name) ?? content.Tax,
        };
        var estimate = Estimate.Begin(Id<Estimate>.New(), job, $"EST-{number}", fresh, db.Now);
        db.Estimates.Add(estimate);
        return estimate.Number;
    }
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
