using System.Globalization;
using Altitude.Data;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Altitude.Web.Tests.Matrix;

/// <summary>
/// Puts a household's word into every text column of its rows, and says whether any of its rows changed. Both go by the model, so a table or column that
/// is added is covered without a word here; one that no household has rows in is named.
/// </summary>
public sealed class Canaries
{
    /// <summary>Texts that are codes or addresses of the program: a word in them would make another program.</summary>
    private static readonly HashSet<string> s_codes =
    [
        "workspaces.slug",
        "workspaces.zone_id",
        "workspaces.culture",
        "appointments.zone_id",
        "jobs.number",
        "leads.number",
        "estimates.number",
        "invoices.number",
        "payments.method",
        "payments.provider_intent",
        "refunds.method",
        "refunds.provider_refund",
        "number_counters.kind",
        "setup_links.target",
        "activity.kind",
        "activity.actor_kind",
        "activity.evidence",
        "activity_details.body", // JSON, written with names that hold the word.
        "consents.document", // Sealed by its hash.
        "email_deliveries.kind",
        "email_deliveries.message_id",
        "reminder_marks.kind",
        "sweep_runs.kind",
        "mail_wordings.mail",
        "request_keys.use_case",
        "request_keys.result",
    ];

    /// <summary>Rows of no customer that a person of the workspace has; filled for a workspace as a whole.</summary>
    private static readonly HashSet<string> s_shared = ["workspaces", "number_counters", "request_keys"];

    private readonly IReadOnlyList<IEntityType> _types;

    public Canaries(WorkspaceDb db) =>
        _types = [.. db.Model.GetEntityTypes().Where(t => t.GetSchema() == "tenant" && !t.IsOwned()).OrderBy(t => t.GetTableName())];

    /// <summary>What anyone may see of a company whose address they know.</summary>
    public const string Face = "zqfacezq";

    /// <summary>Fills what the household left without its word.</summary>
    /// <param name="whole">Also what belongs to the workspace as a whole: staff under <paramref name="office"/>, the company's name and address under <see cref="Face"/>.</param>
    public async Task FillAsync(WorkspaceFixture data, Household house, bool whole, string office)
    {
        foreach (var type in _types)
        {
            var table = type.GetTableName()!; // Mapped to a table of the schema.
            if (Owned(type, []) is { } owned)
            {
                await FillAsync(data, type, table, owned, house.Canary, house.Company.Id, house.Customer.Value);
            }
            else if (whole)
            {
                await FillAsync(data, type, table, "$2 = $2", table == "workspaces" ? Face : office, house.Company.Id, house.Customer.Value);
            }
        }
    }

    /// <summary>Tables with texts in which the household has no row that holds its word.</summary>
    public async Task<IReadOnlyList<string>> EmptyAsync(WorkspaceFixture data, Household house)
    {
        List<string> empty = [];
        foreach (var type in _types)
        {
            var table = type.GetTableName()!; // Mapped to a table of the schema.
            if (Owned(type, []) is { } owned && (Texts(type, table).Any() || HasJson(type)))
            {
                var found = await data.PeekAsync(
                    $"select count(*) from tenant.{table} t where workspace_id = $1 and {owned} and strpos(lower(t::text), $3) > 0",
                    house.Company.Id.Value,
                    house.Customer.Value,
                    house.Canary
                );
                if (found is 0L)
                {
                    empty.Add(table);
                }
            }
        }

        return empty;
    }

    /// <summary>One line for each table: whatever is written to a row of the household changes it.</summary>
    /// <param name="whole">Every row of the workspace, and what the platform keeps for it.</param>
    public async Task<IReadOnlyDictionary<string, string>> ChecksumsAsync(WorkspaceFixture data, Household house, bool whole)
    {
        List<string> parts = [];
        foreach (var type in _types)
        {
            var table = type.GetTableName()!; // Mapped to a table of the schema.
            var owned = whole ? "$2 = $2" : Owned(type, []);
            if (owned is not null && table != "session_seen")
            {
                parts.Add(Sum("tenant", table, owned));
            }
        }

        if (whole)
        {
            foreach (
                var table in new[]
                {
                    "heads",
                    "link_lookups",
                    "session_lookups",
                    "document_lookups",
                    "file_lookups",
                    "staff_sessions",
                    "staff_seats",
                    "workspaces",
                }
            )
            {
                parts.Add(Sum("platform", table, "$2 = $2").Replace("workspace_id = $1", table == "workspaces" ? "id = $1" : "workspace_id = $1"));
            }
        }

        await using var command = data.Superuser.CreateCommand(string.Join(" union all ", parts));
        command.Parameters.Add(new() { Value = house.Company.Id.Value });
        command.Parameters.Add(new() { Value = house.Customer.Value });
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<string, string> sums = [];
        while (await reader.ReadAsync())
        {
            sums[reader.GetString(0)] = reader.GetString(1);
        }

        return sums;
    }

