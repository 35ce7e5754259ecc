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
using Altitude.Web.Features.Conversations;
using Altitude.Web.Files;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>A job as its customer sees it: its records, each with its state, and what happened.</summary>
/// <param name="Place">Where the work is done; null: not known.</param>
/// <param name="Responsible">Who of the company answers for it; null: nobody yet.</param>
/// <param name="Messages">The end of what was written about it; null: not for this contact to read.</param>
/// <param name="ResponsiblePhone">Where they are called; empty: nowhere.</param>
/// <param name="ResponsiblePhoto">Null: they show none.</param>
/// <param name="Now">UTC; when it was read.</param>
public sealed record PortalJob(
    string Number,
    string Title,
    JobEnd? End,
    string? Place,
    string? Responsible,
    string ResponsiblePhone,
    Id<StaffPhoto>? ResponsiblePhoto,
    IReadOnlyList<JobEstimate> Estimates,
    IReadOnlyList<JobInvoice> Invoices,
    IReadOnlyList<JobVisit> Visits,
    IReadOnlyList<FileView> Files,
    IReadOnlyList<ActivityLine> Activity,
    PortalThreadView? Messages,
    DateTimeOffset Now
)
{
    /// <summary>The one estimate that waits for an answer and ends first; null: none.</summary>
    public JobEstimate? Waiting => Estimates.Where(e => e.State == EstimateState.Sent).MinBy(e => e.ExpiresAt);

    /// <summary>The one invoice that waits to be paid and is due first; null: none.</summary>
    public JobInvoice? Due => Invoices.Where(i => i.Asked is not null).MinBy(i => i.DueOn);
}

/// <summary>A job's estimate in a row.</summary>
/// <param name="Total">With the options that were taken.</param>
/// <param name="ExpiresAt">UTC, exclusive.</param>
public sealed record JobEstimate(
    string Number,
    EstimateState State,
    ListedTotal Total,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? AnsweredAt,
    string? AnsweredBy
);

/// <summary>A job's invoice in a row.</summary>
/// <param name="DepositDue">What is due at once; null: nothing, or not any more.</param>
/// <param name="IsSent">The balance was asked for.</param>
public sealed record JobInvoice(string Number, InvoiceStatus Status, Money Total, Money Balance, Money? DepositDue, DateOnly DueOn, bool IsSent)
{
    /// <summary>What the customer is asked for now; null: nothing.</summary>
    public Money? Asked => DepositDue ?? (IsSent && Balance.MinorUnits > 0 ? Balance : null);
}

/// <summary>A job's visit in a row.</summary>
/// <param name="StartsAt">UTC.</param>
public sealed record JobVisit(
    Id<Appointment> Id,
    string Title,
    AppointmentState State,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    TimeWindow Arrival,
    string ZoneId,
    string? Technician
);

/// <summary>Reads one of a customer's own jobs.</summary>
public sealed class PortalJobQuery(WorkspaceDbFactory workspaces)
{
    private const int MostRows = 20;
    private const int MostActivity = 30;
    private const int MostMessages = 6;

