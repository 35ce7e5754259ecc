using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Altitude.Data;

/// <summary>
/// A statement that has begun runs to its end, whoever waits for it. Broken off while the driver prepares it, it is left half prepared on its connection, and fails for
/// whoever is handed that connection next: somebody's closed tab would be another person's error page. Statements are short; what follows one is not begun any more.
/// </summary>
public static class WholeStatements
{
    /// <inheritdoc cref="WholeStatements"/>
    public static Task<object?> WholeScalarAsync(this DbCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return command.ExecuteScalarAsync(CancellationToken.None);
    }

    /// <inheritdoc cref="WholeStatements"/>
    public static Task<int> WholeNonQueryAsync(this DbCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <inheritdoc cref="WholeStatements"/>
    public static Task<DbDataReader> WholeReaderAsync(this DbCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return command.ExecuteReaderAsync(CancellationToken.None);
    }

    /// <summary>As <see cref="WholeReaderAsync(DbCommand, CancellationToken)"/>, of several statements: read them without a token too, or the later ones are broken off.</summary>
    public static Task<DbDataReader> WholeReaderAsync(this DbBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return batch.ExecuteReaderAsync(CancellationToken.None);
    }

    /// <inheritdoc cref="WholeReaderAsync(DbBatch, CancellationToken)"/>
    public static Task<int> WholeNonQueryAsync(this DbBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return batch.ExecuteNonQueryAsync(CancellationToken.None);
    }
}

/// <summary>The same for what EF Core writes. Registered twice, where a context and its factory are, it runs each statement once.</summary>
public sealed class WholeStatementsInterceptor : DbCommandInterceptor
{
    public static readonly WholeStatementsInterceptor Instance = new();

    private WholeStatementsInterceptor() { }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    ) => result.HasResult ? result : InterceptionResult<DbDataReader>.SuppressWithResult(await command.WholeReaderAsync(cancellationToken));

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default
    ) => result.HasResult ? result : InterceptionResult<object>.SuppressWithResult((await command.WholeScalarAsync(cancellationToken))!); // EF takes a null as it is.

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => result.HasResult ? result : InterceptionResult<int>.SuppressWithResult(await command.WholeNonQueryAsync(cancellationToken));
}
