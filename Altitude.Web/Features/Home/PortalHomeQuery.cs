using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Web.Components;
using Altitude.Web.Features.Activity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Home;

/// <summary>A customer's front page: what needs them now, their jobs, what happened lately.</summary>
/// <param name="Waiting">Estimates that wait for an answer, the one that ends first on top.</param>
/// <param name="Visits">Those ahead, the next first.</param>
/// <param name="Now">UTC; when it was read.</param>
public sealed record PortalHome(
    IReadOnlyList<WaitingEstimate> Waiting,
    IReadOnlyList<HomeVisit> Visits,
    IReadOnlyList<HomeJob> Jobs,
    IReadOnlyList<ActivityLine> Activity,
    DateTimeOffset Now
);

/// <summary>An estimate that waits for this customer's answer.</summary>
/// <param name="ExpiresAt">UTC, exclusive.</param>
public sealed record WaitingEstimate(string Number, string JobNumber, string JobTitle, ListedTotal Total, DateTimeOffset ExpiresAt);

/// <summary>A visit that is ahead.</summary>
/// <param name="StartsAt">UTC.</param>
public sealed record HomeVisit(Id<Appointment> Id, string Title, AppointmentState State, DateTimeOffset StartsAt, string ZoneId, string? Technician);

/// <summary>A job as a card.</summary>
/// <param name="Visit">UTC; the next visit; null: none is planned.</param>
public sealed record HomeJob(string Number, string Title, JobStage Stage, JobEnd? End, DateTimeOffset CreatedAt, DateTimeOffset? Visit);

/// <summary>Reads a customer's front page.</summary>
public sealed class PortalHomeQuery(WorkspaceDbFactory workspaces)
{
    private const int MostJobs = 50;
    private const int MostWaiting = 10;
    private const int MostVisits = 5;
    private const int MostActivity = 8;

    public async Task<PortalHome> RunAsync(PortalReader reader, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        var now = db.Now;
        var jobs = await db
            .Jobs.Where(j => j.CustomerId == reader.CustomerId)
            .OrderByDescending(j => j.CreatedAt)
            .Take(MostJobs)
            .Select(j => new HomeJob(
                j.Number,
                j.Title,
                j.Stage,
                j.End,
                j.CreatedAt,
                db.Appointments.Where(a =>
                        a.JobId == j.Id
                        && a.EndsAt > now
                        && (
                            a.State == AppointmentState.Requested
                            || a.State == AppointmentState.Scheduled
                            || a.State == AppointmentState.Confirmed
                            || a.State == AppointmentState.OnMyWay
                        )
                    )
                    .Min(a => (DateTimeOffset?)a.StartsAt)
            ))
            .ToListAsync(cancellationToken);
        var kinds = CustomerActivity.KindsFor(reader.Rights);
        var activity = await ActivityQuery
            .Lines(
                db,
                db.Activity.Where(a => a.CustomerId == reader.CustomerId.Value && kinds.Contains(a.Kind))
                    .OrderByDescending(a => a.Seq)
                    .Take(MostActivity)
            )
            .ToListAsync(cancellationToken);
        var waiting = reader.Rights.MaySeeEstimates() ? await WaitingAsync(db, reader, cancellationToken) : [];
        var visits = await db
            .Appointments.Where(a =>
                a.CustomerId == reader.CustomerId
                && a.StartsAt > now.AddDays(-14) // None lasts longer.
                && a.EndsAt > now
                && (
                    a.State == AppointmentState.Requested
                    || a.State == AppointmentState.Scheduled
                    || a.State == AppointmentState.Confirmed
                    || a.State == AppointmentState.OnMyWay
                )
            )
            .OrderBy(a => a.StartsAt)
            .Take(MostVisits)
            .Select(a => new HomeVisit(
                a.Id,
                a.Title,
                a.State,
                a.StartsAt,
                a.ZoneId,
                db.Staff.Where(s => s.Id == a.TechnicianId).Select(s => s.Name).FirstOrDefault()
            ))
            .ToListAsync(cancellationToken);
        return new PortalHome(waiting, visits, jobs, [.. activity.OrderByDescending(l => l.Seq)], now);
    }

    private static async Task<IReadOnlyList<WaitingEstimate>> WaitingAsync(WorkspaceDb db, PortalReader reader, CancellationToken cancellationToken)
    {
        var now = db.Now;
        var rows = await (
            from e in db.Estimates
            where e.CustomerId == reader.CustomerId && e.State == EstimateState.Sent
            join v in db.EstimateVersions on new { e.Id, Version = e.SentVersion } equals new { Id = v.EstimateId, Version = (int?)v.Number }
            where v.ExpiresAt > now
            orderby v.ExpiresAt
            join j in db.Jobs on e.JobId equals j.Id
            select new
            {
                e.Number,
                JobNumber = j.Number,
                j.Title,
                v.Content,
                v.ExpiresAt,
            }
        )
            .Take(MostWaiting)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new WaitingEstimate(
                r.Number,
                r.JobNumber,
                r.Title,
                ListedTotal.Of(r.Content, approved: null),
                r.ExpiresAt!.Value // Compared above.
            )),
        ];
    }
}