    /// <summary>How many rows of anybody but the household's own company hold its word, table by table; bytes are searched as well as texts.</summary>
    public async Task<IReadOnlyDictionary<string, long>> StrayedAsync(WorkspaceFixture data, Household house)
    {
        var tables = _types.Select(t => t.GetTableName()).Distinct();
        await using var command = data.Superuser.CreateCommand(
            string.Join(
                " union all ",
                tables.Select(table =>
                    $"select '{table}', count(*) from tenant.{table} t where t.workspace_id <> $1 and (strpos(lower(t::text), $2) > 0 or strpos(t::text, encode(convert_to($2, 'UTF8'), 'hex')) > 0)"
                )
            )
        );
        command.Parameters.Add(new() { Value = house.Company.Id.Value });
        command.Parameters.Add(new() { Value = house.Canary });
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<string, long> strayed = [];
        while (await reader.ReadAsync())
        {
            strayed[reader.GetString(0)] = reader.GetInt64(1);
        }

        return strayed;
    }

    private static string Sum(string schema, string table, string owned) =>
        $"select '{schema}.{table}', count(*) || ' ' || md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) from {schema}.{table} t where workspace_id = $1 and {owned}";

    private static async Task FillAsync(
        WorkspaceFixture data,
        IEntityType type,
        string table,
        string where,
        string word,
        Domain.Id<Workspace> workspace,
        Guid customer
    )
    {
        foreach (var (column, most) in Texts(type, table))
        {
            var room = (most is { } length ? length - word.Length - 1 : 10_000).ToString(CultureInfo.InvariantCulture);
            await data.TamperAsync(
                $"""
                update tenant.{table} set {column} = case when strpos({column}, '@') > 0 then replace({column}, '@', '.{word}@') else left({column}, {room}) || ' {word}' end
                where workspace_id = $1 and {where} and strpos(lower({column}), '{word}') = 0
                """,
                workspace.Value,
                customer
            );
        }
    }

    private static IEnumerable<(string Column, int? Most)> Texts(IEntityType type, string table)
    {
        var store = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value; // Mapped to a table.
        return type.GetFlattenedProperties()
            .Where(p => p.ClrType == typeof(string) && p.GetValueConverter() is null)
            .Select(p => (Column: p.GetColumnName(store)!, Most: p.GetMaxLength())) // A column of that table.
            .Where(c => !s_codes.Contains($"{table}.{c.Column}"))
            .Where(c => c.Column is not ("currency_code" or "normalized_hash"));
    }

    private static bool HasJson(IEntityType type) =>
        type.GetFlattenedProperties().Any(p => p.GetColumnType() == "jsonb") || type.GetTableName() == "activity_details";

    /// <summary>Which rows are the customer's: by their customer, or by the record that they belong to. Null: the workspace's own.</summary>
    private static string? Owned(IEntityType type, HashSet<IEntityType> seen)
    {
        if (s_shared.Contains(type.GetTableName()!) || type.ClrType == typeof(StaffMember) || !seen.Add(type)) // Mapped to a table.
        {
            return null;
        }

        var store = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value; // Mapped to a table.
        if (type.ClrType == typeof(Customer))
        {
            return "id = $2";
        }

        if (type.FindProperty("CustomerId")?.GetColumnName(store) is { } column)
        {
            return $"{column} = $2";
        }

        foreach (var key in type.GetForeignKeys().Where(k => k.Properties.Count > 1))
        {
            if (Owned(key.PrincipalEntityType, seen) is { } owner)
            {
                var principal = StoreObjectIdentifier.Create(key.PrincipalEntityType, StoreObjectType.Table)!.Value; // Mapped to a table.
                var own = string.Join(", ", key.Properties.Select(p => p.GetColumnName(store)));
                var others = string.Join(", ", key.PrincipalKey.Properties.Select(p => p.GetColumnName(principal)));
                return $"({own}) in (select {others} from tenant.{key.PrincipalEntityType.GetTableName()} where workspace_id = $1 and {owner})";
            }
        }

        return null;
    }
}
