using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Activity;

/// <summary>What concerns somebody of the company, newest first.</summary>
/// <param name="Unread">After where they last looked; at most <see cref="NoticesQuery.MostCounted"/>.</param>
/// <param name="Position">The newest line that was read for this; 0: none.</param>
public sealed record Notices(IReadOnlyList<Notice> Latest, int Unread, long Position)
{
    public static readonly Notices None = new([], 0, 0);
}

/// <summary>One of them.</summary>
/// <param name="Path">Where it leads.</param>
public sealed record Notice(long Seq, string Text, string When, string Path, bool IsUnread);

/// <summary>
/// What rings somebody's bell: approvals, declines, requests, confirmations and asks that others brought about; for a technician those of their own jobs. Read from the
/// newest lines of activity alone, so that it costs the same in a company of any age.
/// </summary>
public sealed class NoticesQuery(WorkspaceDbFactory workspaces)
{
    public const int MostCounted = 99;
    private const int MostShown = 20;
    private const int Newest = 500;

    /// <summary>Whoever never looked is not told of years.</summary>
    private static readonly TimeSpan Rings = TimeSpan.FromDays(14);

    private static readonly string[] Kinds =
    [
        "estimate.approved",
        "estimate.declined",
        "estimate.changes-requested",
        "estimate.new-price-asked",
        "estimate.approval-taken-back",
        "estimate.decline-taken-back",
        "lead.received",
        "appointment.confirmed",
        "appointment.time-requested",
        "message.received",
        "job-message.received",
        "contact.email-asked",
        "job.assigned",
        "invoice.payment",
    ];

    public static bool MayRing(string kind) => Kinds.Contains(kind);

    public async Task<Notices> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var position = await db.StaffFeedPositions.Where(p => p.StaffId == staff.StaffId).Select(p => p.Seq).FirstOrDefaultAsync(cancellationToken);
        var newest = await db.Activity.OrderByDescending(a => a.Seq).Select(a => a.Seq).FirstOrDefaultAsync(cancellationToken);
        var me = staff.StaffId.Value;
        var since = db.Now - Rings;
        var rows = await db
            .Activity.OrderByDescending(a => a.Seq)
            .Take(Newest)
            .Where(a => Kinds.Contains(a.Kind) && a.At > since && a.ActorId != me)
            .Select(a => new
            {
                a.Seq,
                a.JobId,
                a.CustomerId,
            })
            .ToListAsync(cancellationToken);
        if (staff.Role == StaffRole.Technician)
        {
            var own = await OwnAsync(db, staff, rows.Select(r => r.JobId).OfType<Guid>().Distinct(), cancellationToken);
            rows = [.. rows.Where(r => r.JobId is { } job && own.Contains(job))];
        }

        var about = rows.ToDictionary(r => r.Seq);
        long[] seqs = [.. rows.OrderByDescending(r => r.Seq).Select(r => r.Seq)];
        var lines = (
            await ActivityQuery
                .Lines(db, db.Activity.Where(a => seqs.Contains(a.Seq)).OrderByDescending(a => a.Seq).Take(Newest))
                .ToListAsync(cancellationToken)
        )
            .Where(l => l.Kind != "job.assigned" || l.Detail("staff") == staff.StaffId.ToString()) // To others it is no news of theirs.
            .OrderByDescending(l => l.Seq)
            .ToList();
        var shown = lines.Take(MostShown).ToList();
        Id<Job>[] jobs = [.. shown.Select(l => about[l.Seq].JobId).OfType<Guid>().Distinct().Select(j => new Id<Job>(j))];
        var numbers = await db
            .Jobs.Where(j => jobs.Contains(j.Id))
            .Select(j => new { j.Id, j.Number })
            .ToDictionaryAsync(j => j.Id.Value, j => j.Number, cancellationToken);
        return new Notices(
            [
                .. shown.Select(l => new Notice(
                    l.Seq,
                    ActivitySentences.ForStaff(l, company),
                    company.Words.Ago(l.At, db.Now),
                    PathOf(l, about[l.Seq].CustomerId, about[l.Seq].JobId is { } job ? numbers.GetValueOrDefault(job) : null),
                    l.Seq > position
                )),
            ],
            Math.Min(MostCounted, lines.Count(l => l.Seq > position)),
            newest
        );
    }

    private static async Task<HashSet<Guid>> OwnAsync(WorkspaceDb db, Staff staff, IEnumerable<Guid> among, CancellationToken cancellationToken)
    {
        Id<Job>[] jobs = [.. among.Select(j => new Id<Job>(j))];
        return
        [
            .. (
                await db
                    .Jobs.Where(j =>
                        jobs.Contains(j.Id)
                        && (j.AssigneeId == staff.StaffId || db.Appointments.Any(a => a.JobId == j.Id && a.TechnicianId == staff.StaffId))
                    )
                    .Select(j => j.Id)
                    .ToListAsync(cancellationToken)
            ).Select(j => j.Value),
        ];
    }

    private static string PathOf(ActivityLine line, Guid? customer, string? job) =>
        line.Kind.Split('.')[0] switch
        {
            "estimate" => $"/office/estimates/{line.Detail("number")}",
            "lead" => $"/office/leads/{line.Detail("number")}",
            "message" or "job-message" => $"/office/messages/{line.Subject}",
            "contact" => $"/office/customers/{customer}",
            _ => job is null ? "/office" : $"/office/jobs/{job}",
        };
}

/// <summary>Somebody has looked: their bell counts from here.</summary>
public sealed class MarkNoticesRead(WorkspaceDbFactory workspaces)
{
    /// <param name="position">Of the notices that they saw; what came later still rings.</param>
    public Task RunAsync(Staff staff, long position, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            db =>
                db.ExecuteAsync(
                    """
                    insert into tenant.staff_feed_positions (workspace_id, staff_id, seq) values ($1, $2, least($3, (select max(a.seq) from tenant.activity a where a.workspace_id = $1)))
                      on conflict (workspace_id, staff_id) do update set seq = greatest(tenant.staff_feed_positions.seq, excluded.seq)
                    """,
                    [db.WorkspaceId.Value, staff.StaffId.Value, position],
                    cancellationToken
                ),
            cancellationToken
        );
}
