using Altitude.Data;
using Npgsql;

namespace Altitude.Web.Security;

/// <summary>What is good once and for minutes on the way into the office; rows, so that all nodes agree and nothing is good twice.</summary>
public sealed class SignInSteps(NpgsqlDataSource database)
{
    /// <summary>Somebody's password was right, and their second step is still to come.</summary>
    public const string SecondStep = "second-step";

    /// <summary>A browser was asked for a new passkey.</summary>
    public const string PasskeyAdd = "passkey-add";

    /// <summary>A browser was asked to sign with a passkey.</summary>
    public const string PasskeyUse = "passkey-use";

    /// <summary>A code of an authenticator that was taken: nobody who saw it can use it again while it would still be good.</summary>
    public const string UsedCode = "used-code";

    /// <param name="user">Null: nobody has said yet who they are.</param>
    public async Task<Secret> BeginAsync(string kind, Guid? user, string state, TimeSpan lasts, CancellationToken cancellationToken)
    {
        var secret = Secret.New();
        await using var command = database.CreateCommand(
            "insert into platform.sign_in_steps (hash, kind, user_id, state, expires_at) values ($1, $2, $3, $4, altitude.now() + $5)"
        );
        command.Parameters.Add(new() { Value = secret.Hash });
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = (object?)user ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(new() { Value = lasts });
        await command.WholeNonQueryAsync(cancellationToken);
        return secret;
    }

    /// <summary>Looks, and leaves it there.</summary>
    /// <returns>Null: never was, used, or over.</returns>
    public Task<OpenStep?> FindAsync(string kind, string? presented, CancellationToken cancellationToken) =>
        AskAsync(
            "select user_id, state from platform.sign_in_steps where hash = $1 and kind = $2 and expires_at > altitude.now()",
            kind,
            presented,
            cancellationToken
        );

    /// <summary>Uses it up.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public Task<OpenStep?> TakeAsync(string kind, string? presented, CancellationToken cancellationToken) =>
        AskAsync(
            "delete from platform.sign_in_steps where hash = $1 and kind = $2 and expires_at > altitude.now() returning user_id, state",
            kind,
            presented,
            cancellationToken
        );

    /// <summary>Writes down that a code was taken.</summary>
    /// <param name="hash">Keyed, of the code and whose it is.</param>
    /// <returns>False: it was taken before.</returns>
    public async Task<bool> ClaimAsync(byte[] hash, Guid user, TimeSpan lasts, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            insert into platform.sign_in_steps as s (hash, kind, user_id, state, expires_at) values ($1, $2, $3, '', altitude.now() + $4)
              on conflict (hash) do update set expires_at = excluded.expires_at where s.expires_at <= altitude.now()
            """
        );
        command.Parameters.Add(new() { Value = hash });
        command.Parameters.Add(new() { Value = UsedCode });
        command.Parameters.Add(new() { Value = user });
        command.Parameters.Add(new() { Value = lasts });
        return await command.WholeNonQueryAsync(cancellationToken) == 1;
    }

    private async Task<OpenStep?> AskAsync(string sql, string kind, string? presented, CancellationToken cancellationToken)
    {
        if (!Secret.HasForm(presented))
        {
            return null;
        }

        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Secret.HashOf(presented!) }); // HasForm: not null.
        command.Parameters.Add(new() { Value = kind });
        await using var reader = await command.WholeReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new OpenStep(await reader.IsDBNullAsync(0, cancellationToken) ? null : reader.GetGuid(0), reader.GetString(1))
            : null;
    }
}

/// <summary>A step that waits to be taken.</summary>
/// <param name="User">Null: nobody has said yet who they are.</param>
public sealed record OpenStep(Guid? User, string State);
