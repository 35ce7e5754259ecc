using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>A passkey as its person sees it.</summary>
/// <param name="Id">Names it in forms.</param>
/// <param name="LastUsedAt">UTC; null: never.</param>
public sealed record PasskeyView(string Id, string Name, DateTimeOffset AddedAt, DateTimeOffset? LastUsedAt);

/// <summary>Somebody keeps a passkey, which signs them in without their password and counts as both steps.</summary>
public sealed class AddPasskey(UserManager<StaffUser> users, PlatformDb platform, WorkspaceDbFactory workspaces)
{
    public const int Most = 10;

    /// <param name="made">What the browser made, already judged.</param>
    /// <returns>Recovery codes to be shown once, where there were none; else nothing.</returns>
    /// <exception cref="RuleViolation">No name, too many, or this sign-in has not shown the second step that they have.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(StaffSignIn who, UserPasskeyInfo made, string name, CancellationToken cancellationToken)
    {
        Passkeys.RequireName(name);
        await SecondSteps.RequireConfirmedAsync(platform, who, cancellationToken);
        IReadOnlyList<string> codes = [];
        await SecondSteps.ActAsync(
            workspaces,
            platform,
            who,
            "add-passkey",
            async (db, session) =>
            {
                RuleViolation.Unless(
                    await platform.Passkeys.CountAsync(p => p.UserId == who.UserId, cancellationToken) < Most,
                    SecondStepRules.Passkey,
                    $"You have {Most} passkeys. Remove one first."
                );
                var user = await SecondSteps.UserAsync(users, who);
                made.Name = name.Trim();
                SecondSteps.RequireSuccess(await users.AddOrUpdatePasskeyAsync(user, made));
                if (await users.CountRecoveryCodesAsync(user) == 0)
                {
                    codes = [.. await users.GenerateNewTwoFactorRecoveryCodesAsync(user, SecondStepChecks.RecoveryCodes) ?? []];
                }

                session.SecondStepAt = db.Now;
                db.Record(await SecondSteps.ChangeAsync(db, who, SecondStepChange.PasskeyAdded, made.Name, cancellationToken));
            },
            cancellationToken
        );
        return codes;
    }
}

/// <summary>A passkey is called something else.</summary>
public sealed class RenamePasskey(UserManager<StaffUser> users, PlatformDb platform, WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">No name, there is none like that, or this sign-in has not shown their second step.</exception>
    public async Task RunAsync(StaffSignIn who, string id, string name, CancellationToken cancellationToken)
    {
        Passkeys.RequireName(name);
        await SecondSteps.RequireConfirmedAsync(platform, who, cancellationToken);
        await SecondSteps.ActAsync(
            workspaces,
            platform,
            who,
            "rename-passkey",
            async (db, _) =>
            {
                var user = await SecondSteps.UserAsync(users, who);
                var passkey = await Passkeys.RequireAsync(users, user, id);
                passkey.Name = name.Trim();
                SecondSteps.RequireSuccess(await users.AddOrUpdatePasskeyAsync(user, passkey));
                db.Record(await SecondSteps.ChangeAsync(db, who, SecondStepChange.PasskeyRenamed, passkey.Name, cancellationToken));
            },
            cancellationToken
        );
    }
}

/// <summary>A passkey signs nobody in any more.</summary>
public sealed class RemovePasskey(UserManager<StaffUser> users, PlatformDb platform, WorkspaceDbFactory workspaces, SecondStepChecks checks)
{
    /// <param name="proof">Their password or a code.</param>
    /// <exception cref="RuleViolation">It is not them, there is none like that, or a company that they work for asks for it.</exception>
    public async Task RunAsync(StaffSignIn who, string id, string proof, CancellationToken cancellationToken)
    {
        await SecondSteps.RequireConfirmedAsync(platform, who, cancellationToken);
        await checks.RequireSelfAsync(await SecondSteps.UserAsync(users, who), proof, cancellationToken);
        await SecondSteps.RequireDispensableAsync(workspaces, platform, who, withAuthenticator: true, cancellationToken);
        await SecondSteps.ActAsync(
            workspaces,
            platform,
            who,
            "remove-passkey",
            async (db, _) =>
            {
                var user = await SecondSteps.UserAsync(users, who);
                var passkey = await Passkeys.RequireAsync(users, user, id);
                SecondSteps.RequireSuccess(await users.RemovePasskeyAsync(user, passkey.CredentialId));
                await SecondSteps.ForgetIfLastAsync(db, platform, users, user, cancellationToken);
                db.Record(await SecondSteps.ChangeAsync(db, who, SecondStepChange.PasskeyRemoved, passkey.Name ?? "", cancellationToken));
            },
            cancellationToken
        );
    }
}

