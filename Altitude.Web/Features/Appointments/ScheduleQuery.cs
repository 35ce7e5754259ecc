using System.Collections.Immutable;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments;

/// <summary>Reads what is planned: the visits of some days, and the jobs that wait for one.</summary>
internal static class ScheduleQuery
{
    /// <summary>Four times what a company of thirty technicians does in a week.</summary>
    public const int Most = 2_000;

    public const int MostWaiting = 100;

    private const int MostStaff = 500;

    /// <summary>No visit lasts longer: one that began before is over.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    // Names are look-ups of their own: a join PostgreSQL would answer by reading all customers once there are a few hundred visits.
    private const string Visits = """
        select a.id, a.revision, a.title, a.state, a.starts_at, a.ends_at, a.arrival_from, a.arrival_until, a.technician_id,
               array(select t.staff_id from tenant.appointment_technicians t
                     where t.workspace_id = a.workspace_id and t.appointment_id = a.id order by t.staff_id) as further,
               (select j.number from tenant.jobs j where j.workspace_id = a.workspace_id and j.id = a.job_id) as job,
               (select c.name from tenant.customers c where c.workspace_id = a.workspace_id and c.id = a.customer_id) as customer,
               (select l.address from tenant.service_locations l where l.workspace_id = a.workspace_id and l.id = a.location_id) as place
        from tenant.appointments a
        where a.workspace_id = {0} and a.starts_at > {1} and a.starts_at < {2} and a.ends_at > {3} and a.state <> 'Cancelled'
        """;

    // A look-up for each open job: "not exists" PostgreSQL would answer by reading every visit that ever was.
    private const string Waiting = """
        select j.number, j.title, j.stage, j.staged_at,
               (select c.name from tenant.customers c where c.workspace_id = j.workspace_id and c.id = j.customer_id) as customer
        from tenant.jobs j
        where j.workspace_id = {0} and j."end" is null and j.stage <> 'Paid' and j.stage <> 'Invoiced'
          and (select true from tenant.appointments a where a.workspace_id = j.workspace_id and a.job_id = j.id
               and a.state in ('Requested', 'Scheduled', 'Confirmed', 'OnMyWay') limit 1) is null
        order by j.staged_at desc limit {1}
        """;

    public static async Task<List<ScheduleVisit>> VisitsAsync(
        WorkspaceDb db,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    ) =>
        Of(
            await db
                .Database.SqlQueryRaw<VisitRow>(
                    Visits + " order by a.starts_at limit {4}",
                    db.WorkspaceId.Value,
                    from - Longest,
                    until,
                    from,
                    Most + 1
                )
                .ToListAsync(cancellationToken)
        );

    /// <summary>Those of these visits that belong to the span and were not cancelled.</summary>
    public static async Task<List<ScheduleVisit>> VisitsAsync(
        WorkspaceDb db,
        DateTimeOffset from,
        DateTimeOffset until,
        Guid[] ids,
        CancellationToken cancellationToken
    ) =>
        Of(
            await db
                .Database.SqlQueryRaw<VisitRow>(Visits + " and a.id = any({4})", db.WorkspaceId.Value, from - Longest, until, from, ids)
                .ToListAsync(cancellationToken)
        );

    public static async Task<ImmutableArray<WaitingJob>> WaitingAsync(WorkspaceDb db, WorkspaceView company, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQueryRaw<WaitingRow>(Waiting, db.WorkspaceId.Value, MostWaiting).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new WaitingJob(
                r.Number,
                r.Title,
                r.Customer,
                StateNames.Of(Enum.Parse<JobStage>(r.Stage)),
                company.Words.Ago(r.StagedAt, db.Now)
            )),
        ];
    }

    public static async Task<ImmutableArray<ScheduleColleague>> StaffAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        [
            .. await db
                .Staff.Where(s => s.RemovedAt == null)
                .OrderBy(s => s.Name)
                .Take(MostStaff)
                .Select(s => new ScheduleColleague(s.Id, s.Name, s.Role == StaffRole.Technician))
                .ToListAsync(cancellationToken),
        ];

    private static List<ScheduleVisit> Of(List<VisitRow> rows) =>
        [
            .. rows.Select(r => new ScheduleVisit(
                new Id<Appointment>(r.Id),
                r.Revision,
                r.Job,
                r.Title,
                r.Customer,
                r.Place ?? "",
                Enum.Parse<AppointmentState>(r.State),
                r.StartsAt,
                r.EndsAt,
                new TimeWindow(r.ArrivalFrom, r.ArrivalUntil),
                r.TechnicianId is { } lead ? new Id<StaffMember>(lead) : null,
                [.. r.Further.Select(f => new Id<StaffMember>(f))]
            )),
        ];

    /// <summary>One row of the first statement.</summary>
    private sealed class VisitRow
    {
        public Guid Id { get; init; }
        public int Revision { get; init; }
        public string Title { get; init; } = "";
        public string State { get; init; } = "";
        public DateTimeOffset StartsAt { get; init; }
        public DateTimeOffset EndsAt { get; init; }
        public TimeOnly ArrivalFrom { get; init; }
        public TimeOnly ArrivalUntil { get; init; }
        public Guid? TechnicianId { get; init; }
        public Guid[] Further { get; init; } = [];
        public string Job { get; init; } = "";
        public string Customer { get; init; } = "";
        public string? Place { get; init; }
    }

    /// <summary>One row of the second.</summary>
    private sealed class WaitingRow
    {
        public string Number { get; init; } = "";
        public string Title { get; init; } = "";
        public string Stage { get; init; } = "";
        public DateTimeOffset StagedAt { get; init; }
        public string Customer { get; init; } = "";
    }
}
