using Altitude.Testing;
using Npgsql;

namespace Altitude.Data.Tests;

/// <summary>What the roles may not do, tried in earnest, with a workspace set.</summary>
public sealed class PrivilegeTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private const string KeptAsItWas = "AL003";

    [Theory]
    [InlineData("set role altitude_owner")]
    [InlineData("set session authorization postgres")]
    [InlineData("set local session_replication_role = replica")]
    [InlineData("alter table tenant.jobs disable row level security")]
    [InlineData("alter table tenant.jobs no force row level security")]
    [InlineData("alter table tenant.activity disable trigger all")]
    [InlineData("drop policy own_workspace on tenant.jobs")]
    [InlineData("truncate tenant.session_seen")]
    [InlineData("create table tenant.extra (id int)")]
    [InlineData("create or replace function altitude.now() returns timestamptz language sql as 'select timestamptz ''2000-01-01''' ")]
    [InlineData("insert into tenant.activity select * from tenant.activity")]
    [InlineData("update tenant.activity set kind = kind")]
    [InlineData("delete from tenant.activity")]
    [InlineData("insert into tenant.activity_details select * from tenant.activity_details")]
    [InlineData("update tenant.activity_details set seq = seq")]
    [InlineData("delete from tenant.activity_details")]
    [InlineData("update platform.heads set seq = seq")]
    [InlineData("delete from platform.heads")]
    [InlineData("insert into platform.heads select * from platform.heads")]
    [InlineData("select 1 from platform.heads for update")]
    [InlineData("update platform.workspaces set slug = slug")]
    [InlineData("update tenant.consents set typed_name = typed_name")]
    [InlineData("delete from tenant.consents")]
    [InlineData("update tenant.consent_withdrawals set contact_name = contact_name")]
    [InlineData("delete from tenant.consent_withdrawals")]
    [InlineData("delete from tenant.customers")]
    [InlineData("update platform.document_lookups set hash = hash")]
    [InlineData("update platform.file_lookups set workspace_id = workspace_id")]
    [InlineData("update tenant.file_contents set bytes = bytes")]
    [InlineData("delete from tenant.stored_files")]
    [InlineData("copy tenant.jobs to program 'cat'")]
    public async Task The_app_is_refused(string sql)
    {
        var cast = await data.GatherAsync();

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(data.App, cast.Summit, sql));
    }

    [Theory]
    [InlineData("update tenant.estimate_versions set document = document")]
    [InlineData("update tenant.estimate_versions set sent_at = null")]
    [InlineData("delete from tenant.estimate_versions")]
    [InlineData("update tenant.activity_details set body = '{}'")]
    [InlineData("update tenant.activity_details set body = body")]
    public async Task The_app_changes_nothing_that_was_said(string sql)
    {
        var cast = await data.GatherAsync();

        Assert.Equal(KeptAsItWas, await RefusalAsync(data.App, cast.Summit, sql));
    }

    [Theory]
    [InlineData("update tenant.activity set kind = kind")]
    [InlineData("delete from tenant.activity where seq = 1")]
    [InlineData("update tenant.consents set typed_name = typed_name")]
    [InlineData("delete from tenant.consents")]
    [InlineData("update tenant.consent_withdrawals set contact_name = contact_name")]
    [InlineData("delete from tenant.consent_withdrawals")]
    [InlineData("truncate tenant.consents cascade")]
    [InlineData("truncate tenant.consent_withdrawals")]
    [InlineData("truncate tenant.activity cascade")]
    [InlineData("update tenant.activity_details set body = '{}'")]
    [InlineData("delete from tenant.activity_details")]
    [InlineData("truncate tenant.activity_details")]
    [InlineData("update tenant.estimate_versions set document = document")]
    [InlineData("truncate tenant.estimate_versions cascade")]
    public async Task Nor_does_the_owner(string sql)
    {
        var cast = await data.GatherAsync();
        await data.ActAsync(cast.Maria, db => Cast.ApproveAsync(db, cast.Maria, cast.Summit.Estimate));
        await data.TamperAsync(
            """
            insert into tenant.consent_withdrawals (workspace_id, consent_id, contact_id, contact_name, session_id, at, ip_address, user_agent)
              select workspace_id, id, contact_id, contact_name, session_id, given_at, ip_address, user_agent from tenant.consents where workspace_id = $1
            """,
            cast.Summit.Id.Value
        );

        Assert.Equal(KeptAsItWas, await RefusalAsync(data.Owner, cast.Summit, sql));
    }

    [Fact]
    public async Task The_owner_is_fenced_too()
    {
        var cast = await data.GatherAsync();

        Assert.Equal(1L, await RunAsync(data.Owner, cast.Summit, "select count(*) from tenant.workspaces"));
        Assert.Null(await RunAsync(data.Owner, cast.Summit, $"update tenant.jobs set title = 'x' where id = '{cast.Spark.Job}' returning 1"));
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            await RefusalAsync(data.Owner, cast.Summit, $"insert into tenant.number_counters values ('{cast.Spark.Id}', 'X', 1)")
        );
    }

    [Fact]
    public async Task Details_can_be_erased()
    {
        var cast = await data.GatherAsync();

        await data.ActAsync(cast.Owen, db => db.ExecuteAsync("update tenant.activity_details set body = null", [], default));

        Assert.Equal(
            0L,
            await data.PeekAsync("select count(*) from tenant.activity_details where workspace_id = $1 and body is not null", cast.Summit.Id.Value)
        );
        Assert.Empty(await new ChainVerification(data.Workspaces).RunAsync(cast.Summit.Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_draft_is_rewritten_and_a_sent_version_is_not()
    {
        var cast = await data.GatherAsync();
        await data.ActAsync(
            cast.Owen,
            async db =>
            {
                await db.ExecuteAsync(
                    "insert into tenant.estimate_versions select workspace_id, estimate_id, 2, content, '', '', null, null from tenant.estimate_versions",
                    [],
                    default
                );
            }
        );

        Assert.Equal(
            1L,
            await RunAsync(
                data.App,
                cast.Summit,
                "with u as (update tenant.estimate_versions set content = '{}' where number = 2 returning 1) select count(*) from u"
            )
        );
        Assert.Equal(KeptAsItWas, await RefusalAsync(data.App, cast.Summit, "update tenant.estimate_versions set content = '{}' where number = 1"));
    }

    private static async Task<string?> RefusalAsync(NpgsqlDataSource role, Company company, string sql) =>
        (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(role, company, sql))).SqlState;

    private static async Task<object?> RunAsync(NpgsqlDataSource role, Company company, string sql)
    {
        await using var connection = await role.OpenConnectionAsync();
        await using var undone = await connection.BeginTransactionAsync();
        await using (var set = new NpgsqlCommand($"select set_config('altitude.workspace_id', '{company.Id}', true)", connection, undone))
        {
            await set.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(sql, connection, undone);
        return await command.ExecuteScalarAsync();
    }
}
