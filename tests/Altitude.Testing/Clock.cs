using Altitude.Data.Postgres;
using Npgsql;

namespace Altitude.Testing;

/// <summary>
/// Moves the one clock of a test's database: everything that asks <c>altitude.now()</c> (rules, sessions, sweeps, pages) lives in the moment that was set,
/// and time goes on from there. A transaction that had begun before keeps its own time, as it would at a real midnight.
/// </summary>
public sealed class Clock(NpgsqlDataSource owner)
{
    /// <summary>UTC, by the database.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken = default)
    {
        await using var command = owner.CreateCommand("select altitude.now()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!); // A function that returns an instant.
    }

    /// <summary>From now on it is <paramref name="moment"/>; open pages and sweeps are told to look again.</summary>
    public Task SetAsync(DateTimeOffset moment, CancellationToken cancellationToken = default) =>
        MoveAsync("$1 - clock_timestamp()", moment.ToUniversalTime(), cancellationToken);

    /// <summary>From now on it is that much later.</summary>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default) => MoveAsync("c.shift + $1", by, cancellationToken);

    /// <summary>Replaces the clock of a database that was made for tests.</summary>
    internal static async Task InstallAsync(DatabaseConnections connections, CancellationToken cancellationToken)
    {
        var app = new NpgsqlConnectionStringBuilder(connections.App).Username;
        await using var owner = NpgsqlDataSource.Create(connections.Owner + ";Pooling=false");
        await using var command = owner.CreateCommand(
            $"""
            create table altitude.clock (since timestamptz primary key, shift interval not null);
            insert into altitude.clock values ('-infinity', '0');
            grant select on altitude.clock to {app};
            create or replace function altitude.now() returns timestamptz language sql stable parallel safe as
              'select transaction_timestamp()
                 + (select c.shift from altitude.clock c where c.since <= transaction_timestamp() order by c.since desc limit 1)';
            """
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task MoveAsync(string shift, object value, CancellationToken cancellationToken)
    {
        await using var command = owner.CreateCommand(
            $"insert into altitude.clock select clock_timestamp(), {shift} from (select * from altitude.clock order by since desc limit 1) c"
        );
        command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await using var notify = owner.CreateCommand("notify altitude_heads");
        await notify.ExecuteNonQueryAsync(cancellationToken);
    }
}
