using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Data;

/// <summary>What is true of jobs' records right now: the one place that turns rows into <see cref="JobFacts"/>.</summary>
public static class JobFactsQuery
{
    /// <summary>The facts of one job, read after its row was locked.</summary>
    public static async Task<JobFacts> OfAsync(WorkspaceDb db, Id<Job> job, CancellationToken cancellationToken)
    {
        await db.FlushAsync(cancellationToken); // The facts include what this act has just changed.
        return (await Facts(db, db.Jobs.Where(j => j.Id == job)).SingleAsync(cancellationToken)).Facts;
    }

    /// <summary>Moves a locked job to the furthest stage that is true now.</summary>
    public static async Task RestageAsync(WorkspaceDb db, Job job, CancellationToken cancellationToken) =>
        job.Restage(await OfAsync(db, job.Id, cancellationToken), db.Now);

    internal static Task<List<JobWithFacts>> PageAsync(WorkspaceDb db, Guid after, int take, CancellationToken cancellationToken)
    {
        var last = new Id<Job>(after);
        return Facts(db, db.Jobs.Where(j => j.Id > last).OrderBy(j => j.Id).Take(take)).ToListAsync(cancellationToken);
    }

    private static IQueryable<JobWithFacts> Facts(WorkspaceDb db, IQueryable<Job> jobs)
    {
        return jobs.OrderBy(j => j.Id)
            .Select(j => new JobWithFacts(
                j.Id,
                j.Number,
                j.Stage,
                new JobFacts(
                    db.Appointments.Any(a => a.JobId == j.Id && a.State != AppointmentState.Cancelled && a.State != AppointmentState.NoShow),
                    db.Estimates.Any(e => e.JobId == j.Id && e.State == EstimateState.Sent && e.ExpiryNotedAt == null),
                    db.Estimates.Any(e => e.JobId == j.Id && e.State == EstimateState.Approved),
                    db.Invoices.Any(i => i.JobId == j.Id && i.VoidedAt == null && i.SentAt != null),
                    db.Invoices.Any(i => i.JobId == j.Id && i.VoidedAt == null)
                        && db.Invoices.Where(i => i.JobId == j.Id && i.VoidedAt == null)
                            .All(i => EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) >= i.Total.MinorUnits)
                )
            ));
    }
}

/// <summary>A job's stored stage beside what its records say.</summary>
internal sealed record JobWithFacts(Id<Job> Id, string Number, JobStage Stage, JobFacts Facts);
