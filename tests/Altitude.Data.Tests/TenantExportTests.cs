using System.Text.Json;
using System.Text.RegularExpressions;
using Altitude.Domain.Activity;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Data.Tests;

/// <summary>Whoever takes a company's data away takes all of it, and nothing that opens anything.</summary>
public sealed partial class TenantExportTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    /// <summary>Called like a secret, and none: evidence that whoever has it can check.</summary>
    private static readonly string[] s_evidence =
    [
        "activity.details_hash",
        "activity.hash",
        "activity.hashed",
        "consents.document_hash",
        "estimate_versions.document_hash",
        "payment_accounts.secret_key_end",
        "payment_accounts.webhook_secret_end",
    ];

    [Fact]
    public async Task Every_column_of_every_table_is_taken_along_or_stays_for_a_reason()
    {
        var (taken, there) = (await TakenAsync(), await ColumnsAsync());

        var forgotten = there.Where(c => !taken.Contains(c.Name) && !Stays(c.Name)).Select(c => c.Name);
        var stale = TenantExport.StaysHere.Keys.Where(k => !there.Any(c => c.Name == k || c.Name.StartsWith(k + ".", StringComparison.Ordinal)));

        Assert.Empty(forgotten);
        Assert.Empty(stale);
        Assert.All(TenantExport.StaysHere.Values, reason => Assert.EndsWith(".", reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_taken_along_that_looks_like_a_secret_or_a_file()
    {
        var (taken, there) = (await TakenAsync(), await ColumnsAsync());

        var suspect = there.Where(c => taken.Contains(c.Name) && (c.Type == "bytea" || Secret().IsMatch(c.Name)) && !s_evidence.Contains(c.Name));

        Assert.Empty(suspect.Select(c => c.Name));
    }

    [Fact]
    public async Task Each_table_is_written_as_json_and_holds_this_company_alone()
    {
        var cast = await data.GatherAsync();
        await House.FurnishAsync(data, cast.Summit);
        await House.FurnishAsync(data, cast.Spark);
        var (own, other) = (cast.Summit.Id.ToString(), cast.Spark.Id.ToString());
        var rows = 0L;

        await using var db = await data.Workspaces.ReadAsync(new BackgroundTask(cast.Summit.Id, "Export"), default);
        foreach (var table in TenantExport.TablesOf(db))
        {
            using var written = new MemoryStream();
            var count = await TenantExport.WriteAsync(db, table, written, default);
            written.Position = 0;
            using var json = await JsonDocument.ParseAsync(written);
            Assert.Equal(count, json.RootElement.GetArrayLength());
            Assert.All(json.RootElement.EnumerateArray(), row => Assert.Equal(own, row.GetProperty("workspace_id").GetString()));
            Assert.DoesNotContain(other, System.Text.Encoding.UTF8.GetString(written.ToArray()), StringComparison.Ordinal);
            rows += count;
        }

        Assert.True(rows > 50, $"Only {rows} rows were written.");
    }

    [Fact]
    public async Task Rows_go_out_while_the_rest_of_them_is_still_to_come()
    {
        var cast = await data.GatherAsync();
        await data.TamperAsync(
            """
            insert into tenant.customers (workspace_id, id, name, created_at, revision)
              select $1, gen_random_uuid(), 'Household ' || n, altitude.now(), 1 from generate_series(1, 20000) n
            """,
            cast.Summit.Id.Value
        );

        await using var db = await data.Workspaces.ReadAsync(new BackgroundTask(cast.Summit.Id, "Export"), default);
        await using var into = new Outflow((NpgsqlConnection)db.Database.GetDbConnection());
        await TenantExport.WriteAsync(db, TenantExport.TablesOf(db).Single(t => t.Name == "customers"), into, default);

        Assert.True(into.Bytes > 2_000_000, $"Only {into.Bytes} bytes came.");
        Assert.True(into.Bytes - into.WhileReading < 50_000, $"{into.Bytes - into.WhileReading} of {into.Bytes} bytes came when all rows were read.");
    }

    private static bool Stays(string column) =>
        TenantExport.StaysHere.ContainsKey(column) || TenantExport.StaysHere.ContainsKey(column.Split('.')[0]);

    private async Task<HashSet<string>> TakenAsync()
    {
        var cast = await data.GatherAsync();
        await using var db = await data.Workspaces.ReadAsync(new BackgroundTask(cast.Summit.Id, "Export"), default);
        return TenantExport.TablesOf(db).SelectMany(t => t.Columns.Select(c => $"{t.Name}.{c}")).ToHashSet();
    }

    /// <summary>As PostgreSQL has them: what the model does not know is there, too.</summary>
    private async Task<IReadOnlyList<(string Name, string Type)>> ColumnsAsync()
    {
        await using var command = data.Superuser.CreateCommand(
            "select table_name || '.' || column_name, data_type::text from information_schema.columns where table_schema = 'tenant' order by 1"
        );
        List<(string, string)> columns = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        return columns;
    }

    [GeneratedRegex("secret|hash|token|password|passkey|endpoint|browser|wrapped|[.]url$|user_id")]
    private static partial Regex Secret();
}
