using Altitude.Testing;
using Npgsql;

namespace Altitude.Data.Tests;

/// <summary>What every table must carry, read from PostgreSQL's own catalogue: a new table that forgets something fails here.</summary>
public sealed class CatalogueTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    /// <summary>The whole platform schema: a table or column that is not here was not weighed. No personal data beyond staff sign-ins.</summary>
    private static readonly string[] s_platform =
    [
        "calendar_lookups: feed_id, hash, workspace_id",
        "data_protection_keys: friendly_name, id, xml",
        "document_lookups: consent_id, hash, workspace_id",
        "file_lookups: file_id, workspace_id",
        "heads: hash, seq, workspace_id",
        "invitation_lookups: hash, invitation_id, workspace_id",
        "link_lookups: hash, link_id, workspace_id",
        "migrations: migration_id, product_version",
        "outbox: attempts, done_at, due_at, id, kind, leased_until, subject, workspace_id",
        "rate_counters: count, key, since",
        "session_lookups: browser_hash, session_id, workspace_id",
        "sign_in_steps: expires_at, hash, kind, state, user_id",
        "staff_seats: staff_id, user_id, workspace_id",
        "staff_sessions: ended_at, expires_at, id, key_hash, last_seen_at, second_step_at, staff_id, started_at, user_agent, user_id, workspace_id",
        "user_claims: claim_type, claim_value, id, user_id",
        "user_logins: login_provider, provider_display_name, provider_key, user_id",
        "user_passkeys: credential_id, data, last_used_at, user_id",
        "user_tokens: login_provider, name, user_id, value",
        "users: access_failed_count, concurrency_stamp, email, email_confirmed, id, lockout_enabled, lockout_end, normalized_email, "
            + "normalized_user_name, password_hash, phone_number, phone_number_confirmed, second_step_failed_count, second_step_locked_until, security_stamp, two_factor_enabled, user_name",
        "webhook_endpoints: endpoint, workspace_id",
        "webhook_inbox: api_version, body_hash, endpoint, event_id, id, is_live, object_id, occurred_at, received_at, state, type, workspace_id",
        "workspaces: closed_at, created_at, id, slug",
    ];

    private const string Forgotten = """
        with tables as (
          select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity,
                 (select a.attnum from pg_attribute a
                  where a.attrelid = c.oid and a.attname = 'workspace_id' and a.attnotnull and a.atttypid = 'uuid'::regtype) as workspace
          from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'tenant' and c.relkind in ('r', 'p'))
        select relname || ': no workspace_id not null' from tables where workspace is null
        union all select relname || ': row-level security is not enabled' from tables where not relrowsecurity
        union all select relname || ': row-level security is not forced' from tables where not relforcerowsecurity
        union all select relname || ': no policy with USING and WITH CHECK' from tables t where not exists (
          select from pg_policy p where p.polrelid = t.oid and p.polcmd = '*' and p.polroles = '{0}'
            and pg_get_expr(p.polqual, p.polrelid) = '(workspace_id = ( SELECT altitude.current_workspace() AS current_workspace))'
            and pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid))
        union all select relname || ': a second policy opens what the first closes' from tables t
          where (select count(*) from pg_policy p where p.polrelid = t.oid) > 1
        union all select t.relname || ': foreign key ' || k.conname || ' does not carry workspace_id' from tables t
          join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
          where not exists (
            select from unnest(k.conkey, k.confkey) as pair (own, other)
            join pg_attribute a on a.attrelid = k.confrelid and a.attnum = pair.other and a.attname = 'workspace_id' where pair.own = t.workspace)
        union all select t.relname || ': unique index ' || i.indexrelid::regclass || ' is not led by workspace_id' from tables t
          join pg_index i on i.indrelid = t.oid and i.indisunique where i.indkey[0] is distinct from t.workspace
        union all select t.relname || ': the app may ' || p from tables t, unnest(array['truncate', 'trigger', 'references']) p
          where has_table_privilege('altitude_app', t.oid, p)
        union all select t.relname || ': everyone may ' || p from tables t, unnest(array['select', 'insert', 'update', 'delete']) p
          where has_table_privilege('altitude_background', t.oid, p)
        union all select c.relname || ': neither table nor index, and so not fenced' from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'tenant' and c.relkind not in ('r', 'p', 'i', 'I')
        order by 1
        """;

    [Fact]
    public async Task Every_table_of_a_workspace_is_fenced() => Assert.Empty(await TextsAsync(Forgotten));

    [Theory]
    [InlineData("create table tenant.planted (id uuid primary key)", "no workspace_id", "not enabled", "not forced", "no policy", "not led by")]
    [InlineData("create table tenant.planted (workspace_id uuid, id uuid)", "no workspace_id")]
    [InlineData("alter table tenant.jobs disable row level security", "jobs: row-level security is not enabled")]
    [InlineData("alter table tenant.jobs no force row level security", "jobs: row-level security is not forced")]
    [InlineData("alter policy own_workspace on tenant.jobs using (true)", "jobs: no policy")]
    [InlineData("alter policy own_workspace on tenant.jobs with check (true)", "jobs: no policy")]
    [InlineData("create policy extra on tenant.jobs for select using (true)", "jobs: a second policy")]
    [InlineData("alter table tenant.jobs add other uuid references platform.workspaces (id)", "does not carry workspace_id")]
    [InlineData("create unique index planted on tenant.jobs (number)", "planted is not led by workspace_id")]
    [InlineData("grant truncate on tenant.jobs to altitude_app", "jobs: the app may truncate")]
    [InlineData("grant select on tenant.jobs to public", "jobs: everyone may select")]
    [InlineData("create view tenant.planted as select * from tenant.jobs", "planted: neither table nor index")]
    public async Task A_table_that_forgets_is_found(string plant, params string[] findings)
    {
        await using var connection = await data.Superuser.OpenConnectionAsync();
        await using var undone = await connection.BeginTransactionAsync();
        await using var planted = new NpgsqlCommand(plant, connection, undone);
        await planted.ExecuteNonQueryAsync();

        await using var command = new NpgsqlCommand(Forgotten, connection, undone);
        var found = await TextsAsync(command);

        Assert.All(findings, expected => Assert.Contains(found, text => text.Contains(expected, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_platform_holds_what_was_weighed_and_nothing_else() =>
        Assert.Equal(
            s_platform,
            await TextsAsync(
                """
                select table_name || ': ' || string_agg(column_name, ', ' order by column_name collate "C")
                from information_schema.columns where table_schema = 'platform' group by table_name order by table_name collate "C"
                """
            )
        );

    [Fact]
    public async Task Functions_with_their_owners_rights_look_nowhere_unsaid() =>
        Assert.Empty(
            await TextsAsync(
                """
                select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where n.nspname not in ('pg_catalog', 'information_schema') and p.prosecdef
                  and not coalesce(p.proconfig::text[] @> array['search_path=""'], false)
                """
            )
        );

    [Fact]
    public async Task The_app_owns_nothing_and_is_member_of_nothing() =>
        Assert.Empty(
            await TextsAsync(
                """
                select 'owns ' || c.relname from pg_class c where c.relowner = 'altitude_app'::regrole
                union all select 'is member of ' || m.roleid::regrole from pg_auth_members m where m.member = 'altitude_app'::regrole
                union all select 'may create in ' || n.nspname from pg_namespace n where has_schema_privilege('altitude_app', n.oid, 'create')
                  and n.nspname !~ '^pg_'
                union all select 'is more than a role' from pg_roles r where r.rolname = 'altitude_app'
                  and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
                """
            )
        );

    private async Task<string[]> TextsAsync(string sql)
    {
        await using var command = data.Superuser.CreateCommand(sql);
        return await TextsAsync(command);
    }

    private static async Task<string[]> TextsAsync(NpgsqlCommand command)
    {
        var texts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetString(0));
        }

        return [.. texts];
    }
}