    /// <param name="zone">The company's: whether an invoice is overdue is said of its day.</param>
    /// <returns>Null: it does not exist, or is another's.</returns>
    public async Task<PortalJob?> RunAsync(PortalReader reader, string number, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        if (!PlainText.Fits(number, 32))
        {
            return null;
        }

        var job = await (
            from j in db.Jobs
            where j.Number == number && j.CustomerId == reader.CustomerId
            from place in db.Locations.Where(l => l.Id == j.LocationId).DefaultIfEmpty()
            from responsible in db.Staff.Where(s => s.Id == j.AssigneeId).DefaultIfEmpty()
            select new
            {
                j.Id,
                j.Number,
                j.Title,
                j.End,
                Place = place == null ? null : place.Address,
                Responsible = responsible == null ? null : responsible.Name,
                ResponsiblePhone = responsible == null || responsible.RemovedAt != null ? "" : responsible.Phone,
                ResponsiblePhoto = responsible == null || responsible.RemovedAt != null ? null : responsible.PhotoId,
                // All of them: to take a few, the statement would number the visits of every job.
                Visits = (
                    from a in db.Appointments
                    where a.JobId == j.Id
                    orderby a.StartsAt descending
                    from technician in db.Staff.Where(s => s.Id == a.TechnicianId).DefaultIfEmpty()
                    select new JobVisit(
                        a.Id,
                        a.Title,
                        a.State,
                        a.StartsAt,
                        a.EndsAt,
                        a.Arrival,
                        a.ZoneId,
                        technician == null ? null : technician.Name
                    )
                ).ToList(),
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (job is null)
        {
            return null;
        }

        var kinds = CustomerActivity.KindsFor(reader);
        var activity = !reader.Finds(PortalSections.Activity)
            ? []
            : await ActivityQuery
                .Lines(
                    db,
                    db.Activity.Where(a => a.CustomerId == reader.CustomerId.Value && a.JobId == job.Id.Value && kinds.Contains(a.Kind))
                        .OrderByDescending(a => a.Seq)
                        .Take(MostActivity)
                )
                .ToListAsync(cancellationToken);
        return new PortalJob(
            job.Number,
            job.Title,
            job.End,
            job.Place,
            job.Responsible,
            job.ResponsiblePhone,
            job.ResponsiblePhoto,
            reader.MaySeeEstimates() ? await EstimatesAsync(db, job.Id, cancellationToken) : [],
            reader.MaySeeInvoices() ? await InvoicesAsync(db, job.Id, zone, cancellationToken) : [],
            reader.Finds(PortalSections.Appointments) ? [.. job.Visits.Take(MostRows)] : [],
            reader.Rights.MaySeeEstimates() ? await FileView.OfJobAsync(db, job.Id, forCustomer: true, cancellationToken) : [],
            [.. activity.OrderByDescending(l => l.Seq)],
            await PortalThreadView.OfJobAsync(db, reader, job.Id, job.Number, job.Title, MostMessages, cancellationToken),
            db.Now
        );
    }

    private static async Task<IReadOnlyList<JobEstimate>> EstimatesAsync(WorkspaceDb db, Id<Job> job, CancellationToken cancellationToken)
    {
        var rows = await (
            from e in db.Estimates
            where e.JobId == job && e.SentVersion != null
            orderby e.CreatedAt descending, e.Number descending
            join v in db.EstimateVersions on new { e.Id, Version = e.SentVersion } equals new { Id = v.EstimateId, Version = (int?)v.Number }
            from consent in db.Consents.Where(c => c.EstimateId == e.Id && c.Version == v.Number && c.Round == e.Round).DefaultIfEmpty() // One at most.
            select new
            {
                e.Number,
                e.State,
                e.AnsweredAt,
                e.AnsweredBy,
                v.Content,
                v.ExpiresAt,
                Consent = consent == null ? null : new { consent.Ticked, consent.Package },
            }
        )
            .Take(MostRows)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new JobEstimate(
                r.Number,
                Estimate.StateAt(r.State, r.ExpiresAt, db.Now),
                ListedTotal.Of(r.Content, r.Consent is { } c ? r.Content.Totals(c.Ticked.ToHashSet(), c.Package).Total : null),
                r.ExpiresAt!.Value, // It was sent.
                r.AnsweredAt,
                r.AnsweredBy
            )),
        ];
    }

    private static async Task<IReadOnlyList<JobInvoice>> InvoicesAsync(
        WorkspaceDb db,
        Id<Job> job,
        TimeZoneInfo zone,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Invoices.Where(i => i.JobId == job)
            .OrderByDescending(i => i.IssuedOn)
            .ThenByDescending(i => i.Number)
            .Take(MostRows)
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
                i.DueOn,
                i.SentAt,
            })
            .ToListAsync(cancellationToken);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(db.Now, zone).DateTime);
        return
        [
            .. rows.Select(r => new JobInvoice(
                r.Number,
                r.Sums.StatusOn(r.DueOn, today),
                r.Sums.Total,
                r.Sums.Balance,
                r.Sums.DepositDue(r.SentAt != null) is { MinorUnits: > 0 } deposit ? deposit : null,
                r.DueOn,
                r.SentAt != null
            )),
        ];
    }
}
