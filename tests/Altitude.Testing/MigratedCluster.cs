using Altitude.Data;
using Altitude.Data.Postgres;
using Npgsql;
using Xunit;

namespace Altitude.Testing;

/// <summary>
/// One server for a test assembly, its template database migrated once, with the clock that tests move. An assembly that uses it says
/// <c>[assembly: AssemblyFixture(typeof(MigratedCluster))]</c>; classes then take a <see cref="WorkspaceFixture"/>.
/// </summary>
public class MigratedCluster : IAsyncLifetime
{
    private PostgresCluster? _cluster;

    public PostgresCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster was not started: is it the assembly's fixture?");

    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.StartAsync(PrepareAsync, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>What belongs to the schema beside Data's own, run as <c>migrate</c> runs it: the background tasks' tables.</summary>
    protected virtual Func<NpgsqlConnection, CancellationToken, Task>? Afterwards => null;

    private async Task PrepareAsync(DatabaseConnections connections, CancellationToken cancellationToken)
    {
        await Schema.MigrateAsync(connections.Owner, connections.App, connections.Background, Afterwards, cancellationToken);
        await Clock.InstallAsync(connections, cancellationToken);
    }
}
