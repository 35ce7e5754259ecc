using System.Globalization;
using Altitude.Data.Postgres;
using Npgsql;

namespace Altitude.Testing;

/// <summary>A PostgreSQL of its own for a test assembly, thrown away at the end; each test class or test takes a clone of one prepared database.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string Template = "altitude_template";
    private const string Prefix = "altitude-tests-";

    // Of one process: assemblies may open several, say for a test that kills its server.
    private static int s_clusters;

    private readonly PrivateCluster _cluster;
    private readonly string _folder;
    private readonly NpgsqlDataSource _superuser;
    private int _databases;

    private PostgresCluster(PrivateCluster cluster, string folder)
    {
        (_cluster, _folder) = (cluster, folder);
        _superuser = NpgsqlDataSource.Create(cluster.ConnectionString(ClusterUser.Superuser, "postgres"));
    }

    public int Port => _cluster.Port;

    public string MasterKey => _cluster.MasterKey;

    /// <param name="prepare">Makes schema and roles in the database that all others are cloned from; null leaves it empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<PostgresCluster> StartAsync(
        Func<DatabaseConnections, CancellationToken, Task>? prepare,
        CancellationToken cancellationToken
    )
    {
        var root = Root();
        await RemoveLeftoversAsync(root, cancellationToken);
        var folder = Path.Combine(root, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_clusters)}");
        var options = new ClusterOptions { Folder = folder, Durability = ClusterDurability.ThrowAway };
        var cluster = new PostgresCluster(await PrivateCluster.OpenAsync(options, cancellationToken), folder);
        try
        {
            await cluster.PrepareAsync(prepare, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A database of its own, as the preparation left it. Disposing it drops it; so does the cluster's end.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var name = "test_" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await ExecuteAsync($"create database {name} template {Template} strategy file_copy owner {ClusterRoles.Owner}", cancellationToken);
        // A clone brings the rows, but neither the rights on the database nor its settings.
        await ExecuteAsync(
            $"""
            update pg_database d set datacl = t.datacl from pg_database t where d.datname = '{name}' and t.datname = '{Template}';
            insert into pg_db_role_setting (setdatabase, setrole, setconfig)
            select d.oid, s.setrole, s.setconfig
            from pg_db_role_setting s join pg_database t on t.oid = s.setdatabase, pg_database d
            where d.datname = '{name}' and t.datname = '{Template}'
            """,
            cancellationToken
        );
        return new TestDatabase(name, _cluster.Connections(name), this);
    }

    /// <summary>Ends the server as a crash would, in the middle of whatever runs.</summary>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        await _cluster.KillServerAsync(cancellationToken);
        _superuser.Clear();
    }

    /// <summary>Starts the killed server again, on the same data and port.</summary>
    public Task RestartAsync(CancellationToken cancellationToken = default) => _cluster.StartAgainAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _superuser.DisposeAsync();
        await _cluster.DisposeAsync();
        await PrivateCluster.RemoveAsync(_folder, CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    internal async Task DropAsync(string name)
    {
        await ExecuteAsync($"drop database if exists {name} with (force)", CancellationToken.None);
    }

    private async Task PrepareAsync(Func<DatabaseConnections, CancellationToken, Task>? prepare, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"create database {Template} owner {ClusterRoles.Owner}", cancellationToken);
        if (prepare is not null)
        {
            await prepare(_cluster.Connections(Template), cancellationToken);
        }
        // No connection may stay, or a clone would be refused.
        await ExecuteAsync($"alter database {Template} with allow_connections false", cancellationToken);
        await ExecuteAsync($"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{Template}'", cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        // Names come from this class alone, and these statements take no parameters.
        await using var command = _superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Where clusters of tests stand: in memory where that is large enough, many times faster than a disk that others use too.</summary>
    public static string Root()
    {
        const string memory = "/dev/shm";
        return Directory.Exists(memory) && new DriveInfo(memory).AvailableFreeSpace > 1L << 30 ? memory : Path.GetTempPath();
    }

    private static async Task RemoveLeftoversAsync(string root, CancellationToken cancellationToken)
    {
        foreach (var folder in Directory.GetDirectories(root, Prefix + "*"))
        {
            var process = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (Directory.Exists("/proc/" + process))
            {
                continue;
            }
            try
            {
                await PrivateCluster.RemoveAsync(folder, cancellationToken);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is ClusterUnavailableException or IOException or UnauthorizedAccessException)
            {
                // Another user's, or another run is removing it too: it is not ours to wait for.
            }
        }
    }
}

/// <summary>A test's own database.</summary>
public sealed class TestDatabase(string name, DatabaseConnections connections, PostgresCluster cluster) : IAsyncDisposable
{
    public string Name => name;

    public DatabaseConnections Connections => connections;

    public async ValueTask DisposeAsync() => await cluster.DropAsync(name);
}
