using System.Collections.Concurrent;
using Altitude.Data;
using Altitude.Domain.Activity;
using Npgsql;
using Xunit;

namespace Altitude.Testing;

/// <summary>
/// A migrated database for a test class, its clock at <see cref="Cast.Moment"/>, and the doors to it. Tests of a class share it; for people and records of
/// its own, a test calls <see cref="GatherAsync"/>, as often as it likes: each cast lives in workspaces of its own.
/// </summary>
/// <example><code>public sealed class ApproveEstimateTests(WorkspaceFixture data) : IClassFixture&lt;WorkspaceFixture&gt;</code></example>
public class WorkspaceFixture(MigratedCluster server) : IAsyncLifetime
{
    private TestDatabase? _database;
    private int _casts;

    public PostgresCluster Cluster => server.Cluster;
    public TestDatabase Database => _database ?? throw new InvalidOperationException("The fixture was not initialised.");

    /// <summary>What the web application opens: neither owns nor bypasses.</summary>
    public NpgsqlDataSource App { get; private set; } = null!; // InitializeAsync sets it, and so the next four.
    public NpgsqlDataSource Owner { get; private set; } = null!;

    /// <summary>Sees and does everything: for tampering, and for looking without a fence.</summary>
    public NpgsqlDataSource Superuser { get; private set; } = null!;
    public WorkspaceDbFactory Workspaces { get; private set; } = null!;
    public Clock Clock { get; private set; } = null!;

    /// <summary>What the live feed was told.</summary>
    public CommitRecorder Commits { get; } = new();

    public virtual async ValueTask InitializeAsync()
    {
        _database = await Cluster.CreateDatabaseAsync();
        var names = Database.Connections;
        // Settings that tests of one machine need: small pools, and an error that shows its row.
        (App, Owner, Superuser) = (Open(names.App, 40), Open(names.Owner, 4), Open(names.Superuser, 10));
        Workspaces = new WorkspaceDbFactory(App, Commits, FollowUps.None);
        Clock = new Clock(Owner);
        await Clock.SetAsync(Cast.Moment);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await App.DisposeAsync();
            await Owner.DisposeAsync();
            await Superuser.DisposeAsync();
            await _database.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The people of the scenarios, in two new workspaces of this database: "summit-air" and "bright-spark", from the second call on with a number.</summary>
    public Task<Cast> GatherAsync(CancellationToken cancellationToken = default) =>
        Cast.GatherAsync(App, Workspaces, Interlocked.Increment(ref _casts), cancellationToken);

    /// <summary>One act that commits.</summary>
    public Task ActAsync(Actor actor, Func<WorkspaceDb, Task> act, CancellationToken cancellationToken = default) =>
        Workspaces.ActAsync(actor, RequestKey.New("test"), act, cancellationToken);

    /// <summary>One act that commits and gives back what it made.</summary>
    public Task<T> ActAsync<T>(Actor actor, Func<WorkspaceDb, Task<T>> act, CancellationToken cancellationToken = default) =>
        Workspaces.ActAsync(actor, RequestKey.New("test"), act, cancellationToken);

    /// <summary>Looks, as a page would.</summary>
    public async Task<T> ReadAsync<T>(Actor actor, Func<WorkspaceDb, Task<T>> look, CancellationToken cancellationToken = default)
    {
        await using var db = await Workspaces.ReadAsync(actor, cancellationToken);
        return await look(db);
    }

    /// <summary>One value, seen by the superuser: no fence hides it.</summary>
    public async Task<object?> PeekAsync(string sql, params object[] parameters)
    {
        await using var command = Superuser.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return await command.ExecuteScalarAsync();
    }

    /// <summary>Changes rows behind everyone's back: triggers, fences and foreign keys are off.</summary>
    public async Task<int> TamperAsync(string sql, params object[] parameters)
    {
        await using var connection = await Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var off = new NpgsqlCommand("set local session_replication_role = replica", connection, transaction))
        {
            await off.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        var rows = await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return rows;
    }

    private static NpgsqlDataSource Open(string connection, int most) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = most, IncludeErrorDetail = true }.ConnectionString);
}

/// <summary>Keeps what was committed, in the order of telling.</summary>
public sealed class CommitRecorder : ICommitListener
{
    private readonly ConcurrentQueue<Committed> _all = new();

    public IReadOnlyCollection<Committed> All => _all;

    public void OnCommitted(Committed committed) => _all.Enqueue(committed);
}
