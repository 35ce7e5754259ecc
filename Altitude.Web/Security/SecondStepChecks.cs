using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Altitude.Web.Security;

/// <summary>How somebody showed their second step.</summary>
/// <param name="CodesLeft">How many recovery codes are left; null: it was none.</param>
public sealed record SecondStepShown(int? CodesLeft = null);

/// <summary>Judges codes. Tries are counted before they are judged and apart from those of the password; a code of an authenticator is taken once.</summary>
public sealed class SecondStepChecks(UserManager<StaffUser> users, SignInSteps steps, SignInSecrets secrets, NpgsqlDataSource database)
{
    public const int MostTries = 5;
    public const int RecoveryCodes = 10;
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(15);

    /// <summary>Longer than Identity takes a code for: two steps of thirty seconds before and after.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    /// <summary>A code of the authenticator, or a recovery code.</summary>
    /// <exception cref="RuleViolation"><see cref="SecondStepRules.Wrong"/> or <see cref="SecondStepRules.Locked"/>.</exception>
    public async Task<SecondStepShown> RequireCodeAsync(StaffUser user, string typed, CancellationToken cancellationToken)
    {
        await CountTryAsync(user, cancellationToken);
        var shown = await IsCodeAsync(user, typed, cancellationToken) ? new SecondStepShown() : await RedeemAsync(user, typed);
        RuleViolation.Unless(shown is not null, SecondStepRules.Wrong, WrongInWords("That code is not right, or it was used already."));
        await ForgetTriesAsync(user, cancellationToken);
        return shown!; // Required above.
    }

    /// <summary>The password or a code of the authenticator: whoever is signed in shows that it is still them.</summary>
    /// <inheritdoc cref="RequireCodeAsync"/>
    public async Task RequireSelfAsync(StaffUser user, string typed, CancellationToken cancellationToken)
    {
        await CountTryAsync(user, cancellationToken);
        RuleViolation.Unless(
            await IsCodeAsync(user, typed, cancellationToken) || (typed.Length is > 0 and <= 200 && await users.CheckPasswordAsync(user, typed)),
            SecondStepRules.Wrong,
            WrongInWords("That is neither your password nor a code that is good now.")
        );
        await ForgetTriesAsync(user, cancellationToken);
    }

    /// <summary>The first code of a key that was just scanned.</summary>
    /// <inheritdoc cref="RequireCodeAsync"/>
    public async Task RequireFirstCodeAsync(StaffUser user, string typed, CancellationToken cancellationToken)
    {
        await CountTryAsync(user, cancellationToken);
        user.IsConfirming = true;
        var isRight = await IsCodeAsync(user, typed, cancellationToken);
        user.IsConfirming = false;
        RuleViolation.Unless(
            isRight,
            SecondStepRules.Wrong,
            WrongInWords("That code does not belong to this key. Wait for the next one; the clock of your phone must be right.")
        );
        await ForgetTriesAsync(user, cancellationToken);
    }

    private async Task<bool> IsCodeAsync(StaffUser user, string typed, CancellationToken cancellationToken)
    {
        var code = new string([.. typed.Where(c => !char.IsWhiteSpace(c))]);
        return code.Length == 6
            && code.All(char.IsAsciiDigit)
            && await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, code)
            && await steps.ClaimAsync(secrets.HashOf(user.Id, "used:" + code), user.Id, Remembered, cancellationToken);
    }

    private async Task<SecondStepShown?> RedeemAsync(StaffUser user, string typed)
    {
        var code = new string([.. typed.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
        return code.Length == 10 && (await users.RedeemTwoFactorRecoveryCodeAsync(user, $"{code[..5]}-{code[5..]}")).Succeeded
            ? new SecondStepShown(await users.CountRecoveryCodesAsync(user))
            : null;
    }

    /// <summary>In one statement, so that many at once are still many; the one that reaches the limit locks.</summary>
    private async Task CountTryAsync(StaffUser user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update platform.users
              set second_step_failed_count = case when second_step_failed_count + 1 >= $2 then 0 else second_step_failed_count + 1 end,
                  second_step_locked_until = case when second_step_failed_count + 1 >= $2 then altitude.now() + $3 else null end
              where id = $1 and (second_step_locked_until is null or second_step_locked_until <= altitude.now())
            """
        );
        command.Parameters.Add(new() { Value = user.Id });
        command.Parameters.Add(new() { Value = MostTries });
        command.Parameters.Add(new() { Value = Rest });
        RuleViolation.Unless(
            await command.WholeNonQueryAsync(cancellationToken) == 1,
            SecondStepRules.Locked,
            $"Too many wrong codes. Wait {Rest.TotalMinutes:0} minutes, then try again."
        );
    }

    private async Task ForgetTriesAsync(StaffUser user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "update platform.users set second_step_failed_count = 0, second_step_locked_until = null where id = $1"
        );
        command.Parameters.Add(new() { Value = user.Id });
        await command.WholeNonQueryAsync(cancellationToken);
    }

    private static string WrongInWords(string what) => $"{what} After {MostTries} wrong tries codes wait {Rest.TotalMinutes:0} minutes.";
}
