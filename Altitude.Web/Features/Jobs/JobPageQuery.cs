using System.Globalization;
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
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Files;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>One record of a job, as a row.</summary>
/// <param name="Path">Where it is; null: it has no page yet.</param>
/// <param name="Tone">Class of its chip.</param>
/// <param name="Amount">Empty: none.</param>
/// <param name="Due">What is still to be paid; empty: nothing.</param>
public sealed record JobRecord(string Name, string? Path, string State, string Tone, string When, string Amount, string Due);

/// <summary>All that the office sees of a job.</summary>
/// <param name="EndReason">Empty while it is on the board.</param>
/// <param name="Place">Empty: not known yet.</param>
/// <param name="Notes">The pinned one first, then the newest.</param>
/// <param name="Suggestions">Every tag of the company.</param>
/// <param name="Talk">What the customer and the company write each other about it.</param>
/// <param name="Timeline">Newest first.</param>
public sealed record JobView(
    Id<Job> Id,
    string Number,
    string Title,
    JobStage Stage,
    JobEnd? End,
    string EndReason,
    Id<Customer> CustomerId,
    string Customer,
    IReadOnlyList<string> Contacts,
    Id<ServiceLocation>? Location,
    string Place,
    Id<StaffMember>? Assignee,
    IReadOnlyList<Colleague> Staff,
    NextActView Next,
    IReadOnlyList<JobRecord> Records,
    IReadOnlyList<ChecklistItemView> Checklist,
    IReadOnlyList<JobNoteView> Notes,
    IReadOnlyList<TagView> Tags,
    IReadOnlyList<TagView> Suggestions,
    IReadOnlyList<FileView> Files,
    OfficeThreadView Talk,
    IReadOnlyList<BoardNote> Timeline,
    WorkspaceView Company
);

/// <summary>One thing to be done.</summary>
/// <param name="Done">Who did it and when, in words; empty: still to be done.</param>
public sealed record ChecklistItemView(Id<ChecklistItem> Id, string Text, bool IsDone, string Done);

/// <summary>What somebody of the company wrote for the others.</summary>
/// <param name="When">In words, with whether it was changed since.</param>
public sealed record JobNoteView(Id<JobNote> Id, string Text, Id<StaffMember> AuthorId, string Author, string When, bool IsPinned);

