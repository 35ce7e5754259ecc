using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Home;

/// <summary>What needs the office today.</summary>
public sealed record Today(
    string Day,
    TodayList Approved,
    TodayList Requests,
    TodayList Messages,
    TodayList Unassigned,
    TodayList Visits,
    TodayList Expiring,
    TodayList Overdue
)
{
    /// <summary>In the order of the page.</summary>
    public IReadOnlyList<TodayList> Lists => [Requests, Messages, Approved, Unassigned, Visits, Expiring, Overdue];
}

/// <summary>One of its lists.</summary>
/// <param name="Id">By which the figure on top leads to it.</param>
/// <param name="Figure">How many: "3", or "50+".</param>
/// <param name="Kind">What stands beside an empty list.</param>
/// <param name="All">Where all of them are; null: all are here.</param>
public sealed record TodayList(string Id, string Title, string Figure, string Kind, IReadOnlyList<TodayLine> Lines, string? All);

/// <summary>One thing to look at.</summary>
/// <param name="Group">What it stands under: a technician; empty: no groups.</param>
/// <param name="Chip">Its state; empty: none.</param>
/// <param name="Figure">An amount or a time; empty: none.</param>
/// <param name="Act">What its link says beside its title; null: the title alone leads there.</param>
public sealed record TodayLine(
    string Key,
    string Path,
    string Title,
    string Detail,
    string Figure,
    string Chip = "",
    string Tone = "",
    string Group = "",
    string? Act = null
);

/// <summary>Reads what needs the office today; every list is served by an index of its own and stops where a page is full.</summary>
public sealed class TodayQuery(WorkspaceDbFactory workspaces)
{
    /// <summary>Shown; more are counted up to <see cref="MostCounted"/>.</summary>
    public const int MostShown = 8;
    public const int MostCounted = 50;
    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(3);

