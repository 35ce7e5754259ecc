using System.Text.Json;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Data;

/// <summary>The only door to a workspace's rows. Nobody comes in without saying who acts.</summary>
public sealed class WorkspaceDbFactory(NpgsqlDataSource database, ICommitListener listener, FollowUps followUps)
{
    private readonly DbContextOptions<WorkspaceDb> _options = new DbContextOptionsBuilder<WorkspaceDb>()
        .UseNpgsql(database)
        .UseSnakeCaseNamingConvention()
        .AddInterceptors(WholeStatementsInterceptor.Instance)
        .Options;

    /// <summary>Replaces how contexts are made. For the proof that either fence is enough alone, which takes the other away.</summary>
    internal DbContextOptions<WorkspaceDb> Options
    {
        get => _options;
        init => _options = value;
    }

    /// <summary>
    /// Connections for acts and for readings that many share; null: none of their own. Pages open in bursts, and a pool that has grown hands out all its connections in
    /// turn: an act would find each of them cold and have its statements planned anew. Here only as many are open as act at the same time.
    /// </summary>
    public NpgsqlDataSource? Steady { get; init; }

    /// <summary>Opens a transaction that acts. End it with <see cref="CommitAsync"/>; disposed before that, nothing happened.</summary>
    /// <exception cref="Domain.RuleViolation">The actor may not be here: session ended or expired, contact removed, portal off.</exception>
    public async Task<WorkspaceDb> OpenAsync(Actor actor, CancellationToken cancellationToken)
    {
        var db = Make(actor, isReading: false);
        try
        {
            await db.BeginAsync(readOnly: false, key: null, cancellationToken);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Begins a company that somebody signs up, under an address that nobody can guess: it gets its own when its office is opened
    /// (<see cref="WorkspaceDb.TakeSlugAsync"/>), and takes nobody's.
    /// </summary>
    public Task BeginAsync(Id<Workspace> workspace, Func<WorkspaceDb, Task> begin, CancellationToken cancellationToken) =>
        FoundAsync(new Requester(workspace), Workspace.UnopenedSlug(workspace), begin, cancellationToken);

    /// <summary>
    /// Founds a workspace, and all that begins with it, in one transaction. Whoever holds the address gives it up: that workspace is closed, its links and
    /// sessions end, its open pages hear of it.
    /// </summary>
    internal async Task FoundAsync(Actor actor, string slug, Func<WorkspaceDb, Task> begin, CancellationToken cancellationToken)
    {
        await using var db = Make(actor, isReading: false);
        var closed = await db.FoundAsync(slug, cancellationToken);
        await begin(db);
        var founded = await db.CommitAsync(key: null, result: null, cancellationToken);
        if (closed is not null)
        {
            listener.OnCommitted(closed);
        }

        listener.OnCommitted(founded);
    }

    /// <summary>Opens a read-only snapshot, for pages. No locks, the same check.</summary>
    /// <exception cref="Domain.RuleViolation">As <see cref="OpenAsync"/>.</exception>
    public Task<WorkspaceDb> ReadAsync(Actor actor, CancellationToken cancellationToken) => ReadAsync(actor, isByKey: false, cancellationToken);

    /// <summary>
    /// As <see cref="ReadAsync(Actor, CancellationToken)"/>, for a few rows that are asked for by their keys and nothing else. Planning such a statement anew takes ten times as
    /// long as answering it; a list, of which PostgreSQL must know how much will come, is not for this.
    /// </summary>
    public Task<WorkspaceDb> ReadByKeyAsync(Actor actor, CancellationToken cancellationToken) => ReadAsync(actor, isByKey: true, cancellationToken);

    private async Task<WorkspaceDb> ReadAsync(Actor actor, bool isByKey, CancellationToken cancellationToken)
    {
        var db = Make(actor, isReading: true);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        try
        {
            await db.BeginAsync(readOnly: true, key: null, cancellationToken, isByKey);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>Commits what was done in <paramref name="db"/> with its activity, then tells the live feed.</summary>
    public async Task CommitAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        listener.OnCommitted(await db.CommitAsync(key: null, result: null, cancellationToken));

    /// <summary>
    /// Runs a whole use-case in one transaction and commits it. A deadlock, a serialization failure or a lost connection repeats it once from the
    /// beginning; the request key makes that, and the same request sent again, harmless.
    /// </summary>
    /// <returns>What <paramref name="act"/> returned, or what it returned the first time.</returns>
    public async Task<T> ActAsync<T>(Actor actor, RequestKey key, Func<WorkspaceDb, Task<T>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await OnceAsync(actor, key, act, cancellationToken);
        }
        catch (Exception lost) when (IsWorthRepeating(lost))
        {
            return await OnceAsync(actor, key, act, cancellationToken);
        }
    }

    /// <inheritdoc cref="ActAsync{T}"/>
    public Task ActAsync(Actor actor, RequestKey key, Func<WorkspaceDb, Task> act, CancellationToken cancellationToken) =>
        ActAsync(
            actor,
            key,
            async db =>
            {
                await act(db);
                return true;
            },
            cancellationToken
        );

    private async Task<T> OnceAsync<T>(Actor actor, RequestKey key, Func<WorkspaceDb, Task<T>> act, CancellationToken cancellationToken)
    {
        await using var db = Make(actor, isReading: false);
        var isByKey = actor is Visitor; // A customer acts on one record of their own, and what hangs on it.
        if (await db.BeginAsync(readOnly: false, key, cancellationToken, isByKey) is { } earlier)
        {
            return JsonSerializer.Deserialize<T>(earlier.Result ?? "null")!; // Written below by the first run, of the same T.
        }

        var result = await act(db);
        listener.OnCommitted(await db.CommitAsync(key, JsonSerializer.Serialize(result), cancellationToken));
        return result;
    }

    private WorkspaceDb Make(Actor actor, bool isReading)
    {
        var db = new WorkspaceDb(_options, actor, followUps);
        if (Steady is not null && (!isReading || actor is BackgroundTask))
        {
            db.Database.SetDbConnection(Steady.CreateConnection(), contextOwnsConnection: true); // Options of its own would compile the whole model twice.
        }

        return db;
    }

    private static bool IsWorthRepeating(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => true,
            PostgresException { SqlState: var state } when state.StartsWith("57P", StringComparison.Ordinal) => true, // The server is stopping or starting.
            PostgresException => false,
            NpgsqlException => true, // The connection was lost.
            _ => exception.InnerException is { } inner && IsWorthRepeating(inner),
        };
}

/// <summary>Hears of every commit of this process, at once, on the committing thread: be quick and never throw.</summary>
public interface ICommitListener
{
    void OnCommitted(Committed committed);
}
