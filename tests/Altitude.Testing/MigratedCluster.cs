using Altitude.Data;
using Altitude.Data.Postgres;
using Altitude.Web.Background;
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

    private async Task PrepareAsync(DatabaseConnections connections, CancellationToken cancellationToken)
    {
        var background = new NpgsqlConnectionStringBuilder(connections.Background).Username!; // The cluster names its roles.
        await Schema.MigrateAsync(
            connections.Owner,
            connections.App,
            connections.Background,
            (owner, ct) => BackgroundSchema.InstallAsync(owner, background, ct),
            cancellationToken
        );
        await Clock.InstallAsync(connections, cancellationToken);
    }
}
