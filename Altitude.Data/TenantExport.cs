using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Altitude.Data;

/// <summary>A table of a workspace as it is taken away.</summary>
/// <param name="Columns">In the table's order, without those that stay.</param>
public sealed record ExportedTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> Key);

/// <summary>
/// Writes every table of a workspace as JSON. Which there are is read from the model, so that a new one is taken along by itself; what stays here is named below, each
/// with its reason, and a test asks for both.
/// </summary>
public static class TenantExport
{
    /// <summary>"table" or "table.column", and why it is not taken along.</summary>
    public static readonly IReadOnlyDictionary<string, string> StaysHere = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["setup_link_secrets"] = "Hashes of what opens the portal.",
        ["request_keys"] = "Presses of buttons, of the last days.",
        ["customer_words"] = "An index of names and addresses, made anew from them.",
        ["workspace_export_parts"] = "Earlier exports.",
        ["file_contents"] = "Stands among the documents.",
        ["lead_photos.content"] = "Stands among the documents.",
        ["brand_pictures.png"] = "Stands among the documents.",
        ["staff_photos.jpeg"] = "Stands among the documents.",
        ["portal_sessions.browser_hash"] = "Hash of what a browser signs in with.",
        ["payment_accounts.secret_key"] = "Opens the payment account.",
        ["payment_accounts.webhook_secret"] = "Opens the payment account.",
        ["payment_accounts.endpoint"] = "Known to the payment provider alone.",
        ["checkout_attempts.url"] = "Opens a page to pay on.",
        ["staff_members.user_id"] = "Who somebody is in other companies, too.",
    };

    public static IReadOnlyList<ExportedTable> TablesOf(WorkspaceDb db) =>
        [
            .. db
                .Model.GetRelationalModel()
                .Tables.Where(t => t.Schema == Schemas.Tenant && !StaysHere.ContainsKey(t.Name))
                .OrderBy(t => t.Name, StringComparer.Ordinal)
                .Select(t => new ExportedTable(
                    t.Name,
                    [.. t.Columns.Select(c => c.Name).Where(c => !StaysHere.ContainsKey($"{t.Name}.{c}"))],
                    [.. t.PrimaryKey!.Columns.Select(c => c.Name)] // Every tenant table has one.
                )),
        ];

    /// <summary>All rows of one table as a JSON array, one row a line, read and written as they come.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<long> WriteAsync(WorkspaceDb db, ExportedTable table, Stream into, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", table.Columns.Select(Quoted));
        var key = string.Join(", ", table.Key.Select(Quoted));
        await using var command = new NpgsqlCommand(
            $"""
            select row_to_json(t)::text from (select {columns} from {Quoted(Schemas.Tenant)}.{Quoted(
                table.Name
            )} where workspace_id = $1 order by {key}) t
            """,
            (NpgsqlConnection)db.Database.GetDbConnection(),
            (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()
        );
        command.CommandTimeout = 0; // As long as the table is; the task's own token ends it.
        command.Parameters.Add(new() { Value = db.WorkspaceId.Value });
        await using var text = new StreamWriter(into, leaveOpen: true);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        var rows = 0L;
        await text.WriteAsync('[');
        while (await reader.ReadAsync(cancellationToken))
        {
            await text.WriteAsync(rows++ == 0 ? "\n" : ",\n");
            await text.WriteAsync(reader.GetString(0));
        }

        await text.WriteAsync(rows == 0 ? "]\n" : "\n]\n");
        return rows;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
