using System.Collections.Immutable;
using System.Text.Json;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>Reads cards: each with its customer, next visit, open or approved estimate and latest invoice, in one statement.</summary>
internal static class BoardQuery
{
    /// <summary>More than a company works on at once; the oldest beyond it are found by searching.</summary>
    public const int Most = 10_000;

    /// <summary>The inbox has the others.</summary>
    public const int MostLeads = 20;

    /// <summary>Paid jobs stay this long.</summary>
    private static readonly TimeSpan PaidStays = TimeSpan.FromDays(30);

    // Two ranges of two small indexes: a company's other jobs, paid or lost long ago, are not looked at. All else is lateral or a look-up of its own, which PostgreSQL
    // can only answer card by card from an index; a join it would answer by reading all customers once there are a few hundred cards.
    private const string Cards = """
        select j.id, j.number, j.title, j.stage, j.staged_at, j.assignee_id,
               (select c.name from tenant.customers c where c.workspace_id = j.workspace_id and c.id = j.customer_id) as customer,
               (select s.name from tenant.staff_members s where s.workspace_id = j.workspace_id and s.id = j.assignee_id) as assignee,
               a.starts_at as visit_at, a.state as visit_state, a.technician_id,
               (select t.name from tenant.staff_members t where t.workspace_id = j.workspace_id and t.id = a.technician_id) as technician,
               k.approved, k.currency as approved_currency,
               e.number as estimate, e.state as estimate_state, e.content as estimate_content, e.expires_at as estimate_expires_at, e.wish, d.number as draft,
               i.total as invoiced, i.currency as invoiced_currency, i.paid, i.deposit, i.due_on,
               (select string_agg(g.tag_id::text, ' ' order by g.tag_id) from tenant.job_tags g where g.workspace_id = j.workspace_id and g.job_id = j.id) as tags,
               exists (select from tenant.conversations m where m.workspace_id = j.workspace_id and m.job_id = j.id and m.waits_since is not null) as waits,
               exists (select from tenant.appointments r where r.workspace_id = j.workspace_id and r.job_id = j.id and r.state = 'Requested') as another_time,
               exists (
                 select from tenant.appointments w
                 where w.workspace_id = j.workspace_id and w.job_id = j.id and w.state = 'Done' and w.ends_at > coalesce(k.approved_at, '-infinity')) as done
        from (
          select * from tenant.jobs where workspace_id = {0} and "end" is null and stage <> 'Paid'
          union all
          select * from tenant.jobs where workspace_id = {0} and "end" is null and stage = 'Paid' and staged_at > {2}) j
        left join lateral (
          select v.starts_at, v.state, v.technician_id from tenant.appointments v
          where v.workspace_id = j.workspace_id and v.job_id = j.id and v.ends_at > {1} and v.state in ('Scheduled', 'Confirmed', 'OnMyWay')
          order by v.starts_at limit 1) a on true
        left join lateral (
          select sum(n.total_minor_units)::bigint as approved, min(n.total_currency) as currency, max(x.answered_at) as approved_at
          from tenant.estimates x join tenant.consents n on n.workspace_id = x.workspace_id and n.estimate_id = x.id and n.version = x.sent_version
            and n.round = x.round
          where x.workspace_id = j.workspace_id and x.job_id = j.id and x.state = 'Approved') k on true
        left join lateral (
          select x.number, x.state, case when x.state = 'Sent' then v.content::text end as content, v.expires_at, x.wish
          from tenant.estimates x
          left join tenant.estimate_versions v on v.workspace_id = x.workspace_id and v.estimate_id = x.id and v.number = x.sent_version
          where x.workspace_id = j.workspace_id and x.job_id = j.id
          order by x.state = 'Sent' desc, x.wish is not null desc, x.created_at desc limit 1) e on true
        left join lateral (
          select x.number from tenant.estimates x
          where x.workspace_id = j.workspace_id and x.job_id = j.id and x.draft_version is not null
          order by x.created_at desc limit 1) d on true
        left join lateral (
          select x.total_minor_units as total, x.total_currency as currency, x.deposit_minor_units as deposit, x.due_on, x.paid_minor_units as paid
          from tenant.invoices x
          where x.workspace_id = j.workspace_id and x.job_id = j.id and x.voided_at is null
          order by x.paid_minor_units + x.credited_minor_units < x.total_minor_units desc, x.issued_on desc, x.id desc limit 1) i on true
        """;

