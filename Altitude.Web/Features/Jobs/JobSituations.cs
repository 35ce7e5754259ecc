using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>Reads of one job's records what decides on its next act. The board reads the same with its cards.</summary>
internal static class JobSituations
{
    private const int Most = 50;

    public static async Task<JobSituation> OfAsync(
        WorkspaceDb db,
        Id<Job> job,
        JobStage stage,
        JobEnd? end,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var estimates = await db
            .Estimates.Where(e => e.JobId == job)
            .OrderByDescending(e => e.CreatedAt)
            .Take(Most)
            .Select(e => new
            {
                e.Number,
                e.State,
                e.Wish,
                HasDraft = e.DraftVersion != null,
                e.AnsweredAt,
                ExpiresAt = db
                    .EstimateVersions.Where(v => v.EstimateId == e.Id && v.Number == e.SentVersion)
                    .Select(v => v.ExpiresAt)
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var states = estimates.Select(e => (e.Number, State: Estimate.StateAt(e.State, e.ExpiresAt, db.Now), e.Wish)).ToList();
        var visits = await db
            .Appointments.Where(a => a.JobId == job)
            .OrderByDescending(a => a.StartsAt)
            .Take(Most)
            .Select(a => new { a.State, a.EndsAt })
            .ToListAsync(cancellationToken);
        var approvedAt = estimates.Where(e => e.State == EstimateState.Approved).Max(e => e.AnsweredAt);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(db.Now, company.Zone).DateTime);
        var overdue =
            stage == JobStage.Invoiced
                ? await db
                    .Invoices.Where(i =>
                        i.JobId == job
                        && i.VoidedAt == null
                        && i.SentAt != null
                        && i.DueOn < today
                        && EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) < i.Total.MinorUnits
                    )
                    .OrderBy(i => i.DueOn)
                    .Select(i => i.Number)
                    .FirstOrDefaultAsync(cancellationToken)
                : null;
        return new JobSituation(
            stage,
            end,
            await db.Conversations.AnyAsync(c => c.JobId == job && c.WaitsSince != null, cancellationToken),
            IsAnotherTimeAsked: visits.Any(v => v.State == AppointmentState.Requested),
            estimates.FirstOrDefault(e => e.HasDraft)?.Number,
            states.Where(e => e.Wish is not null && e.State is (EstimateState.Sent or EstimateState.Expired)).Select(e => e.Number).FirstOrDefault(),
            states.Where(e => e.State == EstimateState.Sent).Select(e => e.Number).FirstOrDefault(),
            states.Any(e => e.State is EstimateState.Declined or EstimateState.Expired or EstimateState.Withdrawn),
            visits.Any(v => v.EndsAt > db.Now && v.State is (AppointmentState.Scheduled or AppointmentState.Confirmed or AppointmentState.OnMyWay)),
            visits.Any(v => v.State == AppointmentState.Done && (approvedAt is null || v.EndsAt > approvedAt)),
            overdue
        );
    }
}
