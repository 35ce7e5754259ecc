using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Altitude.Data;

/// <summary>Brings a database up to date, and says whether one is.</summary>
public static class Schema
{
    /// <summary>Any fixed number: those who migrate at the same time wait for each other on it.</summary>
    private const long MigrationLock = 4_702_111_234_501;

    /// <summary>Ids of the migrations that this program brings. Read from their attributes: asking the schema's context builds its whole model first, 0.6 s at every start.</summary>
    private static readonly Lazy<IReadOnlyList<string>> s_known = new(() =>
        [
            .. typeof(SchemaDb)
                .Assembly.GetTypes()
                .Where(t => t.IsSubclassOf(typeof(Migration)))
                .Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id)
                .OfType<string>(),
        ]
    );

    /// <summary>Schema, roles, policies and functions up to date, as the owner. Twenty at once end well; running it again changes nothing.</summary>
    /// <param name="owner">Connection of the owner.</param>
    /// <param name="app">Connection string of the app role: its name and password are taken from it.</param>
    /// <param name="background">The same of the background role.</param>
    /// <param name="afterwards">What else belongs to the schema, run under the same lock: the background tasks' own tables.</param>
    /// <exception cref="RolesMissingException">The roles do not exist and the owner may not create them.</exception>
    public static async Task MigrateAsync(
        string owner,
        string app,
        string background,
        Func<NpgsqlConnection, CancellationToken, Task>? afterwards,
        CancellationToken cancellationToken
    )
    {
        await using var locked = new NpgsqlConnection(Unpooled(owner));
        await locked.OpenAsync(cancellationToken);
        await ExecuteAsync(locked, $"select pg_advisory_lock({MigrationLock})", cancellationToken);

        var (appRole, backgroundRole) = (new NpgsqlConnectionStringBuilder(app), new NpgsqlConnectionStringBuilder(background));
        await CreateRolesAsync(locked, [appRole, backgroundRole], cancellationToken);
        await ExecuteAsync(
            locked,
            $"create schema if not exists {Schemas.Platform}; create schema if not exists {Schemas.Tenant}",
            cancellationToken
        );

        await using (var db = SchemaDb.Open(Unpooled(owner)))
        {
            await db.Database.MigrateAsync(cancellationToken);
        }

        await using var transaction = await locked.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(locked, await FencesAsync(appRole.Username!, backgroundRole.Username!, cancellationToken), cancellationToken); // Names: checked in CreateRolesAsync.
        await transaction.CommitAsync(cancellationToken);
        if (afterwards is not null)
        {
            await afterwards(locked, cancellationToken);
        }
    }

    /// <summary>What is wrong with the schema for this program; null: it fits.</summary>
    public static async Task<string?> MisfitAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        List<string> applied = [];
        await using var command = database.CreateCommand($"select migration_id from {Schemas.Platform}.{Schemas.MigrationsTable} order by 1");
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                applied.Add(reader.GetString(0));
            }
        }
        catch (PostgresException missing)
            when (missing.SqlState
                    is PostgresErrorCodes.UndefinedTable
                        or PostgresErrorCodes.InvalidSchemaName
                        or PostgresErrorCodes.InsufficientPrivilege
            )
        {
            return "The database has no ALTITUDE schema that this role can read. Run the verb `migrate` first.";
        }

        return s_known.Value.Except(applied).Any() ? "The database's schema is older than this program. Run the verb `migrate` first."
            : applied.Except(s_known.Value).Any() ? "The database's schema is newer than this program. Run the newer program."
            : null;
    }

    /// <summary>Why this role must not serve; null: it may. A server that owns the tables or steps over their fences has no fence.</summary>
    public static async Task<string?> ForbiddenRoleAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select case
                when r.rolsuper then 'a superuser'
                when r.rolbypassrls then 'a role that bypasses row-level security'
                when exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                             where n.nspname in ('tenant', 'platform') and pg_has_role(r.oid, c.relowner, 'MEMBER')) then 'the owner of the tables'
              end
            from pg_roles r where r.rolname = current_user
            """
        );
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static async Task CreateRolesAsync(NpgsqlConnection owner, NpgsqlConnectionStringBuilder[] roles, CancellationToken cancellationToken)
    {
        List<string> missing = [];
        foreach (var role in roles)
        {
            var name = role.Username is { Length: > 0 } username
                ? username
                : throw new InvalidOperationException("The connection strings of the app and background roles name no user.");
            await using var exists = new NpgsqlCommand("select exists (select from pg_roles where rolname = $1)", owner)
            {
                Parameters = { new() { Value = name } },
            };
            if (await exists.ExecuteScalarAsync(cancellationToken) is true)
            {
                continue;
            }

            // format() quotes name and password on the server, so neither can become SQL.
            await using var create = new NpgsqlCommand("select format('create role %I login password %L', $1::text, $2::text)", owner)
            {
                Parameters =
                {
                    new() { Value = name },
                    new() { Value = role.Password ?? "" },
                },
            };
            var sql = (string)(await create.ExecuteScalarAsync(cancellationToken))!; // format() of two texts is never null.
            try
            {
                await ExecuteAsync(owner, sql, cancellationToken);
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                missing.Add($"create role \"{name}\" login password '…';");
            }
        }

        if (missing.Count > 0)
        {
            throw new RolesMissingException(string.Join(Environment.NewLine, missing));
        }
    }

    private static async Task<string> FencesAsync(string app, string background, CancellationToken cancellationToken)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("fences.sql", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!); // Embedded by the project file.
        var sql = await reader.ReadToEndAsync(cancellationToken);
        return sql.Replace("{{app}}", Quoted(app), StringComparison.Ordinal).Replace("{{background}}", Quoted(background), StringComparison.Ordinal);
    }

    private static string Quoted(string role) => $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Unpooled(string connection) => new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>The app or background role does not exist and this owner may not create it.</summary>
/// <param name="sql">What somebody who may has to run, passwords left out.</param>
public sealed class RolesMissingException(string sql) : Exception($"Ask a database administrator to run:{Environment.NewLine}{sql}");
