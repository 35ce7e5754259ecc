using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Notifications;

/// <summary>A sweep of the company, as it stands.</summary>
/// <param name="RanAt">UTC; null: not yet.</param>
/// <param name="Did">What the last run did; empty: nothing was due.</param>
/// <param name="ActedAt">UTC; when it last found something to do; null: never.</param>
/// <param name="NextAt">UTC; null: it does not run, since there is nothing for it to look at.</param>
/// <param name="FailedAt">UTC; when it broke off since; it is tried again at <paramref name="NextAt"/>. Null: it did not.</param>
public sealed record SweepRow(
    SweepInfo Sweep,
    long Runs,
    DateTimeOffset? RanAt,
    IReadOnlyDictionary<string, int> Did,
    DateTimeOffset? ActedAt,
    IReadOnlyDictionary<string, int> Acted,
    DateTimeOffset? NextAt,
    DateTimeOffset? FailedAt
);

/// <summary>The company's background work.</summary>
/// <param name="Waiting">Rows of the outbox that are due and not done.</param>
/// <param name="Failing">Of those, how many broke off at least once.</param>
public sealed record SweepsView(WorkspaceView Company, IReadOnlyList<SweepRow> Sweeps, int Waiting, int Failing, DateTimeOffset Now);

/// <summary>Reads what each sweep did last and when it runs next.</summary>
public sealed class SweepsQuery(WorkspaceDbFactory workspaces)
{
    /// <summary>Counted as far as this.</summary>
    public const int MostCounted = 1_000;

    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<SweepsView> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayOperate(), "see background work");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var runs = await db.SweepRuns.AsNoTracking().ToDictionaryAsync(r => r.Kind, cancellationToken);
        string[] kinds = [.. SweepCatalogue.All.Select(s => s.Kind)];
        var rows = await db
            .Outbox.Where(o => o.WorkspaceId == db.WorkspaceId && kinds.Contains(o.Kind) && o.DoneAt == null)
            .Select(o => new { o.Kind, o.DueAt })
            .ToListAsync(cancellationToken);
        var due = await db
            .Outbox.Where(o => o.WorkspaceId == db.WorkspaceId && o.DoneAt == null && o.DueAt <= db.Now)
            .Take(MostCounted)
            .Select(o => o.Attempts)
            .ToListAsync(cancellationToken);
        return new SweepsView(
            await WorkspaceViews.ReadAsync(db, cancellationToken),
            [
                .. SweepCatalogue.All.Select(sweep =>
                {
                    var run = runs.GetValueOrDefault(sweep.Kind);
                    var row = rows.Where(r => r.Kind == sweep.Kind).OrderBy(r => r.DueAt).FirstOrDefault();
                    return new SweepRow(
                        sweep,
                        run?.Runs ?? 0,
                        run?.RanAt,
                        run?.Did ?? new Dictionary<string, int>(),
                        run?.ActedAt,
                        run?.Acted ?? new Dictionary<string, int>(),
                        row?.DueAt,
                        run?.FailedAt
                    );
                }),
            ],
            due.Count,
            due.Count(attempts => attempts > 1),
            db.Now
        );
    }
}

/// <summary>An owner has a sweep run now instead of later; it then goes on in its rhythm. Running it twice ends the same.</summary>
public sealed class RunSweepNow(WorkspaceDbFactory workspaces)
{
    public const string Unknown = "sweep.unknown";

    /// <param name="kind">One of <see cref="SweepCatalogue"/>.</param>
    /// <exception cref="RuleViolation">Their role does not allow it, or there is no such sweep here.</exception>
    public Task RunAsync(Staff staff, string kind, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayOperate(), "run background work");
        RuleViolation.Unless(SweepCatalogue.Find(kind) is not null, Unknown, "There is no such sweep.");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var subjects = await db
                    .Outbox.Where(o => o.WorkspaceId == db.WorkspaceId && o.Kind == kind)
                    .Select(o => o.Subject)
                    .ToListAsync(cancellationToken);
                RuleViolation.Unless(subjects.Count > 0, Unknown, "There is nothing for this sweep to look at yet.");
                foreach (var subject in subjects)
                {
                    db.Queue(kind, subject);
                }

                db.Record(new SweepAskedFor(db.WorkspaceId, SweepCatalogue.Find(kind)!.Name)); // Found above.
            },
            cancellationToken
        );
    }
}
