using Altitude.Data.Postgres;
using Altitude.Testing;
using Npgsql;

namespace Altitude.Data.Tests.Postgres;

/// <summary>The tests' own cluster: prepared once, cloned for each, killed and started again at will.</summary>
public sealed class PostgresClusterTests
{
    [Fact]
    [Trait("Category", "Fault")]
    public async Task Clones_are_prepared_apart_and_survive_a_kill()
    {
        var folder = "";
        await using (var cluster = await PostgresCluster.StartAsync(PrepareAsync, CancellationToken.None))
        {
            await using var one = await cluster.CreateDatabaseAsync();
            await using var two = await cluster.CreateDatabaseAsync();
            folder = (string)(await ReadAsync(one.Connections.Superuser, "show data_directory"))!;
            await ReadAsync(one.Connections.App, "insert into planet values ('Mars')");

            await cluster.KillAsync();
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => ReadAsync(one.Connections.App, "select 1"));
            await cluster.RestartAsync();

            Assert.Equal("Earth Mars", await ReadAsync(one.Connections.App, "select string_agg(name, ' ' order by name) from planet"));
            Assert.Equal("Earth", await ReadAsync(two.Connections.App, "select string_agg(name, ' ' order by name) from planet"));
            // What belongs to the database and not to its rows.
            Assert.Equal("on", await ReadAsync(two.Connections.Owner, "select current_setting('altitude.is_test')"));
            await Assert.ThrowsAsync<PostgresException>(() => ReadAsync(two.Connections.Background, "select 1"));
        }
        Assert.False(Directory.Exists(folder));
    }

    private static async Task PrepareAsync(DatabaseConnections connections, CancellationToken cancellationToken)
    {
        var (app, background) = (PasswordOf(connections.App), PasswordOf(connections.Background));
        await using var owner = NpgsqlDataSource.Create(connections.Owner);
        await using var command = owner.CreateCommand(
            $"""
            create role altitude_app login password '{app}';
            create role altitude_background login password '{background}';
            create table planet (name text);
            insert into planet values ('Earth');
            grant select, insert on planet to altitude_app;
            do $$ begin
              execute format('revoke connect on database %I from public', current_database());
              execute format('grant connect on database %I to altitude_app', current_database());
            end $$
            """
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
        await ReadAsync(
            connections.Superuser,
            "do $$ begin execute format('alter database %I set altitude.is_test = ''on''', current_database()); end $$"
        );
    }

    private static string? PasswordOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Password;

    private static async Task<object?> ReadAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
