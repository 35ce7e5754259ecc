using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Web.Components;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>One record of a customer, as a row of the office's page.</summary>
/// <param name="Key">Stable while it is listed.</param>
/// <param name="Path">Where it is; null: it has no page of its own.</param>
/// <param name="Tone">Class of its chip.</param>
public sealed record CustomerRecord(string Key, string Name, string? Path, string Detail, string State, string Tone);

/// <summary>What happened, as the office reads it.</summary>
public sealed record CustomerNote(long Seq, string Text, string When);

/// <summary>The latest of everything that a customer has, each list newest first.</summary>
/// <param name="Talks">What was written about each of their jobs.</param>
/// <param name="Talk">What is written about no job; null: there is no such customer.</param>
public sealed record CustomerRecords(
    IReadOnlyList<CustomerRecord> Estimates,
    IReadOnlyList<CustomerRecord> Invoices,
    IReadOnlyList<CustomerRecord> Visits,
    IReadOnlyList<CustomerRecord> Talks,
    OfficeThreadView? Talk,
    IReadOnlyList<CustomerNote> Activity
);

/// <summary>Reads a customer's records for the office, each kind by its own index and no more than a page shows.</summary>
public sealed class CustomerRecordsQuery(WorkspaceDbFactory workspaces)
{
    public const int Most = 20;
    public const int MostActivity = 40;

    /// <returns>Nothing in any list where the customer is another company's.</returns>
    public async Task<CustomerRecords> RunAsync(Staff staff, Id<Customer> customer, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        return new CustomerRecords(
            await EstimatesAsync(db, customer, company, cancellationToken),
            await InvoicesAsync(db, customer, company, cancellationToken),
            await VisitsAsync(db, customer, company, cancellationToken),
            await TalksAsync(db, customer, company, cancellationToken),
            await OfficeThreadView.OfCustomerAsync(db, staff, customer, cancellationToken),
            await ActivityAsync(db, customer, company, cancellationToken)
        );
    }

    private static async Task<IReadOnlyList<CustomerRecord>> TalksAsync(
        WorkspaceDb db,
        Id<Customer> customer,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var rows = await (
            from c in db.Conversations
            where c.CustomerId == customer && c.JobId != null && c.LastNumber > 0
            orderby c.LastAt descending
            join j in db.Jobs on c.JobId equals (Id<Job>?)j.Id
            select new
            {
                c.Id,
                j.Title,
                c.LastAt,
                c.WaitsSince,
            }
        )
            .Take(Most)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderByDescending(r => r.LastAt)
                .Select(r => new CustomerRecord(
                    r.Id.ToString(),
                    r.Title,
                    $"/office/messages/{r.Id}",
                    company.Words.Moment(r.LastAt, db.Now),
                    r.WaitsSince is null ? "Answered" : "Unanswered",
                    r.WaitsSince is null ? "" : "waiting"
                )),
        ];
    }

    private static async Task<IReadOnlyList<CustomerRecord>> EstimatesAsync(
        WorkspaceDb db,
        Id<Customer> customer,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Estimates.Where(e => e.CustomerId == customer)
            .OrderByDescending(e => e.CreatedAt)
            .Take(Most)
            .Select(e => new
            {
                e.Number,
                e.State,
                e.CreatedAt,
                e.AnsweredAt,
                Version = db.EstimateVersions.Where(v => v.EstimateId == e.Id && v.Number == (e.SentVersion ?? e.DraftVersion)).FirstOrDefault(),
                Approved = db
                    .Consents.Where(c =>
                        c.EstimateId == e.Id && c.Version == e.SentVersion && c.Round == e.Round && e.State == EstimateState.Approved
                    )
                    .Select(c => (long?)c.Total.MinorUnits)
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r =>
            {
                var state = Estimate.StateAt(r.State, r.Version?.ExpiresAt, db.Now);
                var when = company.Words.Day(r.AnsweredAt ?? r.Version?.SentAt ?? r.CreatedAt, db.Now);
                var total = r.Version is { Content: var content }
                    ? company.Words.Total(ListedTotal.Of(content, r.Approved is { } approved ? new Money(approved, content.Currency) : null)) + ", "
                    : "";
                return new CustomerRecord(
                    r.Number,
                    r.Number,
                    $"/office/estimates/{r.Number}",
                    $"{r.Version?.Content.Title}, {total}{when}".TrimStart(',', ' '),
                    StateNames.Of(state),
                    StateTones.Of(state)
                );
            }),
        ];
    }

    private static async Task<IReadOnlyList<CustomerRecord>> InvoicesAsync(
        WorkspaceDb db,
        Id<Customer> customer,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Invoices.Where(i => i.CustomerId == customer)
            .OrderByDescending(i => i.IssuedOn)
            .ThenByDescending(i => i.Number)
            .Take(Most)
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
            })
            .ToListAsync(cancellationToken);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(db.Now, company.Zone).DateTime);
        return
        [
            .. rows.Select(r =>
            {
                var status = r.Sums.StatusOn(r.DueOn, today);
                var total = company.Words.Money(r.Sums.Total);
                var rest = r.Sums.Balance;
                return new CustomerRecord(
                    r.Number,
                    r.Number,
                    $"/office/invoices/{r.Number}",
                    rest.MinorUnits == 0
                        ? $"{total}, {company.Words.Day(r.DueOn, today.Year)}"
                        : $"{total}, {company.Words.Money(rest)} due {company.Words.Day(r.DueOn, today.Year)}",
                    StateNames.Of(status),
                    StateTones.Of(status)
                );
            }),
        ];
    }

    private static async Task<IReadOnlyList<CustomerRecord>> VisitsAsync(
        WorkspaceDb db,
        Id<Customer> customer,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Appointments.Where(a => a.CustomerId == customer)
            .OrderByDescending(a => a.StartsAt)
            .Take(Most)
            .Select(a => new
            {
                a.Id,
                a.Title,
                a.State,
                a.StartsAt,
                Job = db.Jobs.Where(j => j.Id == a.JobId).Select(j => j.Number).FirstOrDefault(),
                Technician = db.Staff.Where(s => s.Id == a.TechnicianId).Select(s => s.Name).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r =>
            {
                var when = $"{company.Words.Day(r.StartsAt, db.Now)}, {company.Words.Time(r.StartsAt)}";
                return new CustomerRecord(
                    r.Id.ToString(),
                    r.Title,
                    r.Job is null ? null : $"/office/jobs/{r.Job}",
                    r.Technician is null ? when : $"{when} with {r.Technician}",
                    StateNames.Of(r.State),
                    StateTones.Of(r.State)
                );
            }),
        ];
    }

    private static async Task<IReadOnlyList<CustomerNote>> ActivityAsync(
        WorkspaceDb db,
        Id<Customer> customer,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var merged = await db.Customers.Where(c => c.MergedInto == customer).Select(c => c.Id).ToListAsync(cancellationToken);
        Guid?[] whose = [customer.Value, .. merged.Select(m => (Guid?)m.Value)]; // What happened to a customer that was merged into this one stays under its own id.
        var lines = await ActivityQuery
            .Lines(db, db.Activity.Where(a => whose.Contains(a.CustomerId)).OrderByDescending(a => a.Seq).Take(MostActivity))
            .ToListAsync(cancellationToken);
        return
        [
            .. lines
                .OrderByDescending(l => l.Seq)
                .Select(l => new CustomerNote(l.Seq, ActivitySentences.ForStaff(l, company), company.Words.Instant(l.At, db.Now))),
        ];
    }
}
