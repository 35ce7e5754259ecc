using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Activity;

/// <summary>One line of the company's history.</summary>
/// <param name="At">UTC.</param>
/// <param name="JobNumber">The job that it concerns; null: none.</param>
/// <param name="CustomerId">The customer whom it concerns; null: none.</param>
public sealed record HistoryLine(long Seq, DateTimeOffset At, string Who, string Kind, string What, string? JobNumber, Guid? CustomerId);

/// <summary>A stretch of history, newest first.</summary>
/// <param name="Before">Where the next, earlier stretch ends; null: this one reaches the beginning.</param>
/// <param name="Reached">UTC; how far back was looked, where nothing more was found up to there; null: nothing was looked through in vain.</param>
public sealed record History(IReadOnlyList<HistoryLine> Lines, long? Before, DateTimeOffset? Reached, WorkspaceView Company);

/// <summary>Someone whose acts can be asked for.</summary>
public sealed record HistoryPerson(Guid Id, string Name);

/// <summary>Reads the company's whole history, for those who answer for it.</summary>
public sealed class HistoryQuery(WorkspaceDbFactory workspaces)
{
    /// <summary>Lines of one answer.</summary>
    public const int Page = 100;

    /// <summary>Lines looked through for one answer: what one page costs does not depend on how rare the wanted is, or how old the company.</summary>
    public const int Stretch = 1_000;

    /// <summary>The clocks of two transactions that commit in turn differ by less.</summary>
    private static readonly TimeSpan Disorder = TimeSpan.FromMinutes(10);

    private static readonly string[] Customers = ["visitor", "link-holder", "requester"];

    /// <param name="before">Only lines with a smaller number; null: from the newest.</param>
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<History> RunAsync(Staff staff, HistoryFilter filter, long? before, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "see the company's history");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var from = filter.From is { } first ? LocalDay.End(first.AddDays(-1), company.Zone) : (DateTimeOffset?)null;
        var until = filter.Through is { } last ? LocalDay.End(last, company.Zone) : (DateTimeOffset?)null;
        var newest = await db.Activity.OrderByDescending(a => a.Seq).Select(a => (long?)a.Seq).FirstOrDefaultAsync(cancellationToken) ?? 0;
        var lowest = from is { } begins ? await FirstAsync(db, begins - Disorder, newest, cancellationToken) : 1;
        var end = until is { } ends ? await FirstAsync(db, ends + Disorder, newest, cancellationToken) : newest + 1;
        end = Math.Min(end, before ?? end);
        var bottom = Math.Max(lowest, end - Stretch); // The numbers have no gaps.
        var stretch = db.Activity.Where(a => a.Seq < end && a.Seq >= bottom);
        var wanted = Wanted(stretch, filter);
        if (from is { } since)
        {
            wanted = wanted.Where(a => a.At >= since);
        }

        if (until is { } till)
        {
            wanted = wanted.Where(a => a.At < till);
        }

