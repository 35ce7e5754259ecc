using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Activity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Home;

/// <summary>A customer's front page: what needs them now, their jobs, what happened lately.</summary>
/// <param name="Waiting">Estimates that wait for an answer, the one that ends first on top.</param>
/// <param name="Due">Invoices whose deposit or balance is asked for, the longest due first.</param>
/// <param name="Visits">Those ahead, the next first.</param>
/// <param name="Now">UTC; when it was read.</param>
public sealed record PortalHome(
    IReadOnlyList<WaitingEstimate> Waiting,
    IReadOnlyList<DueInvoice> Due,
    IReadOnlyList<HomeVisit> Visits,
    IReadOnlyList<HomeJob> Jobs,
    IReadOnlyList<ActivityLine> Activity,
    DateTimeOffset Now
);

/// <summary>An estimate that waits for this customer's answer.</summary>
/// <param name="ExpiresAt">UTC, exclusive.</param>
public sealed record WaitingEstimate(string Number, string JobNumber, string JobTitle, ListedTotal Total, DateTimeOffset ExpiresAt);

/// <summary>An invoice that waits to be paid.</summary>
/// <param name="Title">The job's, or its own where it stands alone.</param>
/// <param name="Amount">What is asked for now.</param>
/// <param name="IsDeposit">Only the deposit is asked for so far.</param>
public sealed record DueInvoice(string Number, string Title, Money Amount, bool IsDeposit, bool IsOverdue, DateOnly DueOn);

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
    private const int MostDue = 5;
    private const int MostVisits = 5;
    private const int MostActivity = 8;

    /// <param name="zone">The company's: whether an invoice is overdue is said of its day.</param>
    public async Task<PortalHome> RunAsync(PortalReader reader, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        var now = db.Now;
        var showsVisits = reader.Finds(PortalSections.Appointments);
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
                        showsVisits
                        && a.JobId == j.Id
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
        var kinds = CustomerActivity.KindsFor(reader);
        var activity = !reader.Finds(PortalSections.Activity)
            ? []
            : await ActivityQuery
                .Lines(
                    db,
                    db.Activity.Where(a => a.CustomerId == reader.CustomerId.Value && kinds.Contains(a.Kind))
                        .OrderByDescending(a => a.Seq)
                        .Take(MostActivity)
                )
                .ToListAsync(cancellationToken);
        var waiting = reader.MaySeeEstimates() ? await WaitingAsync(db, reader, cancellationToken) : [];
        var visits = !showsVisits
            ? []
            : await db
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
        var due = reader.MaySeeInvoices() ? await DueAsync(db, reader, LocalDay.Of(now, zone), cancellationToken) : [];
        return new PortalHome(waiting, due, visits, jobs, [.. activity.OrderByDescending(l => l.Seq)], now);
    }

    private static async Task<IReadOnlyList<DueInvoice>> DueAsync(
        WorkspaceDb db,
        PortalReader reader,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Invoices.Where(i =>
                i.CustomerId == reader.CustomerId
                && i.VoidedAt == null
                && EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) < i.Total.MinorUnits
                && (i.SentAt != null || EF.Property<long>(i, InvoiceColumns.Paid) < i.Deposit.MinorUnits)
            )
            .OrderBy(i => i.DueOn)
            .Take(MostDue)
            .Select(i => new
            {
                i.Number,
                Sums = InvoiceSums.Of(
                    i.Total.Currency,
                    i.Total.MinorUnits,
                    i.Deposit.MinorUnits,
                    EF.Property<long>(i, InvoiceColumns.Paid),
                    EF.Property<long>(i, InvoiceColumns.Refunded),
                    EF.Property<long>(i, InvoiceColumns.Credited),
                    i.VoidedAt != null
                ),
                i.SentAt,
                i.DueOn,
                i.Content.Title,
                Job = db.Jobs.Where(j => j.Id == i.JobId).Select(j => j.Title).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new DueInvoice(
                    r.Number,
                    r.Job ?? r.Title,
                    r.SentAt is null ? r.Sums.DepositDue(isSent: false) : r.Sums.Balance,
                    r.SentAt is null,
                    r.DueOn < today,
                    r.DueOn
                ))
                .Where(i => i.Amount.MinorUnits > 0),
        ];
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