    private const string OneCard = Cards + " where j.id = {3}";
    private const string SomeCards = Cards + " where j.id = any({3})";

    /// <summary>All that the board carries.</summary>
    public static async Task<List<JobCard>> AllAsync(WorkspaceDb db, WorkspaceView workspace, CancellationToken cancellationToken)
    {
        var rows = await db
            .Database.SqlQueryRaw<CardRow>(Cards + " order by j.staged_at desc limit {3}", db.WorkspaceId.Value, db.Now, db.Now - PaidStays, Most)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(r => CardOf(r, workspace, db.Now))];
    }

    /// <summary>Those of these jobs that the board carries.</summary>
    public static async Task<List<JobCard>> OfAsync(
        WorkspaceDb db,
        WorkspaceView workspace,
        IEnumerable<Id<Job>> jobs,
        CancellationToken cancellationToken
    )
    {
        Guid[] ids = [.. jobs.Select(j => j.Value)];

        // Nearly always one job. For an array PostgreSQL would plan anew every time, which takes longer than reading the card.
        var (which, wanted) = ids.Length == 1 ? (OneCard, (object)ids[0]) : (SomeCards, ids);
        var rows = await db
            .Database.SqlQueryRaw<CardRow>(which, db.WorkspaceId.Value, db.Now, db.Now - PaidStays, wanted)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(r => CardOf(r, workspace, db.Now))];
    }

    public static async Task<ImmutableList<BoardLead>> LeadsAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        [
            .. await db
                .Leads.Where(l => l.State == LeadState.Open)
                .OrderByDescending(l => l.ReceivedAt)
                .Take(MostLeads)
                .Select(l => new BoardLead(l.Number, l.Name, l.Service, l.ReceivedAt))
                .ToListAsync(cancellationToken),
        ];

    public static async Task<IReadOnlyList<Colleague>> StaffAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        await db
            .Staff.Where(s => s.RemovedAt == null)
            .OrderBy(s => s.Name)
            .Take(500)
            .Select(s => new Colleague(s.Id, s.Name))
            .ToListAsync(cancellationToken);

    private static JobCard CardOf(CardRow row, WorkspaceView workspace, DateTimeOffset now)
    {
        var stage = Enum.Parse<JobStage>(row.Stage);
        EstimateState? estimate = row.EstimateState is { } stored
            ? Estimate.StateAt(Enum.Parse<EstimateState>(stored), row.EstimateExpiresAt, now)
            : null;

        Money? amount =
            row.Approved is { } approved ? new Money(approved, new Currency(row.ApprovedCurrency!)) // A sum has its currency.
            : estimate == EstimateState.Sent && row.EstimateContent is { } content ? ContentOf(content).TotalsWithoutOptions.Total
            : row.Invoiced is { } invoiced ? new Money(invoiced, new Currency(row.InvoicedCurrency!)) // As above.
            : null;
        var technician = row.Technician ?? row.Assignee;
        var next = NextOf(stage, estimate, row, workspace, now);
        return new JobCard(
            new Id<Job>(row.Id),
            row.Number,
            row.Customer,
            row.Title,
            stage,
            row.StagedAt,
            amount,
            amount is { } shown ? workspace.Words.Money(shown) : "",
            row.VisitAt is { } visit ? VisitOf(visit, workspace, now) : "",
            (row.TechnicianId ?? row.AssigneeId) is { } id ? new Id<StaffMember>(id) : null,
            technician is null ? "" : StaffMember.InitialsOf(technician),
            ChipOf(stage, estimate, row, workspace, now),
            AgeOf(now - row.StagedAt),
            row.Draft,
            NextActWords.OnCard(next),
            row.Tags ?? ""
        );
    }

    /// <summary>The same question that the job's page asks: <see cref="JobSituations"/>.</summary>
    private static NextAct NextOf(JobStage stage, EstimateState? estimate, CardRow row, WorkspaceView workspace, DateTimeOffset now) =>
        NextAct.Of(
            new JobSituation(
                stage,
                End: null,
                row.Waits,
                row.AnotherTime,
                row.Draft,
                IsWanted(estimate, row) ? row.Estimate : null,
                estimate == EstimateState.Sent ? row.Estimate : null,
                estimate is EstimateState.Declined or EstimateState.Expired or EstimateState.Withdrawn,
                row.VisitAt is not null,
                row.Done,
                IsOverdue(stage, row, workspace, now) ? "" : null
            )
        );

    private static bool IsWanted(EstimateState? estimate, CardRow row) =>
        row.Wish is not null && estimate is EstimateState.Sent or EstimateState.Expired;

    private static bool IsOverdue(JobStage stage, CardRow row, WorkspaceView workspace, DateTimeOffset now) =>
        stage == JobStage.Invoiced && row.DueOn < DayOf(now, workspace);

    /// <summary>Whoever waits for an answer comes first, as in <see cref="NextAct"/>.</summary>
    private static CardChip? ChipOf(JobStage stage, EstimateState? estimate, CardRow row, WorkspaceView workspace, DateTimeOffset now) =>
        row.Waits ? CardChip.Unanswered
        : row.AnotherTime ? CardChip.AnotherTimeAsked
        : stage switch
        {
            JobStage.Paid => CardChip.Paid,
            JobStage.Invoiced when IsOverdue(stage, row, workspace, now) => CardChip.Overdue,
            JobStage.Invoiced => row.Paid > 0 ? CardChip.PartiallyPaid : CardChip.Open,
            JobStage.Approved => row.Deposit > (row.Paid ?? 0) ? CardChip.DepositDue : CardChip.Approved,
            _ when IsWanted(estimate, row) => row.Wish == nameof(EstimateWish.NewPrice) ? CardChip.NewPriceAsked : CardChip.ChangesAsked,
            JobStage.EstimateSent => CardChip.Sent,
            _ => estimate switch
            {
                EstimateState.Declined => CardChip.Declined,
                EstimateState.Expired => CardChip.Expired,
                EstimateState.Withdrawn => CardChip.Withdrawn,
                _ => row.VisitState switch
                {
                    nameof(AppointmentState.Confirmed) => CardChip.Confirmed,
                    nameof(AppointmentState.OnMyWay) => CardChip.OnMyWay,
                    nameof(AppointmentState.Scheduled) => CardChip.Scheduled,
                    _ => row.Draft is null ? null : CardChip.Draft,
                },
            },
        };

    /// <summary>Within a week the weekday and the time, further away the day.</summary>
    private static string VisitOf(DateTimeOffset at, WorkspaceView workspace, DateTimeOffset now)
    {
        var culture = workspace.Culture;
        var local = TimeZoneInfo.ConvertTime(at, workspace.Zone);
        return at - now < TimeSpan.FromDays(6.5)
            ? $"{local.ToString("ddd", culture)} {workspace.Words.Time(at)}"
            : local.ToString(culture.DateTimeFormat.MonthDayPattern.Replace("MMMM", "MMM", StringComparison.Ordinal), culture);
    }

    private static string AgeOf(TimeSpan age) =>
        age switch
        {
            { TotalHours: < 1 } => "< 1 h",
            { TotalDays: < 1 } => $"{(int)age.TotalHours} h",
            _ => $"{(int)age.TotalDays} d",
        };

    private static DateOnly DayOf(DateTimeOffset at, WorkspaceView workspace) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, workspace.Zone).DateTime);

    private static EstimateContent ContentOf(string json) => JsonSerializer.Deserialize<EstimateContent>(json)!; // Written by the mapping; never the JSON null.

    /// <summary>One row of the statement above.</summary>
    private sealed class CardRow
    {
        public Guid Id { get; init; }
        public string Number { get; init; } = "";
        public string Title { get; init; } = "";
        public string Stage { get; init; } = "";
        public DateTimeOffset StagedAt { get; init; }
        public string Customer { get; init; } = "";
        public Guid? AssigneeId { get; init; }
        public string? Assignee { get; init; }
        public DateTimeOffset? VisitAt { get; init; }
        public string? VisitState { get; init; }
        public Guid? TechnicianId { get; init; }
        public string? Technician { get; init; }
        public long? Approved { get; init; }
        public string? ApprovedCurrency { get; init; }
        public string? Estimate { get; init; }
        public string? EstimateState { get; init; }
        public string? EstimateContent { get; init; }
        public DateTimeOffset? EstimateExpiresAt { get; init; }
        public string? Wish { get; init; }
        public string? Draft { get; init; }
        public long? Invoiced { get; init; }
        public string? InvoicedCurrency { get; init; }
        public long? Paid { get; init; }
        public long? Deposit { get; init; }
        public DateOnly? DueOn { get; init; }
        public string? Tags { get; init; }
        public bool Waits { get; init; }
        public bool AnotherTime { get; init; }
        public bool Done { get; init; }
    }
}