        var lines = await LinesAsync(db, wanted.OrderByDescending(a => a.Seq).Take(Page), company, cancellationToken);
        var next = lines.Count == Page ? lines[^1].Seq : bottom;
        var reached =
            lines.Count < Page && bottom > lowest
                ? await db.Activity.Where(a => a.Seq == bottom).Select(a => (DateTimeOffset?)a.At).SingleOrDefaultAsync(cancellationToken)
                : null;
        return new History(lines, next > lowest ? next : null, reached, company);
    }

    /// <summary>Whose acts can be asked for; those who left, too.</summary>
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<IReadOnlyList<HistoryPerson>> PeopleAsync(Staff staff, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "see the company's history");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await db.Staff.OrderBy(s => s.Name).Take(500).Select(s => new HistoryPerson(s.Id.Value, s.Name)).ToListAsync(cancellationToken);
    }

    private static IQueryable<ActivityEntry> Wanted(IQueryable<ActivityEntry> entries, HistoryFilter filter)
    {
        if (filter.Kinds is { Count: > 0 } kinds)
        {
            entries = entries.Where(a => kinds.Any(k => EF.Functions.Like(a.Kind, k + "%")));
        }

        return filter switch
        {
            { Staff: { } staff } => entries.Where(a => (a.ActorKind == "staff" || a.ActorKind == "onlooker") && a.ActorId == staff),
            { Side: HistorySide.Customers } => entries.Where(a => Customers.Contains(a.ActorKind)),
            { Side: HistorySide.System } => entries.Where(a => a.ActorKind != "staff" && !Customers.Contains(a.ActorKind)),
            _ => entries,
        };
    }

    private static async Task<List<HistoryLine>> LinesAsync(
        WorkspaceDb db,
        IQueryable<ActivityEntry> entries,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var rows = await (
            from entry in entries
            join details in db.ActivityDetails on entry.Seq equals details.Seq
            select new
            {
                Line = new ActivityLine(entry.Seq, entry.Kind, entry.Subject, entry.ActorKind, entry.ActorId, entry.At, details.Body),
                entry.CustomerId,
                entry.JobId,
            }
        ).ToListAsync(cancellationToken);
        var jobIds = rows.Select(r => r.JobId).OfType<Guid>().Distinct().Select(j => new Id<Domain.Jobs.Job>(j)).ToArray();
        var jobs = await db
            .Jobs.Where(j => jobIds.Contains(j.Id))
            .Select(j => new { j.Id, j.Number })
            .ToDictionaryAsync(j => j.Id.Value, j => j.Number, cancellationToken);
        var staffIds = rows.Where(r => r.Line.ActorKind == "staff")
            .Select(r => r.Line.ActorId)
            .OfType<Guid>()
            .Distinct()
            .Select(s => new Id<StaffMember>(s))
            .ToArray();
        var staff = await db
            .Staff.Where(s => staffIds.Contains(s.Id))
            .Select(s => new { s.Id, s.Name })
            .ToDictionaryAsync(s => s.Id.Value, s => s.Name, cancellationToken);
        var contactIds = rows.Where(r => r.Line.ActorKind == "visitor")
            .Select(r => r.Line.ActorId)
            .OfType<Guid>()
            .Distinct()
            .Select(c => new Id<Domain.Customers.Contact>(c))
            .ToArray();
        var contacts = await db
            .Contacts.Where(c => contactIds.Contains(c.Id))
            .Select(c => new { c.Id, c.Name })
            .ToDictionaryAsync(c => c.Id.Value, c => c.Name, cancellationToken);
        return
        [
            .. rows.OrderByDescending(r => r.Line.Seq)
                .Select(r => new HistoryLine(
                    r.Line.Seq,
                    r.Line.At,
                    r.Line.ActorKind switch
                    {
                        "staff" => NameIn(staff, r.Line.ActorId, "Someone of the team"),
                        "visitor" => NameIn(contacts, r.Line.ActorId, "A customer"),
                        "link-holder" or "requester" => "A visitor",
                        "provider" => "Payment provider",
                        "operator" => "Operator",
                        _ => "Automatic",
                    },
                    r.Line.Kind,
                    ActivitySentences.ForStaff(r.Line, company),
                    r.JobId is { } job ? jobs.GetValueOrDefault(job) : null,
                    r.CustomerId
                )),
        ];
    }

    private static string NameIn(Dictionary<Guid, string> names, Guid? id, string otherwise) =>
        id is { } known && names.TryGetValue(known, out var name) ? name : otherwise;

    /// <summary>
    /// The number of the first line at or after an instant, give or take <see cref="Disorder"/>; one more than the last where there is none. The numbers have no gaps and the instants rise with them,
    /// so that some twenty looks by key find it, without an index that every act would have to write.
    /// </summary>
    private static async Task<long> FirstAsync(WorkspaceDb db, DateTimeOffset at, long newest, CancellationToken cancellationToken)
    {
        var (low, high) = (1L, newest + 1);
        var wanted = at.ToUniversalTime();
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var there = await db.Activity.Where(a => a.Seq == middle).Select(a => a.At).SingleAsync(cancellationToken);
            (low, high) = there < wanted ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