    public async Task<Today> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(db.Now, company.Zone).DateTime);
        return new Today(
            company.Words.Day(today, today.Year),
            await ApprovedAsync(db, company, LocalMidnight(today.AddDays(-1), company.Zone), cancellationToken),
            await RequestsAsync(db, company, cancellationToken),
            await MessagesAsync(db, company, cancellationToken),
            await UnassignedAsync(db, company, cancellationToken),
            await VisitsAsync(db, company, LocalMidnight(today, company.Zone), LocalMidnight(today.AddDays(1), company.Zone), cancellationToken),
            await ExpiringAsync(db, company, cancellationToken),
            await OverdueAsync(db, company, today, cancellationToken)
        );
    }

    private static async Task<TodayList> ApprovedAsync(
        WorkspaceDb db,
        WorkspaceView company,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var rows = await (
            from e in db.Estimates
            where e.State == EstimateState.Approved && e.AnsweredAt >= since
            orderby e.AnsweredAt descending
            select new
            {
                e.Number,
                e.AnsweredAt,
                e.AnsweredBy,
                Job = db.Jobs.Where(j => j.Id == e.JobId).Select(j => new { j.Number, j.Title }).First(),
                Total = db
                    .Consents.Where(c => c.EstimateId == e.Id && c.Version == e.SentVersion && c.Round == e.Round)
                    .Select(c => new { c.Total.MinorUnits, c.Total.Currency })
                    .FirstOrDefault(),
            }
        )
            .Take(MostCounted + 1)
            .ToListAsync(cancellationToken);
        return List(
            "approved",
            "Approved since yesterday",
            "Nothing was approved since yesterday. The next one shows up here at once.",
            "/office/estimates",
            [
                .. rows.Select(r => new TodayLine(
                    r.Number,
                    $"/office/jobs/{r.Job.Number}",
                    r.Job.Title,
                    $"{r.AnsweredBy} approved {r.Number}, {company.Words.Ago(r.AnsweredAt!.Value, db.Now)}", // Compared above.
                    r.Total is { } total ? company.Words.Money(new Money(total.MinorUnits, total.Currency)) : "",
                    Act: "Open the job"
                )),
            ]
        );
    }

    /// <summary>Whoever waits for an answer: open requests, and customers who want their estimate otherwise.</summary>
    private static async Task<TodayList> RequestsAsync(WorkspaceDb db, WorkspaceView company, CancellationToken cancellationToken)
    {
        var leads = await db
            .Leads.Where(l => l.State == LeadState.Open)
            .OrderByDescending(l => l.ReceivedAt)
            .Take(MostCounted + 1)
            .Select(l => new
            {
                l.Number,
                l.Name,
                l.Service,
                l.ReceivedAt,
            })
            .ToListAsync(cancellationToken);
        var wishes = await (
            from e in db.Estimates
            where e.State == EstimateState.Sent && e.Wish != null
            orderby e.CreatedAt descending
            select new
            {
                e.Number,
                e.Wish,
                Customer = db.Customers.Where(c => c.Id == e.CustomerId).Select(c => c.Name).First(),
                Title = db.Jobs.Where(j => j.Id == e.JobId).Select(j => j.Title).First(),
            }
        )
            .Take(MostCounted + 1)
            .ToListAsync(cancellationToken);
        var times = await (
            from a in db.Appointments
            where a.State == AppointmentState.Requested
            orderby a.StartsAt
            select new
            {
                a.Id,
                a.Title,
                a.StartsAt,
                a.LocalStart,
                Job = db.Jobs.Where(j => j.Id == a.JobId).Select(j => j.Number).First(),
                Customer = db.Customers.Where(c => c.Id == a.CustomerId).Select(c => c.Name).First(),
            }
        )
            .Take(MostCounted + 1)
            .ToListAsync(cancellationToken);
        return List(
            "requests",
            "Waiting for an answer",
            "Nobody waits for an answer.",
            "/office/leads",
            [
                .. times.Select(t => new TodayLine(
                    t.Id.ToString(),
                    string.Create(CultureInfo.InvariantCulture, $"/office/schedule?day={t.LocalStart:yyyy-MM-dd}&visit={t.Id}"),
                    t.Title,
                    $"{t.Customer}, {t.Job}",
                    company.Words.Moment(t.StartsAt, db.Now),
                    "Asks for another time",
                    "waiting",
                    Act: "Answer"
                )),
                .. wishes.Select(w => new TodayLine(
                    w.Number,
                    $"/office/estimates/{w.Number}",
                    w.Title,
                    $"{w.Customer}, {w.Number}",
                    "",
                    w.Wish == EstimateWish.NewPrice ? "Asks for a new price" : "Asks for changes",
                    "waiting",
                    Act: "Answer"
                )),
                .. leads.Select(l => new TodayLine(
                    l.Number,
                    $"/office/leads/{l.Number}",
                    l.Service,
                    $"{l.Name}, {l.Number}",
                    company.Words.Ago(l.ReceivedAt, db.Now),
                    "New request",
                    "act",
                    Act: "Answer"
                )),
            ]
        );
    }

    /// <summary>Who wrote and has no answer, the longest first.</summary>
    private static async Task<TodayList> MessagesAsync(WorkspaceDb db, WorkspaceView company, CancellationToken cancellationToken)
    {
        var rows = await db
            .Conversations.Where(c => c.WaitsSince != null)
            .OrderBy(c => c.WaitsSince)
            .Take(MostCounted + 1)
            .Select(c => new
            {
                c.Id,
                c.WaitsSince,
                c.LastExcerpt,
                Customer = db.Customers.Where(x => x.Id == c.CustomerId).Select(x => x.Name).First(),
                Job = db.Jobs.Where(j => j.Id == c.JobId).Select(j => j.Number).FirstOrDefault(),
                Assignee = db.Staff.Where(s => s.Id == c.AssigneeId).Select(s => s.Name).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return List(
            "messages",
            "Unanswered messages",
            "Every message is answered.",
            "/office/messages?show=unanswered",
            [
                .. rows.Select(r => new TodayLine(
                    r.Id.ToString(),
                    $"/office/messages/{r.Id}",
                    r.Customer,
                    (r.LastExcerpt.Length > 0 ? r.LastExcerpt : "Photos and files")
                        + (r.Job is null ? "" : $", {r.Job}")
                        + (r.Assignee is null ? "" : $", for {r.Assignee}"),
                    company.Words.Ago(r.WaitsSince!.Value, db.Now), // Compared above.
                    Act: "Answer"
                )),
            ]
        );
    }

    private static async Task<TodayList> UnassignedAsync(WorkspaceDb db, WorkspaceView company, CancellationToken cancellationToken)
    {
        var rows = await db
            .Jobs.Where(j => j.End == null && j.Stage != JobStage.Paid && j.AssigneeId == null)
            .OrderByDescending(j => j.CreatedAt)
            .Take(MostCounted + 1)
            .Select(j => new
            {
                j.Number,
                j.Title,
                j.Stage,
                j.CreatedAt,
                Customer = db.Customers.Where(c => c.Id == j.CustomerId).Select(c => c.Name).First(),
            })
            .ToListAsync(cancellationToken);
        return List(
            "unassigned",
            "Nobody answers for them",
            "Every job has somebody who answers for it.",
            "/office/board",
            [
                .. rows.Select(r => new TodayLine(
                    r.Number,
                    $"/office/jobs/{r.Number}#responsible",
                    r.Title,
                    $"{r.Customer}, {r.Number}",
                    company.Words.Ago(r.CreatedAt, db.Now),
                    StateNames.Of(r.Stage),
                    StateTones.Of(r.Stage),
                    Act: "Assign"
                )),
            ]
        );
    }

    private static async Task<TodayList> VisitsAsync(
        WorkspaceDb db,
        WorkspaceView company,
        DateTimeOffset begins,
        DateTimeOffset ends,
        CancellationToken cancellationToken
    )
    {
        var rows = await (
            from a in db.Appointments
            where a.StartsAt >= begins && a.StartsAt < ends && a.State != AppointmentState.Cancelled
            orderby a.StartsAt
            select new
            {
                a.Id,
                a.Title,
                a.State,
                a.StartsAt,
                Job = db.Jobs.Where(j => j.Id == a.JobId).Select(j => j.Number).First(),
                Customer = db.Customers.Where(c => c.Id == a.CustomerId).Select(c => c.Name).First(),
                Technician = db.Staff.Where(s => s.Id == a.TechnicianId).Select(s => s.Name).FirstOrDefault(),
            }
        )
            .Take(MostCounted + 1)
            .ToListAsync(cancellationToken);
        return List(
            "visits",
            "Visits today",
            "No visits today.",
            null,
            [
                .. rows.OrderBy(r => r.Technician is null)
                    .ThenBy(r => r.Technician, StringComparer.Create(company.Culture, ignoreCase: true))
                    .Select(r => new TodayLine(
                        r.Id.ToString(),
                        $"/office/jobs/{r.Job}",
                        r.Title,
                        $"{r.Customer}, {r.Job}",
                        company.Words.Time(r.StartsAt),
                        StateNames.Of(r.State),
                        StateTones.Of(r.State),
                        r.Technician ?? "Nobody yet"
                    )),
            ],
            most: MostCounted
        );
    }

    private static async Task<TodayList> ExpiringAsync(WorkspaceDb db, WorkspaceView company, CancellationToken cancellationToken)
    {
        var (now, until) = (db.Now, db.Now + EndsSoon);
        var rows = await (
            from v in db.EstimateVersions
            where v.ExpiresAt > now && v.ExpiresAt < until
            orderby v.ExpiresAt
            join e in db.Estimates on new { Id = v.EstimateId, Version = (int?)v.Number } equals new { e.Id, Version = e.SentVersion }
            where e.State == EstimateState.Sent
            select new
            {
                e.Number,
                v.ExpiresAt,
                v.Content,
                Customer = db.Customers.Where(c => c.Id == e.CustomerId).Select(c => c.Name).First(),
                Title = db.Jobs.Where(j => j.Id == e.JobId).Select(j => j.Title).First(),
            }
        )
            .Take(MostCounted + 1)
            .ToListAsync(cancellationToken);
        return List(
            "expiring",
            "Estimates that end soon",
            "No estimate ends within three days.",
            "/office/estimates",
            [
                .. rows.Select(r => new TodayLine(
                    r.Number,
                    $"/office/estimates/{r.Number}",
                    r.Title,
                    $"{r.Customer}, {r.Number}, until {company.Words.Expiry(r.ExpiresAt!.Value, db.Now)}", // Compared above.
                    company.Words.Total(ListedTotal.Of(r.Content, approved: null)),
                    Act: "Look"
                )),
            ]
        );
    }

    private static async Task<TodayList> OverdueAsync(WorkspaceDb db, WorkspaceView company, DateOnly today, CancellationToken cancellationToken)
    {
        var rows = await db
            .Invoices.Where(i =>
                i.VoidedAt == null
                && EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) < i.Total.MinorUnits
                && i.DueOn < today
            )
            .OrderBy(i => i.DueOn)
            .Take(MostCounted + 1)
            .Select(i => new
            {
                i.Number,
                i.DueOn,
                Rest = i.Total.MinorUnits - EF.Property<long>(i, InvoiceColumns.Paid) - EF.Property<long>(i, InvoiceColumns.Credited),
                i.Total.Currency,
                Customer = db.Customers.Where(c => c.Id == i.CustomerId).Select(c => c.Name).First(),
                Job = db.Jobs.Where(j => j.Id == i.JobId).Select(j => new { j.Number, j.Title }).FirstOrDefault(),
                i.Content.Title,
            })
            .ToListAsync(cancellationToken);
        return List(
            "overdue",
            "Overdue invoices",
            "Nothing is overdue.",
            "/office/invoices?status=overdue",
            [
                .. rows.Select(r => new TodayLine(
                    r.Number,
                    $"/office/invoices/{r.Number}",
                    r.Job?.Title ?? r.Title,
                    $"{r.Customer}, {r.Number}, due {company.Words.Day(r.DueOn, today.Year)}",
                    company.Words.Money(new Money(r.Rest, r.Currency)),
                    Act: "Open the invoice"
                )),
            ]
        );
    }

    private static TodayList List(string id, string title, string kind, string? all, IReadOnlyList<TodayLine> lines, int most = MostShown) =>
        new(
            id,
            title,
            lines.Count > MostCounted ? $"{MostCounted}+" : lines.Count.ToString(CultureInfo.InvariantCulture),
            kind,
            [.. lines.Take(most)],
            lines.Count > most ? all : null
        );

    private static DateTimeOffset LocalMidnight(DateOnly day, TimeZoneInfo zone) =>
        new DateTimeOffset(
            TimeZoneInfo.ConvertTimeToUtc(FirstMinute(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified), zone), zone),
            TimeSpan.Zero
        );

    /// <summary>Where the clocks skip midnight, the day begins later.</summary>
    private static DateTime FirstMinute(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        return local;
    }
}
