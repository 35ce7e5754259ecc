using System.Globalization;
using Altitude.Data.Postgres;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Altitude.Data.Tests;

/// <summary>Bringing a database up to date: at once, again, without the right to make roles; and saying whether one fits.</summary>
public sealed class SchemaTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static int s_databases;

    [Fact]
    public void The_migrations_make_the_model() => Assert.False(SchemaDb.Open("Host=none").Database.HasPendingModelChanges());

    [Fact]
    public async Task Twenty_at_once_end_well_and_once_more_changes_nothing()
    {
        var (owner, app, background) = await EmptyAsync();
        await using var source = NpgsqlDataSource.Create(app);
        var told = 0;
        Task MigrateAsync() =>
            Schema.MigrateAsync(
                owner,
                app,
                background,
                (_, _) =>
                {
                    Interlocked.Increment(ref told);
                    return Task.CompletedTask;
                },
                default
            );

        await using (var unready = NpgsqlDataSource.Create(owner))
        {
            Assert.Contains("Run the verb `migrate` first", await Schema.MisfitAsync(unready, default), StringComparison.Ordinal);
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(MigrateAsync)));
        var once = await PictureAsync(owner);
        await MigrateAsync();

        Assert.Equal(21, told);
        Assert.Equal(once, await PictureAsync(owner));
        Assert.Contains("tenant.jobs", once, StringComparison.Ordinal);
        Assert.Null(await Schema.MisfitAsync(source, default));
        Assert.Null(await Schema.ForbiddenRoleAsync(source, default));
    }

    [Fact]
    public async Task Migrating_again_puts_a_lifted_fence_back()
    {
        var (owner, app, background) = await EmptyAsync();
        await Schema.MigrateAsync(owner, app, background, null, default);
        var before = await PictureAsync(owner);
        var role = new NpgsqlConnectionStringBuilder(app).Username;
        await RunAsync(
            owner,
            $"""
            alter table tenant.jobs no force row level security;
            alter policy own_workspace on tenant.jobs using (true) with check (true);
            drop trigger never_changed on tenant.activity;
            grant update on tenant.activity, platform.heads to {role};
            grant truncate on tenant.jobs to {role}
            """
        );
        Assert.NotEqual(before, await PictureAsync(owner));

        await Schema.MigrateAsync(owner, app, background, null, default);

        Assert.Equal(before, await PictureAsync(owner));
    }

    [Fact]
    public async Task An_owner_who_may_not_make_roles_is_told_what_to_ask_for()
    {
        var (_, app, background) = await EmptyAsync();
        var name = $"poor_owner_{Interlocked.Increment(ref s_databases)}";
        await RunAsync(
            data.Database.Connections.Superuser,
            $"create role {name} login password 'poor'; create database {name} owner {name} template template0"
        );
        var owner = new NpgsqlConnectionStringBuilder(app)
        {
            Username = name,
            Password = "poor",
            Database = name,
        }.ConnectionString;

        var refused = await Assert.ThrowsAsync<RolesMissingException>(() => Schema.MigrateAsync(owner, app, background, null, default));

        foreach (var role in new[] { app, background })
        {
            var wanted = new NpgsqlConnectionStringBuilder(role);
            Assert.Contains($"create role \"{wanted.Username}\" login password '…';", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(wanted.Password!, refused.Message, StringComparison.Ordinal); // EmptyAsync set it.
        }
    }

    [Fact]
    public async Task A_schema_that_is_older_or_newer_than_the_program_is_named()
    {
        await using var database = await data.Cluster.CreateDatabaseAsync();
        await using var app = NpgsqlDataSource.Create(database.Connections.App);

        Assert.Null(await Schema.MisfitAsync(app, default));
        await RunAsync(database.Connections.Owner, "insert into platform.migrations values ('99991231235959_Later', '10.0.0')");
        Assert.Contains("newer than this program", await Schema.MisfitAsync(app, default), StringComparison.Ordinal);
        await RunAsync(database.Connections.Owner, "delete from platform.migrations where migration_id like '%_Initial'");
        Assert.Contains("older than this program", await Schema.MisfitAsync(app, default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoices_from_before_they_kept_lines_and_sums_are_whole_afterwards()
    {
        const string Before = "20261128165509_CalendarFeeds";
        var (owner, app, background) = await EmptyAsync();
        await using (var schema = SchemaDb.Open(owner))
        {
            await schema.GetService<IMigrator>().MigrateAsync(Before);
        }

        var workspace = Id<Workspace>.New();
        var superuser = new NpgsqlConnectionStringBuilder(data.Database.Connections.Superuser)
        {
            Database = new NpgsqlConnectionStringBuilder(owner).Database,
            Pooling = false,
        }.ConnectionString;
        await using (var source = NpgsqlDataSource.Create(superuser))
        {
            // Rows as that schema wanted them: whatever must be there, and of it what the test speaks of.
            await using var command = source.CreateCommand(
                $"""
                create function pg_temp.row_of(p_table regclass, p_given jsonb) returns jsonb language sql as $f$
                  select jsonb_object_agg(a.attname, case format_type(a.atttypid, null)
                      when 'uuid' then to_jsonb('00000000-0000-7000-8000-000000000001'::uuid) when 'jsonb' then jsonb_build_object()
                      when 'boolean' then to_jsonb(false) when 'timestamp with time zone' then to_jsonb('2027-06-08T18:05:00Z'::text) when 'date' then to_jsonb('2027-06-08'::text)
                      when 'character varying' then to_jsonb(''::text) when 'text' then to_jsonb(''::text) when 'bytea' then to_jsonb(''::text) else to_jsonb(0) end)
                    || p_given || jsonb_build_object('workspace_id', '{workspace}')
                  from pg_attribute a where a.attrelid = p_table and a.attnum > 0 and a.attnotnull and not a.attisdropped $f$;
                set session_replication_role = replica;
                insert into tenant.customers select * from jsonb_populate_record(null::tenant.customers, pg_temp.row_of('tenant.customers', jsonb_build_object('name', 'Delgado household')));
                insert into tenant.jobs select * from jsonb_populate_record(null::tenant.jobs, pg_temp.row_of('tenant.jobs', jsonb_build_object('number', 'JOB-1001')));
                insert into tenant.invoices select * from jsonb_populate_record(null::tenant.invoices, pg_temp.row_of('tenant.invoices', jsonb_build_object(
                  'number', 'INV-2044', 'job_id', '00000000-0000-7000-8000-000000000001', 'customer_id', '00000000-0000-7000-8000-000000000001',
                  'total_minor_units', 108320, 'total_currency', 'USD', 'deposit_minor_units', 32496, 'deposit_currency', 'USD', 'issued_on', '2027-06-08', 'due_on', '2027-06-22')));
                insert into tenant.payments select * from jsonb_populate_record(null::tenant.payments, pg_temp.row_of('tenant.payments', jsonb_build_object(
                  'id', gen_random_uuid(), 'invoice_id', '00000000-0000-7000-8000-000000000001', 'amount_minor_units', 32496, 'amount_currency', 'USD', 'method', 'card')));
                insert into tenant.payments select * from jsonb_populate_record(null::tenant.payments, pg_temp.row_of('tenant.payments', jsonb_build_object(
                  'id', gen_random_uuid(), 'invoice_id', '00000000-0000-7000-8000-000000000001', 'amount_minor_units', 40000, 'amount_currency', 'USD', 'method', 'cheque')))
                """
            );
            await command.ExecuteNonQueryAsync();
        }

        await Schema.MigrateAsync(owner, app, background, null, default);

        await using var serving = NpgsqlDataSource.Create(app);
        await using (var found = serving.CreateCommand("select altitude.found_workspace($1, 'before')"))
        {
            found.Parameters.Add(new() { Value = workspace.Value });
            await found.ExecuteNonQueryAsync();
        }

        await using var db = await new WorkspaceDbFactory(serving, data.Commits, FollowUps.None).ReadAsync(new Operator(workspace), default);
        var invoice = await db.Invoices.Include(i => i.Payments).ThenInclude(p => p.Refunds).Include(i => i.Credits).SingleAsync();
        Assert.Equal((108_320L, 32_496L), (invoice.Content.Totals.Total.MinorUnits, invoice.Content.Totals.Deposit.MinorUnits));
        Assert.Equal(invoice.Total, invoice.Content.Totals.Total);
        Assert.Equal((72_496L, 35_824L), (invoice.Paid.MinorUnits, invoice.Balance.MinorUnits));
        Assert.Equal(
            72_496,
            await db.Invoices.Select(i => EF.Property<long>(i, InvoiceColumns.Paid)).SingleAsync() // Lists read the sum beside it.
        );
        Assert.All(invoice.Payments, p => Assert.Equal(new DateOnly(2027, 6, 8), p.ReceivedOn));
        Assert.False(Assert.Single(invoice.Payments, p => p.Method == "card").IsByHand);
        Assert.True(Assert.Single(invoice.Payments, p => p.Method == "cheque").IsByHand);
    }

    [Fact]
    public async Task Who_owns_or_steps_over_fences_must_not_serve()
    {
        var names = data.Database.Connections;
        await RunAsync(
            names.Superuser,
            """
            create role stepping login password 'stepping' bypassrls;
            create role heir login password 'heir' in role altitude_owner
            """
        );

        Assert.Null(await ForbiddenAsync(names.App));
        Assert.Equal("a superuser", await ForbiddenAsync(names.Superuser));
        Assert.Equal("the owner of the tables", await ForbiddenAsync(names.Owner));
        Assert.Equal("a role that bypasses row-level security", await ForbiddenAsync(As(names, "stepping")));
        Assert.Equal("the owner of the tables", await ForbiddenAsync(As(names, "heir")));
    }

    private static string As(DatabaseConnections names, string role) =>
        new NpgsqlConnectionStringBuilder(names.App) { Username = role, Password = role }.ConnectionString;

    private static async Task<string?> ForbiddenAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        return await Schema.ForbiddenRoleAsync(source, default);
    }

    /// <summary>An empty database, and roles that do not exist yet.</summary>
    private async Task<(string Owner, string App, string Background)> EmptyAsync()
    {
        var names = data.Database.Connections;
        var name = $"empty_{Interlocked.Increment(ref s_databases).ToString(CultureInfo.InvariantCulture)}";
        await RunAsync(names.Superuser, $"create database {name} owner {ClusterRoles.Owner} template template0");
        string Role(string connection, string? role) =>
            new NpgsqlConnectionStringBuilder(connection)
            {
                Database = name,
                Username = role ?? ClusterRoles.Owner,
                Password = role is null ? new NpgsqlConnectionStringBuilder(connection).Password : $"It's {role}",
                Pooling = false,
            }.ConnectionString;
        return (Role(names.Owner, null), Role(names.App, $"app_of_{name}"), Role(names.Background, $"background_of_{name}"));
    }

    /// <summary>Tables, columns, constraints, indexes, policies, triggers, functions and rights, as one text.</summary>
    private static async Task<string> PictureAsync(string owner)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        await using var command = source.CreateCommand(
            """
            select string_agg(line, E'\n' order by line collate "C") from (
              select c.oid::regclass || ' ' || c.relkind::text || ' ' || c.relrowsecurity || ' ' || c.relforcerowsecurity || ' '
                || coalesce((select string_agg(a::text, ',' order by a::text) from unnest(c.relacl) a), '') as line
                from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('tenant', 'platform')
              union all select c.oid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
                || coalesce(a.attacl::text, '')
                from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('tenant', 'platform') and a.attnum > 0 and c.relkind = 'r'
              union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
              union all select p.polrelid::regclass || ' ' || p.polname || ' ' || pg_get_expr(p.polqual, p.polrelid) || pg_get_expr(p.polwithcheck, p.polrelid)
                from pg_policy p
              union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
              union all select p.oid::regprocedure || ' ' || md5(p.prosrc) || coalesce(p.proacl::text, '') from pg_proc p
                join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'altitude'
              union all select migration_id from platform.migrations) lines
            """
        );
        return (string)(await command.ExecuteScalarAsync())!; // Never without a line.
    }

    private static async Task RunAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }
}