/// <summary>Somebody comes in with their passkey: in place of the password, or after it.</summary>
public sealed class SignInWithPasskey(UserManager<StaffUser> users, PlatformDb platform, SignInSteps steps, BeginStaffSession begin)
{
    /// <param name="answer">What the browser signed, already judged.</param>
    /// <param name="step">The half of a sign-in that waits, from the browser's cookie; null: the passkey is all of it.</param>
    /// <exception cref="RuleViolation">They work nowhere, or the first half is over.</exception>
    public async Task<StaffTicket> RunAsync(PasskeySigned answer, string? step, string userAgent, CancellationToken cancellationToken)
    {
        Id<Workspace>? into = null;
        if (step is not null)
        {
            var taken = await steps.TakeAsync(SignInSteps.SecondStep, step, cancellationToken);
            RuleViolation.Unless(taken?.User == answer.User, SecondStepRules.Dead, "That took too long. Sign in again.");
            into = Id<Workspace>.TryParse(taken!.State, null, out var company) ? company : null; // Its user was compared.
        }

        await Passkeys.NoteUseAsync(users, platform, answer, cancellationToken);
        return await begin.RunAsync(answer.User, into, new SecondStepShown(), userAgent, cancellationToken)
            ?? throw new RuleViolation(SecondStepRules.Passkey, "Whoever this passkey belongs to works nowhere any more.");
    }
}

/// <summary>A sign-in that began with a password alone is confirmed by a passkey of its person.</summary>
public sealed class ConfirmSessionByPasskey(UserManager<StaffUser> users, PlatformDb platform, WorkspaceDbFactory workspaces)
{
    /// <param name="answer">By them; already judged.</param>
    public async Task RunAsync(StaffSignIn who, PasskeySigned answer, CancellationToken cancellationToken)
    {
        RuleViolation.Unless(answer.User == who.UserId, SecondStepRules.Passkey, "That passkey is not yours.");
        await Passkeys.NoteUseAsync(users, platform, answer, cancellationToken);
        await SecondSteps.ActAsync(
            workspaces,
            platform,
            who,
            "confirm-session",
            (db, session) =>
            {
                session.SecondStepAt = db.Now;
                return Task.CompletedTask;
            },
            cancellationToken
        );
    }
}

internal static class Passkeys
{
    public const int LongestName = 60;

    public static void RequireName(string name) =>
        RuleViolation.Unless(
            PlainText.IsFilled(name, LongestName),
            SecondStepRules.PasskeyName,
            $"Name the passkey, so that you know it again: at most {LongestName} characters."
        );

    /// <exception cref="RuleViolation">They have none like that.</exception>
    public static async Task<UserPasskeyInfo> RequireAsync(UserManager<StaffUser> users, StaffUser user, string id)
    {
        var raw = id.Length is > 0 and <= 2050 && id.Length % 2 == 0 && id.All(char.IsAsciiHexDigit) ? Convert.FromHexString(id) : [];
        return raw.Length > 0 && await users.GetPasskeyAsync(user, raw) is { } found
            ? found
            : throw new RuleViolation(SecondStepRules.Changed, "There is no such passkey any more. This is how it stands now.");
    }

    /// <summary>Its count of uses, and when: a copy of it that counts on its own is found out by Identity.</summary>
    public static async Task NoteUseAsync(
        UserManager<StaffUser> users,
        PlatformDb platform,
        PasskeySigned answer,
        CancellationToken cancellationToken
    )
    {
        var user = await users.FindByIdAsync(answer.User.ToString()) ?? throw AccessRules.Refusal("staff-session.missing");
        SecondSteps.RequireSuccess(await users.AddOrUpdatePasskeyAsync(user, answer.Passkey));
        await platform.Database.ExecuteSqlAsync(
            $"update platform.user_passkeys set last_used_at = altitude.now() where credential_id = {answer.Passkey.CredentialId}",
            cancellationToken
        );
    }
}