/// <summary>Reads a job for its page in the office.</summary>
public sealed class JobPageQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 50;

    /// <returns>Null: there is no such job.</returns>
    public async Task<JobView?> RunAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var job = await (
            from j in db.Jobs
            join c in db.Customers on j.CustomerId equals c.Id
            where j.Number == number
            select new
            {
                Job = j,
                Customer = c.Name,
                Place = db.Locations.Where(l => l.Id == j.LocationId).Select(l => l.Address).FirstOrDefault(),
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (job is null)
        {
            return null;
        }

        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var id = job.Job.Id;
        var contacts = await db
            .Contacts.Where(c => c.CustomerId == job.Job.CustomerId && c.RemovedAt == null)
            .OrderBy(c => c.Rights)
            .ThenBy(c => c.Name)
            .Take(3)
            .Select(c => c.Phone == "" ? c.Name : c.Name + ", " + c.Phone)
            .ToListAsync(cancellationToken);
        return new JobView(
            id,
            job.Job.Number,
            job.Job.Title,
            job.Job.Stage,
            job.Job.End,
            job.Job.EndReason,
            job.Job.CustomerId,
            job.Customer,
            contacts,
            job.Job.LocationId,
            job.Place ?? "",
            job.Job.AssigneeId,
            await BoardQuery.StaffAsync(db, cancellationToken),
            NextActWords.Of(
                NextAct.Of(await JobSituations.OfAsync(db, id, job.Job.Stage, job.Job.End, company, cancellationToken)),
                job.Job.Number,
                job.Job.EndReason
            ),
            [
                .. await EstimatesAsync(db, id, company, cancellationToken),
                .. await VisitsAsync(db, id, company, cancellationToken),
                .. await InvoicesAsync(db, id, company, cancellationToken),
                .. await InvoiceDraftsAsync(db, id, company, cancellationToken),
            ],
            await ChecklistAsync(db, id, company, cancellationToken),
            await NotesAsync(db, id, company, cancellationToken),
            await TagsAsync(db, id, cancellationToken),
            await TagsQuery.OfAsync(db, cancellationToken),
            await FileView.OfJobAsync(db, id, forCustomer: false, cancellationToken),
            (await OfficeThreadView.OfJobAsync(db, staff, id, cancellationToken))!, // The job is there: read above, in this transaction.
            await BoardNotes.OfJobAsync(db, id, Most, company, cancellationToken),
            company
        );
    }

    private static async Task<IReadOnlyList<ChecklistItemView>> ChecklistAsync(
        WorkspaceDb db,
        Id<Job> job,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .ChecklistItems.Where(i => i.JobId == job && i.RemovedAt == null)
            .OrderBy(i => i.Position)
            .Take(Job.MostItems)
            .Select(i => new
            {
                i.Id,
                i.Text,
                i.DoneAt,
                By = db.Staff.Where(s => s.Id == i.DoneBy).Select(s => s.Name).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new ChecklistItemView(
                r.Id,
                r.Text,
                r.DoneAt is not null,
                r.DoneAt is { } at ? $"{r.By}, {company.Words.Moment(at, db.Now)}" : ""
            )),
        ];
    }

    private static async Task<IReadOnlyList<JobNoteView>> NotesAsync(
        WorkspaceDb db,
        Id<Job> job,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .JobNotes.Where(n => n.JobId == job && n.RemovedAt == null)
            .OrderByDescending(n => n.WrittenAt)
            .Take(Job.MostNotes)
            .Select(n => new { Note = n, Author = db.Staff.Where(s => s.Id == n.AuthorId).Select(s => s.Name).FirstOrDefault() })
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderByDescending(r => r.Note.IsPinned)
                .Select(r => new JobNoteView(
                    r.Note.Id,
                    r.Note.Text,
                    r.Note.AuthorId,
                    r.Author ?? "",
                    company.Words.Moment(r.Note.WrittenAt, db.Now) + (r.Note.EditedAt is null ? "" : ", changed since"),
                    r.Note.IsPinned
                )),
        ];
    }

    private static async Task<IReadOnlyList<TagView>> TagsAsync(WorkspaceDb db, Id<Job> job, CancellationToken cancellationToken)
    {
        var rows = await db
            .JobTags.Where(t => t.JobId == job)
            .Join(db.Tags, borne => borne.TagId, tag => tag.Id, (_, tag) => tag)
            .OrderBy(t => t.Key)
            .Take(Job.MostTags)
            .Select(t => new
            {
                t.Id,
                t.Name,
                t.Tone,
            })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(t => new TagView(t.Id, t.Name, TagView.ToneOf(t.Tone)))];
    }

    private static async Task<IEnumerable<JobRecord>> EstimatesAsync(
        WorkspaceDb db,
        Id<Job> job,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Estimates.Where(e => e.JobId == job)
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
        return rows.Select(r =>
        {
            var state = Estimate.StateAt(r.State, r.Version?.ExpiresAt, db.Now);
            Money? agreed = r.Approved is { } approved ? new Money(approved, r.Version!.Content.Currency) : null;
            return new JobRecord(
                r.Number,
                $"/office/estimates/{r.Number}",
                StateNames.Of(state),
                StateTones.Of(state),
                company.Words.Day(r.AnsweredAt ?? r.Version?.SentAt ?? r.CreatedAt, db.Now),
                r.Version is { } version ? company.Words.Total(ListedTotal.Of(version.Content, agreed)) : "",
                ""
            );
        });
    }

    private static async Task<IEnumerable<JobRecord>> VisitsAsync(
        WorkspaceDb db,
        Id<Job> job,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Appointments.Where(a => a.JobId == job)
            .OrderByDescending(a => a.StartsAt)
            .Take(Most)
            .Select(a => new
            {
                a.Id,
                a.Title,
                a.State,
                a.StartsAt,
                a.LocalStart,
            })
            .ToListAsync(cancellationToken);
        return rows.Select(r => new JobRecord(
            r.Title,
            string.Create(CultureInfo.InvariantCulture, $"/office/schedule?day={r.LocalStart:yyyy-MM-dd}&visit={r.Id}"),
            StateNames.Of(r.State),
            StateTones.Of(r.State),
            $"{company.Words.Day(r.StartsAt, db.Now)}, {company.Words.Time(r.StartsAt)}",
            "",
            ""
        ));
    }

    private static async Task<IEnumerable<JobRecord>> InvoiceDraftsAsync(
        WorkspaceDb db,
        Id<Job> job,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var drafts = await db
            .InvoiceDrafts.Where(d => d.JobId == job && d.EndedAt == null)
            .OrderByDescending(d => d.CreatedAt)
            .Take(Most)
            .Select(d => new
            {
                d.Id,
                d.CreatedAt,
                d.Total,
            })
            .ToListAsync(cancellationToken);
        return drafts.Select(d => new JobRecord(
            "Invoice",
            $"/office/invoices/drafts/{d.Id}",
            StateNames.Of(InvoiceStatus.Draft),
            StateTones.Of(InvoiceStatus.Draft),
            company.Words.Day(d.CreatedAt, db.Now),
            company.Words.Money(d.Total),
            ""
        ));
    }

    private static async Task<IEnumerable<JobRecord>> InvoicesAsync(
        WorkspaceDb db,
        Id<Job> job,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var invoices = await db
            .Invoices.Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .AsSplitQuery()
            .Where(i => i.JobId == job)
            .OrderByDescending(i => i.IssuedOn)
            .Take(Most)
            .ToListAsync(cancellationToken);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(db.Now, company.Zone).DateTime);
        return invoices.Select(i =>
        {
            var status = i.StatusOn(today);
            var due = i.SentAt is null ? i.DepositDue : i.Balance;
            return new JobRecord(
                i.Number,
                $"/office/invoices/{i.Number}",
                StateNames.Of(status),
                StateTones.Of(status),
                $"Due {company.Words.Day(i.DueOn, today.Year)}",
                company.Words.Money(i.Total),
                due.MinorUnits > 0 ? company.Words.Money(due) : ""
            );
        });
    }
}
