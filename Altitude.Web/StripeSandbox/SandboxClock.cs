using Altitude.Data;
using Npgsql;

namespace Altitude.Web.StripeSandbox;

/// <summary>The sandbox lives by the database's clock, so that a test moves one clock for everything.</summary>
public sealed class SandboxClock(NpgsqlDataSource database)
{
    public async Task<long> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select altitude.now()");
        await using var reader = await command.WholeReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetFieldValue<DateTimeOffset>(0).ToUnixTimeSeconds();
    }
}
