using System.Collections.Concurrent;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
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

    private readonly ConcurrentDictionary<Id<Workspace>, Gathering<Staff, Notices?>> _open = new();

    /// <summary>Everybody who asks at the same time, which is what one approval makes all open pages do, shares one reading.</summary>
    /// <exception cref="RuleViolation">Their sign-in has ended.</exception>
    public async Task<Notices> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        var open = _open.GetOrAdd(staff.WorkspaceId, id => new Gathering<Staff, Notices?>(asking => AnswerAsync(id, asking)));
        return await open.AskAsync(staff).WaitAsync(cancellationToken) ?? throw AccessRules.Refusal("staff-session.ended");
    }

    /// <returns>Null for whose sign-in does not stand.</returns>
    private async Task<IReadOnlyList<Notices?>> AnswerAsync(Id<Workspace> workspace, IReadOnlyList<Staff> asking)
    {
        await using var db = await workspaces.ReadAsync(new BackgroundTask(workspace, "Bell"), CancellationToken.None);
        var standing = await StandingStaff.AmongAsync(db, asking, CancellationToken.None);
        var company = await WorkspaceViews.ReadAsync(db, CancellationToken.None);
        var newest = await db.Activity.OrderByDescending(a => a.Seq).Select(a => a.Seq).FirstOrDefaultAsync();
        var since = db.Now - Rings;
        var rows = await db
            .Activity.OrderByDescending(a => a.Seq)
            .Take(Newest)
            .Where(a => Kinds.Contains(a.Kind) && a.At > since)
            .Select(a => new Ring(a.Seq, a.ActorId, a.JobId, a.CustomerId))
            .ToListAsync();
        long[] seqs = [.. rows.Select(r => r.Seq)];
        var lines = await ActivityQuery.Lines(db, db.Activity.Where(a => seqs.Contains(a.Seq)).Take(Newest)).ToDictionaryAsync(l => l.Seq);
        Id<StaffMember>[] people = [.. asking.Select(s => s.StaffId).Distinct()];
        var positions = await db.StaffFeedPositions.Where(p => people.Contains(p.StaffId)).ToDictionaryAsync(p => p.StaffId, p => p.Seq);
        Id<Job>[] jobs = [.. rows.Select(r => r.JobId).OfType<Guid>().Distinct().Select(j => new Id<Job>(j))];
        var numbers = await db
            .Jobs.Where(j => jobs.Contains(j.Id))
            .Select(j => new { j.Id, j.Number })
            .ToDictionaryAsync(j => j.Id.Value, j => j.Number);

        Dictionary<Id<StaffMember>, Notices> made = [];
        foreach (var staff in asking.DistinctBy(s => s.StaffId))
        {
            var own = staff.Role == StaffRole.Technician ? await OwnAsync(db, staff, jobs) : null;
            var theirs = rows.Where(r => r.ActorId != staff.StaffId.Value && (own is null || (r.JobId is { } job && own.Contains(job))))
                .Select(r => (Ring: r, Line: lines[r.Seq]))
                .Where(r => r.Line.Kind != "job.assigned" || r.Line.Detail("staff") == staff.StaffId.ToString()) // To others it is no news of theirs.
                .OrderByDescending(r => r.Ring.Seq)
                .ToList();
            var position = positions.GetValueOrDefault(staff.StaffId);
            made[staff.StaffId] = new Notices(
                [
                    .. theirs
                        .Take(MostShown)
                        .Select(r => new Notice(
                            r.Ring.Seq,
                            ActivitySentences.ForStaff(r.Line, company),
                            company.Words.Ago(r.Line.At, db.Now),
                            PathOf(r.Line, r.Ring.CustomerId, r.Ring.JobId is { } job ? numbers.GetValueOrDefault(job) : null),
                            r.Ring.Seq > position
                        )),
                ],
                Math.Min(MostCounted, theirs.Count(r => r.Ring.Seq > position)),
                newest
            );
        }

        return [.. asking.Select(s => standing.Contains(s.Session) ? made[s.StaffId] : null)];
    }

    private static async Task<HashSet<Guid>> OwnAsync(WorkspaceDb db, Staff staff, IReadOnlyList<Id<Job>> among) =>
        [
            .. (
                await db
                    .Jobs.Where(j =>
                        among.Contains(j.Id)
                        && (j.AssigneeId == staff.StaffId || db.Appointments.Any(a => a.JobId == j.Id && a.TechnicianId == staff.StaffId))
                    )
                    .Select(j => j.Id)
                    .ToListAsync()
            ).Select(j => j.Value),
        ];

    private static string PathOf(ActivityLine line, Guid? customer, string? job) =>
        line.Kind.Split('.')[0] switch
        {
            "estimate" => $"/office/estimates/{line.Detail("number")}",
            "invoice" => $"/office/invoices/{line.Detail("number")}",
            "lead" => $"/office/leads/{line.Detail("number")}",
            "message" or "job-message" => $"/office/messages/{line.Subject}",
            "contact" => $"/office/customers/{customer}",
            _ => job is null ? "/office" : $"/office/jobs/{job}",
        };

    private sealed record Ring(long Seq, Guid? ActorId, Guid? JobId, Guid? CustomerId);
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
