using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Testing;

namespace Altitude.Data.Tests;

/// <summary>Whoever can change rows behind every fence and trigger is still found: each row that is not what it was is named.</summary>
public sealed class ChainVerificationTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    /// <summary>Every column of these tables is tampered with, those of later migrations, too.</summary>
    private const string Columns = """
        select table_name || '.' || column_name,
               format('update tenant.%I set %I = %s where workspace_id = $1', table_name, column_name, case data_type
                 when 'bigint' then column_name || ' + 1000'
                 when 'integer' then column_name || ' + 1'
                 when 'uuid' then 'gen_random_uuid()'
                 when 'bytea' then format('set_byte(%1$I, length(%1$I) - 1, get_byte(%1$I, length(%1$I) - 1) # 1)', column_name)
                 when 'timestamp with time zone' then format('coalesce(%I, now()) + interval ''1 microsecond''', column_name)
                 when 'jsonb' then '''["other"]'''
                 else case when column_name = 'channel' then '''Copied''' when table_name || '.' || column_name = 'consents.kind' then '''Phone''' when column_name like '%currency' then '''CAD'''
                        else format('left(coalesce(%I, ''''), 30) || ''x''', column_name) end
               end)
               || case table_name when 'consents' then '' else ' and seq = 3' end
        from information_schema.columns
        where table_schema = 'tenant' and table_name in ('activity', 'activity_details', 'consents')
          and column_name <> 'workspace_id' and not (table_name = 'activity_details' and column_name = 'seq')
        order by 1
        """;

    private ChainVerification Verification => new(data.Workspaces);

    [Fact]
    public async Task An_intact_history_of_hundreds_is_found_intact_also_after_details_were_erased()
    {
        var cast = await ApprovedAsync();
        for (var i = 0; i < 10; i++)
        {
            await data.ActAsync(
                cast.Owen,
                db =>
                {
                    for (var line = 0; line < 40; line++)
                    {
                        db.Record(new WorkspaceChanged(cast.Summit.Id, $"Ünïcode “{line}” \n \\ \" 漢字 🔧"));
                    }

                    return Task.CompletedTask;
                }
            );
        }

        Assert.Empty(await Verification.RunAsync(cast.Summit.Id, default));
        await data.ActAsync(cast.Owen, db => db.ExecuteAsync("update tenant.activity_details set body = null where seq % 2 = 0", [], default));
        Assert.Empty(await Verification.RunAsync(cast.Summit.Id, default));
        await data.ActAsync(cast.Owen, db => db.ExecuteAsync("update tenant.activity_details set body = null where body is not null", [], default));
        Assert.Empty(await Verification.RunAsync(cast.Summit.Id, default));
        Assert.Empty(await Verification.RunAsync(cast.Spark.Id, default));
    }

    [Fact]
    public async Task A_change_in_any_column_is_found()
    {
        var tampers = new List<(string Column, string Sql)>();
        await using (var command = data.Superuser.CreateCommand(Columns))
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                tampers.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        Assert.True(tampers.Count > 30, $"{tampers.Count} columns");
        foreach (var (column, sql) in tampers)
        {
            var cast = await ApprovedAsync();
            Assert.True(await data.TamperAsync(sql, cast.Summit.Id.Value) > 0, sql);

            Assert.True((await Verification.RunAsync(cast.Summit.Id, default)).Count > 0, $"{column} was altered, and nobody noticed.");
            Assert.Empty(await Verification.RunAsync(cast.Spark.Id, default));
        }
    }

    [Theory]
    [InlineData("activity 4 was removed", "delete from tenant.activity where workspace_id = $1 and seq = 4")]
    [InlineData("activity 2 to 4 were removed", "delete from tenant.activity where workspace_id = $1 and seq between 2 and 4")]
    [InlineData("activity 1 was removed", "delete from tenant.activity where workspace_id = $1 and seq = 1")]
    [InlineData("the details of activity 3 were removed", "delete from tenant.activity_details where workspace_id = $1 and seq = 3")]
    [InlineData(
        "were cut off",
        "delete from tenant.activity a where a.workspace_id = $1 and a.seq > (select max(seq) - 2 from tenant.activity where workspace_id = $1)"
    )]
    [InlineData("were cut off", "delete from tenant.activity where workspace_id = $1")]
    [InlineData("the head does not match", "update platform.heads set seq = seq - 1 where workspace_id = $1")]
    [InlineData("the head does not match", "update platform.heads set hash = sha256(hash) where workspace_id = $1")]
    [InlineData(
        "does not follow from the row before it",
        "update tenant.activity a set seq = -1 where workspace_id = $1 and seq = 3",
        "update tenant.activity a set seq = 3 where workspace_id = $1 and seq = 4",
        "update tenant.activity a set seq = 4 where workspace_id = $1 and seq = -1"
    )]
    [InlineData(
        "does not follow from the row before it",
        """
            with other as (
              select seq, overlay(hashed placing convert_to('staff.joineX', 'UTF8') from 78 for 12) as bytes
              from tenant.activity where workspace_id = $1 and kind = 'staff.joined' order by seq limit 1)
            update tenant.activity a set hashed = o.bytes, hash = sha256(o.bytes), kind = 'staff.joineX' from other o where a.workspace_id = $1 and a.seq = o.seq
            """
    )]
    [InlineData("was altered", "update tenant.estimate_versions set document = document || ' ' where workspace_id = $1")]
    [InlineData(
        "was altered",
        """
            update tenant.estimate_versions set document = replace(document, '18900', '18901'),
              document_hash = encode(sha256(convert_to(replace(document, '18900', '18901'), 'UTF8')), 'hex') where workspace_id = $1
            """
    )]
    [InlineData(
        "was altered",
        """
            update tenant.estimate_versions set document = replace(document, 'one year', 'two years'), content = replace(content::text, 'one year', 'two years')::jsonb,
              document_hash = encode(sha256(convert_to(replace(document, 'one year', 'two years'), 'UTF8')), 'hex') where workspace_id = $1
            """
    )]
    [InlineData("was altered", "update tenant.estimate_versions set content = jsonb_set(content, '{Terms}', '\"None.\"') where workspace_id = $1")]
    [InlineData("was altered", "update tenant.estimate_versions set expires_at = expires_at + interval '1 day' where workspace_id = $1")]
    [InlineData("was altered", "update tenant.estimate_versions set sent_at = sent_at + interval '1 day' where workspace_id = $1")]
    [InlineData("was altered", "update tenant.estimate_versions set sent_at = sent_at - interval '1 microsecond' where workspace_id = $1")]
    [InlineData("sealed was altered or removed", "update tenant.estimate_versions set sent_at = null where workspace_id = $1")]
    [InlineData(
        "was altered",
        """
            update tenant.consents set typed_name = 'Someone Else', normalised_name = 'SOMEONE ELSE',
              document = replace(replace(document, 'typedName":"Maria Delgado', 'typedName":"Someone Else'), 'MARIA DELGADO', 'SOMEONE ELSE'),
              document_hash = encode(sha256(convert_to(replace(replace(
                document, 'typedName":"Maria Delgado', 'typedName":"Someone Else'), 'MARIA DELGADO', 'SOMEONE ELSE'), 'UTF8')), 'hex')
            where workspace_id = $1
            """
    )]
    [InlineData("is approved without its consent", "delete from tenant.consents where workspace_id = $1")]
    [InlineData("its records say Approved", "update tenant.jobs set stage = 'Paid' where workspace_id = $1")]
    [InlineData("stands at Approved", "update tenant.estimates set state = 'Declined' where workspace_id = $1")]
    public async Task Tampering_is_named(string finding, params string[] statements)
    {
        var cast = await ApprovedAsync();
        Assert.Empty(await Verification.RunAsync(cast.Summit.Id, default));

        foreach (var sql in statements)
        {
            Assert.True(await data.TamperAsync(sql, cast.Summit.Id.Value) > 0, sql);
        }

        Assert.Contains(await Verification.RunAsync(cast.Summit.Id, default), f => f.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_detail_is_found_and_an_erased_one_is_not_missed()
    {
        var cast = await ApprovedAsync();
        await data.TamperAsync(
            "update tenant.activity_details set body = replace(body, 'Maria', 'Mario') where workspace_id = $1",
            cast.Summit.Id.Value
        );

        var found = await Verification.RunAsync(cast.Summit.Id, default);

        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.EndsWith("were altered", f, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_workspace_that_never_was_has_no_history_to_be_intact() =>
        await Assert.ThrowsAsync<RuleViolation>(() => Verification.RunAsync(Id<Workspace>.New(), default));

    private async Task<Cast> ApprovedAsync()
    {
        var cast = await data.GatherAsync();
        await data.ActAsync(cast.Maria, db => Cast.ApproveAsync(db, cast.Maria, cast.Summit.Estimate, Cast.SurgeProtector));
        return cast;
    }
}
