using System.Text.Json;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Background;

/// <summary>
/// Looks through one workspace again and again for what is due. One transaction does it and notes what was done, so that a run that breaks off did nothing, and
/// runs at the same time, which wait for each other, late or twice end the same.
/// </summary>
public abstract class Sweep(WorkspaceDbFactory workspaces) : IBackgroundTask
{
    /// <summary>At most so many records in one run; the rest comes a minute later.</summary>
    protected const int Most = 200;

    /// <summary>What a workspace calls it; its outbox rows carry the kind instead.</summary>
    protected abstract string Name { get; }

    protected virtual TimeSpan Every => TimeSpan.FromHours(1);

    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        var actor = new BackgroundTask(task.WorkspaceId, $"Sweep: {Name}");
        try
        {
            await using var db = await workspaces.OpenAsync(actor, cancellationToken);
            // Of those that run at the same time each sees what the one before it did.
            await db.ExecuteAsync(
                "select pg_advisory_xact_lock(hashtextextended($1, 0))",
                [$"sweep {task.WorkspaceId.Value:N} {task.Kind}"],
                cancellationToken
            );
            var found = await LookAsync(db, cancellationToken);
            var did = found.Did.Where(d => d.Value > 0).ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal);
            if (did.Count > 0 || await WasAskedForAsync(db, task.Kind, cancellationToken))
            {
                db.Record(new SweepDid(db.WorkspaceId, Name, did));
            }

            await SweepNotes.KeepAsync(db, task.Kind, did, cancellationToken);
            await workspaces.CommitAsync(db, cancellationToken);
            return TaskEnd.Again(db.Now + (found.IsMore ? TimeSpan.FromMinutes(1) : Every));
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or RuleViolation))
        {
            // Its own transaction is gone; that it broke off is noted in another, for the owners. What broke it is in the log.
            await using var db = await workspaces.OpenAsync(actor, cancellationToken);
            await SweepNotes.BrokeOffAsync(db, task.Kind, cancellationToken);
            await workspaces.CommitAsync(db, cancellationToken);
            throw;
        }
    }

    /// <summary>Whoever pressed the button sees how it ended, even where nothing was due.</summary>
    private static async Task<bool> WasAskedForAsync(WorkspaceDb db, string kind, CancellationToken cancellationToken)
    {
        var asked = await db
            .Activity.Where(a => a.Subject == db.WorkspaceId.Value && a.Kind == SweepAskedFor.Name)
            .OrderByDescending(a => a.Seq)
            .Select(a => (DateTimeOffset?)a.At)
            .FirstOrDefaultAsync(cancellationToken);
        return asked is not null && !await db.SweepRuns.AnyAsync(r => r.Kind == kind && r.RanAt > asked, cancellationToken);
    }

    /// <summary>Does what is due, within the transaction.</summary>
    protected abstract Task<Swept> LookAsync(WorkspaceDb db, CancellationToken cancellationToken);
}

/// <summary>What one run found and did.</summary>
/// <param name="Did">What, and how many of it.</param>
/// <param name="IsMore">There is more than one run takes.</param>
public sealed record Swept(IReadOnlyDictionary<string, int> Did, bool IsMore = false)
{
    public static Swept Of(string what, int count, bool isMore = false) => new(new Dictionary<string, int> { [what] = count }, isMore);
}

/// <summary>What each sweep of a workspace did last, for its owners.</summary>
internal static class SweepNotes
{
    public static Task KeepAsync(WorkspaceDb db, string kind, IReadOnlyDictionary<string, int> did, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into tenant.sweep_runs (workspace_id, kind, runs, ran_at, did, acted_at, acted)
              values ($1, $2, 1, altitude.now(), $3::jsonb, case when $4 then altitude.now() end, case when $4 then $3::jsonb else '{}' end)
              on conflict (workspace_id, kind) do update set runs = tenant.sweep_runs.runs + 1, ran_at = excluded.ran_at, did = excluded.did, failed_at = null,
                acted_at = coalesce(excluded.acted_at, tenant.sweep_runs.acted_at),
                acted = case when excluded.acted_at is null then tenant.sweep_runs.acted else excluded.acted end
            """,
            [db.WorkspaceId.Value, kind, JsonSerializer.Serialize(did), did.Count > 0],
            cancellationToken
        );

    public static Task BrokeOffAsync(WorkspaceDb db, string kind, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into tenant.sweep_runs (workspace_id, kind, runs, did, acted, failed_at) values ($1, $2, 0, '{}', '{}', altitude.now())
              on conflict (workspace_id, kind) do update set failed_at = excluded.failed_at
            """,
            [db.WorkspaceId.Value, kind],
            cancellationToken
        );
}
