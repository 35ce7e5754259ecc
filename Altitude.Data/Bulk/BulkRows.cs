using Altitude.Data.Mapping;
using Altitude.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Altitude.Data.Bulk;

/// <summary>
/// Writes very many rows of one workspace: by COPY into a temporary table, which row-level security allows, and from there by one statement through the same
/// fence as everything else.
/// </summary>
internal sealed class BulkRows(WorkspaceDb db)
{
    private Dictionary<Type, List<object>> _waiting = [];
    private readonly HashSet<string> _prepared = [];

    /// <summary>Rows written so far, by table.</summary>
    public SortedDictionary<string, long> Written { get; } = new(StringComparer.Ordinal);

    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    public void Add(object row)
    {
        if (!_waiting.TryGetValue(row.GetType(), out var rows))
        {
            _waiting[row.GetType()] = rows = [];
        }

        rows.Add(row);
    }

    /// <summary>What waits; from now on other rows do.</summary>
    public IReadOnlyDictionary<Type, List<object>> Take()
    {
        var taken = _waiting;
        _waiting = [];
        return taken;
    }

    /// <summary>Writes rows in the order of <paramref name="types"/>: whatever is pointed to comes first.</summary>
    public async Task WriteAsync(IEnumerable<Type> types, IReadOnlyDictionary<Type, List<object>> taken, CancellationToken cancellationToken)
    {
        foreach (var type in types)
        {
            if (taken.TryGetValue(type, out var rows))
            {
                var entity = db.Model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} has no table.");
                var table =
                    StoreObjectIdentifier.Create(entity, StoreObjectType.Table) ?? throw new InvalidOperationException($"{type.Name} has no table.");
                var columns = entity.GetFlattenedProperties().Where(p => !p.IsShadowProperty()).Select(p => Column.Of(p, table)).ToArray();
                await WriteAsync(
                    table.Name,
                    columns.Select(c => (c.Name, c.Type)),
                    rows.Select(r => columns.Select(c => c.Of(r))),
                    cancellationToken
                );
            }
        }
    }

    /// <param name="table">Of the tenant's schema.</param>
    /// <param name="columns">Name and type.</param>
    public async Task WriteAsync(
        string table,
        IEnumerable<(string Name, string Type)> columns,
        IEnumerable<IEnumerable<object?>> rows,
        CancellationToken cancellationToken
    )
    {
        var (names, types) = (string.Join(", ", columns.Select(c => $"\"{c.Name}\"")), columns.Select(c => c.Type).ToArray());
        if (_prepared.Count == 0)
        {
            // Temporary tables are kept in the connection's own memory; what does not fit is written to the disk and read again. Refused where one was made before.
            await RunAsync("set temp_buffers = '128MB'", cancellationToken);
        }

        var isFirst = _prepared.Add(table);
        if (isFirst)
        {
            await RunAsync(
                $"create temporary table bulk_{table} (like {Schemas.Tenant}.{table} including defaults) on commit drop",
                cancellationToken
            );
        }

        await using (
            var import = await Connection.BeginBinaryImportAsync($"copy bulk_{table} ({names}) from stdin (format binary)", cancellationToken)
        )
        {
            foreach (var row in rows)
            {
                await import.StartRowAsync(cancellationToken);
                var i = 0;
                foreach (var value in row)
                {
                    if (value is null)
                    {
                        await import.WriteNullAsync(cancellationToken);
                    }
                    else
                    {
                        await import.WriteAsync(value, types[i], cancellationToken);
                    }

                    i++;
                }
            }

            Written[table] = Written.GetValueOrDefault(table) + (long)await import.CompleteAsync(cancellationToken);
        }

        await RunAsync($"insert into {Schemas.Tenant}.{table} ({names}) select {names} from bulk_{table}; truncate bulk_{table}", cancellationToken);
        if (isFirst)
        {
            await RunAsync($"analyze {Schemas.Tenant}.{table}", cancellationToken); // Foreign keys are asked row by row, by plans that were made for an empty table.
        }
    }

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        // Names come from the model, never from a person.
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(sql, Connection, (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>One column of a mapped row, read as the mapping itself would.</summary>
    private sealed record Column(string Name, string Type, IClrPropertyGetter Getter, Func<object?, object?>? Convert)
    {
        public static Column Of(IProperty property, StoreObjectIdentifier table)
        {
            var mapping = property.GetRelationalTypeMapping();
            return new Column(
                property.GetColumnName(table) ?? throw new InvalidOperationException($"{property.Name} has no column."),
                mapping.StoreTypeNameBase,
                property.GetGetter(),
                mapping.Converter?.ConvertToProvider
            );
        }

        public object? Of(object row)
        {
            var value = Getter.GetClrValueUsingContainingEntity(row);
            return value is null || Convert is null ? value : Convert(value);
        }
    }
}
