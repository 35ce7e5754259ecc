using System.Globalization;
using Altitude.Data;
using Hangfire.PostgreSql;
using Npgsql;

namespace Altitude.Web.Background;

/// <summary>Hangfire's tables: installed by `migrate` as their owner, used under a role that owns nothing.</summary>
public static class BackgroundSchema
{
    public const string Name = "hangfire";

    /// <summary>Brings the tables up to date and grants their rows to the background role; running it again changes nothing.</summary>
    public static async Task InstallAsync(NpgsqlConnection owner, string backgroundRole, CancellationToken cancellationToken)
    {
        PostgreSqlObjectsInstaller.Install(owner, Name);
        var role = "\"" + backgroundRole.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        await using var grants = new NpgsqlCommand(
            $"""
            reset search_path;
            revoke all on schema {Name} from public;
            grant usage on schema {Name} to {role};
            grant select, insert, update, delete on all tables in schema {Name} to {role};
            grant usage, select on all sequences in schema {Name} to {role};
            """,
            owner
        );
        await grants.WholeNonQueryAsync(cancellationToken);
    }

    /// <summary>What is wrong with the tables for this program; null: they fit.</summary>
    public static async Task<string?> MisfitAsync(string backgroundConnection, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(backgroundConnection);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"select max(version) from {Name}.schema", connection);
            var found = await command.WholeScalarAsync(cancellationToken) as int? ?? 0;
            return found < Expected
                ? $"The tables of the background tasks are older than this program ({found}, not {Expected}). Run the verb `migrate` first."
                : null;
        }
        catch (PostgresException missing)
            when (missing.SqlState
                    is PostgresErrorCodes.UndefinedTable
                        or PostgresErrorCodes.InvalidSchemaName
                        or PostgresErrorCodes.InsufficientPrivilege
            )
        {
            return "The database has no tables for background tasks that the role of ConnectionStrings__AltitudeBackground can read. Run the verb `migrate` first.";
        }
        catch (NpgsqlException unreachable)
        {
            return $"ConnectionStrings__AltitudeBackground does not connect: {unreachable.Message}";
        }
    }

    /// <summary>The newest of the scripts that come with the package: "…Install.v23.sql".</summary>
    private static int Expected =>
        typeof(PostgreSqlObjectsInstaller)
            .Assembly.GetManifestResourceNames()
            .Select(name => name.Split(".Install.v"))
            .Where(parts => parts.Length == 2)
            .Max(parts => int.Parse(parts[1].Split('.')[0], CultureInfo.InvariantCulture));
}

/// <summary>Stops a start whose background tasks could not work: better no server than one that forgets its mails.</summary>
internal sealed class BackgroundStartCheck(string connection) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (await BackgroundSchema.MisfitAsync(connection, cancellationToken) is { } misfit)
        {
            throw new InvalidOperationException(misfit);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
