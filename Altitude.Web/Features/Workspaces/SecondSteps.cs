using System.Globalization;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>A key is made for somebody's authenticator app. It counts once its first code was right; until then the one that they have goes on.</summary>
public sealed class BeginAuthenticator(UserManager<StaffUser> users, PlatformDb platform, SecondStepChecks checks)
{
    /// <param name="proof">Their password or a code; asked for where they have a second step already.</param>
    /// <exception cref="RuleViolation">It is not them.</exception>
    public async Task RunAsync(StaffSignIn who, string proof, CancellationToken cancellationToken)
    {
        await SecondSteps.RequireConfirmedAsync(platform, who, cancellationToken);
        var user = await SecondSteps.UserAsync(users, who);
        if (user.TwoFactorEnabled)
        {
            await checks.RequireSelfAsync(user, proof, cancellationToken);
        }

        user.IsConfirming = true;
        SecondSteps.RequireSuccess(await users.ResetAuthenticatorKeyAsync(user));
        user.IsConfirming = false;
    }
}

/// <summary>A key that waits for its first code is dropped; what they had before stays.</summary>
public sealed class DropAuthenticatorKey(UserManager<StaffUser> users, PlatformDb platform)
{
    /// <exception cref="RuleViolation">They have a second step, and this sign-in has not shown it.</exception>
    public async Task RunAsync(StaffSignIn who, CancellationToken cancellationToken)
    {
        await SecondSteps.RequireConfirmedAsync(platform, who, cancellationToken);
        var user = await SecondSteps.UserAsync(users, who);
        SecondSteps.RequireSuccess(await users.RemoveAuthenticationTokenAsync(user, StaffUserStore.Provider, StaffUserStore.PendingKey));
    }
}

/// <summary>The first code of a new key: from now on it is asked for at every sign-in.</summary>
public sealed class ConfirmAuthenticator(UserManager<StaffUser> users, PlatformDb platform, WorkspaceDbFactory workspaces, SecondStepChecks checks)
{
    /// <returns>Fresh recovery codes, to be shown once; earlier ones are void.</returns>
    /// <exception cref="RuleViolation">No key waits, or the code is not its own.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(StaffSignIn who, string code, CancellationToken cancellationToken)
    {
        await SecondSteps.RequireConfirmedAsync(platform, who, cancellationToken);
        var waiting = await SecondSteps.UserAsync(users, who);
        var checkedKey = await SecondSteps.PendingKeyAsync(users, waiting);
        RuleViolation.Unless(
            checkedKey is not null,
            SecondStepRules.Changed,
            "That key was set up or replaced meanwhile. This is how it stands now."
        );
        await checks.RequireFirstCodeAsync(waiting, code, cancellationToken);

        IReadOnlyList<string> codes = [];
        await SecondSteps.ActAsync(
            workspaces,
            platform,
            who,
            "confirm-authenticator",
            async (db, session) =>
            {
                var user = await SecondSteps.UserAsync(users, who);
                var key = await SecondSteps.PendingKeyAsync(users, user);
                RuleViolation.Unless(
                    key == checkedKey,
                    SecondStepRules.Changed,
                    "That key was set up or replaced meanwhile. This is how it stands now."
                );
                await SecondSteps.UseKeyAsync(users, user, key!); // As was checked: not null.
                SecondSteps.RequireSuccess(await users.SetTwoFactorEnabledAsync(user, true));
                codes = [.. await users.GenerateNewTwoFactorRecoveryCodesAsync(user, SecondStepChecks.RecoveryCodes) ?? []];
                session.SecondStepAt = db.Now;
                db.Record(await SecondSteps.ChangeAsync(db, who, SecondStepChange.AuthenticatorAdded, "", cancellationToken));
            },
            cancellationToken
        );
        return codes;
    }
}

/// <summary>Fresh recovery codes; the earlier ones are void.</summary>
public sealed class RenewRecoveryCodes(UserManager<StaffUser> users, PlatformDb platform, WorkspaceDbFactory workspaces, SecondStepChecks checks)
{
    /// <param name="proof">Their password or a code.</param>
    /// <returns>To be shown once.</returns>
    /// <exception cref="RuleViolation">It is not them, or they have no second step.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(StaffSignIn who, string proof, CancellationToken cancellationToken)
    {
        await SecondSteps.RequireConfirmedAsync(platform, who, cancellationToken);
        await checks.RequireSelfAsync(await SecondSteps.UserAsync(users, who), proof, cancellationToken);
        IReadOnlyList<string> codes = [];
        await SecondSteps.ActAsync(
            workspaces,
            platform,
            who,
            "renew-recovery-codes",
            async (db, _) =>
            {
                RuleViolation.Unless(
                    await SecondSteps.HasAsync(platform, who.UserId, cancellationToken),
                    SecondStepRules.Changed,
                    "There is no second step that they could stand in for."
                );
                var user = await SecondSteps.UserAsync(users, who);
                codes = [.. await users.GenerateNewTwoFactorRecoveryCodesAsync(user, SecondStepChecks.RecoveryCodes) ?? []];
                db.Record(await SecondSteps.ChangeAsync(db, who, SecondStepChange.CodesRenewed, "", cancellationToken));
            },
            cancellationToken
        );
        return codes;
    }
}

/// <summary>Somebody signs in without their authenticator app again.</summary>
public sealed class TurnOffAuthenticator(UserManager<StaffUser> users, PlatformDb platform, WorkspaceDbFactory workspaces, SecondStepChecks checks)
{
    /// <param name="proof">Their password or a code.</param>
    /// <exception cref="RuleViolation">It is not them, there is none, or a company that they work for asks for it.</exception>
    public async Task RunAsync(StaffSignIn who, string proof, CancellationToken cancellationToken)
    {
        await SecondSteps.RequireConfirmedAsync(platform, who, cancellationToken);
        await checks.RequireSelfAsync(await SecondSteps.UserAsync(users, who), proof, cancellationToken);
        await SecondSteps.RequireDispensableAsync(workspaces, platform, who, withAuthenticator: false, cancellationToken);
        await SecondSteps.ActAsync(
            workspaces,
            platform,
            who,
            "turn-off-authenticator",
            async (db, _) =>
            {
                var user = await SecondSteps.UserAsync(users, who);
                RuleViolation.Unless(user.TwoFactorEnabled, SecondStepRules.Changed, "There is no authenticator app any more.");
                await users.RemoveAuthenticationTokenAsync(user, StaffUserStore.Provider, StaffUserStore.Key);
                await users.RemoveAuthenticationTokenAsync(user, StaffUserStore.Provider, StaffUserStore.PendingKey);
                SecondSteps.RequireSuccess(await users.SetTwoFactorEnabledAsync(user, false));
                await SecondSteps.ForgetIfLastAsync(db, platform, users, user, cancellationToken);
                db.Record(await SecondSteps.ChangeAsync(db, who, SecondStepChange.AuthenticatorRemoved, "", cancellationToken));
            },
            cancellationToken
        );
    }
}

/// <summary>A sign-in that began with a password alone is confirmed by the second step that its person has meanwhile.</summary>
public sealed class ConfirmSession(UserManager<StaffUser> users, PlatformDb platform, WorkspaceDbFactory workspaces, SecondStepChecks checks)
{
    /// <param name="code">Of the authenticator, or a recovery code.</param>
    /// <exception cref="RuleViolation">It is not right.</exception>
    public async Task RunAsync(StaffSignIn who, string code, CancellationToken cancellationToken)
    {
        var shown = await checks.RequireCodeAsync(await SecondSteps.UserAsync(users, who), code, cancellationToken);
        await SecondSteps.ActAsync(
            workspaces,
            platform,
            who,
            "confirm-session",
            async (db, session) =>
            {
                session.SecondStepAt = db.Now;
                if (shown.CodesLeft is { } left)
                {
                    var what = left.ToString(CultureInfo.InvariantCulture);
                    db.Record(await SecondSteps.ChangeAsync(db, who, SecondStepChange.CodeUsed, what, cancellationToken));
                }
            },
            cancellationToken
        );
    }
}

/// <summary>The second half of a sign-in: a code of the authenticator, or a recovery code.</summary>
public sealed class FinishSignIn(UserManager<StaffUser> users, SignInSteps steps, SecondStepChecks checks, BeginStaffSession begin, RateLimits limits)
{
    /// <param name="step">The half that waits, from the browser's cookie.</param>
    /// <param name="address">The IP address, for the rate limit alone.</param>
    /// <exception cref="RuleViolation">Not right, too often, or the first half is over.</exception>
    public async Task<StaffTicket> RunAsync(string? step, string code, string address, string userAgent, CancellationToken cancellationToken)
    {
        await limits.RequireAsync(RateLimit.SecondStepByAddress, address, cancellationToken);
        if (
            await steps.FindAsync(SignInSteps.SecondStep, step, cancellationToken) is not { User: { } id }
            || await users.FindByIdAsync(id.ToString()) is not { } user
        )
        {
            throw Dead();
        }

        var shown = await checks.RequireCodeAsync(user, code, cancellationToken);
        var taken = await steps.TakeAsync(SignInSteps.SecondStep, step, cancellationToken) ?? throw Dead(); // Another tab was quicker.
        var into = Id<Workspace>.TryParse(taken.State, null, out var company) ? company : (Id<Workspace>?)null;
        return await begin.RunAsync(user.Id, into, shown, userAgent, cancellationToken) ?? throw Dead(); // No seat anywhere any more.
    }

    /// <summary>Whether somebody's first half waits here.</summary>
    /// <param name="step">From the browser's cookie.</param>
    public async Task<bool> IsWaitingAsync(string? step, CancellationToken cancellationToken) =>
        await steps.FindAsync(SignInSteps.SecondStep, step, cancellationToken) is not null;

    /// <summary>Whose half waits here.</summary>
    /// <param name="step">From the browser's cookie.</param>
    /// <exception cref="RuleViolation"><see cref="SecondStepRules.Dead"/>: nobody's.</exception>
    public async Task<Guid> WhoseAsync(string? step, CancellationToken cancellationToken) =>
        await steps.FindAsync(SignInSteps.SecondStep, step, cancellationToken) is { User: { } user } ? user : throw Dead();

    private static RuleViolation Dead() =>
        new(SecondStepRules.Dead, $"That took longer than {AdmitStaff.Waits.TotalMinutes:0} minutes. Sign in with your password again.");
}

internal static class SecondSteps
{
    /// <summary>Whether their password alone does not let them in.</summary>
    public static Task<bool> HasAsync(PlatformDb db, Guid user, CancellationToken cancellationToken) =>
        db.Users.AnyAsync(u => u.Id == user && (u.TwoFactorEnabled || db.Passkeys.Any(p => p.UserId == user)), cancellationToken);

    /// <summary>Which of them have one.</summary>
    public static async Task<IReadOnlySet<Id<StaffMember>>> AmongAsync(
        WorkspaceDb db,
        IReadOnlyList<StaffMember> staff,
        CancellationToken cancellationToken
    )
    {
        Guid[] users = [.. staff.Select(s => s.UserId)];
        var have = await db
            .Database.SqlQuery<Guid>(
                $"""
                select u.id as "Value" from platform.users u
                where u.id = any({users}) and (u.two_factor_enabled or exists (select from platform.user_passkeys p where p.user_id = u.id))
                """
            )
            .ToListAsync(cancellationToken);
        return staff.Where(s => have.Contains(s.UserId)).Select(s => s.Id).ToHashSet();
    }

    /// <summary>Whoever has a second step shows it in this very sign-in before they change it: a sign-in that began with a stolen password takes nothing away.</summary>
    /// <exception cref="RuleViolation"><see cref="SecondStepRules.Unconfirmed"/>.</exception>
    public static async Task RequireConfirmedAsync(PlatformDb platform, StaffSignIn who, CancellationToken cancellationToken) =>
        RuleViolation.Unless(
            who.SecondStepAt is not null || !await HasAsync(platform, who.UserId, cancellationToken),
            SecondStepRules.Unconfirmed,
            "You have a second step already, and have not shown it in this sign-in. Show it first."
        );

    /// <summary>Whoever owes a second step may not act as themselves yet; their line of activity names them.</summary>
    public static Actor ActorOf(StaffSignIn who) => who.OwesSecondStep ? new Requester(who.Staff.WorkspaceId) : who.Staff;

    public static async Task<StaffUser> UserAsync(UserManager<StaffUser> users, StaffSignIn who) =>
        await users.FindByIdAsync(who.UserId.ToString()) ?? throw AccessRules.Refusal("staff-session.missing");

    /// <summary>Changes the sign-in's rows and the company's history together, while the session lives.</summary>
    public static Task ActAsync(
        WorkspaceDbFactory workspaces,
        PlatformDb platform,
        StaffSignIn who,
        string useCase,
        Func<WorkspaceDb, StaffSessionRow, Task> act,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            ActorOf(who),
            RequestKey.New(useCase),
            async db =>
            {
                await platform.JoinAsync(db, cancellationToken);
                var session =
                    await db.StaffSessions.SingleOrDefaultAsync(
                        s => s.WorkspaceId == db.WorkspaceId && s.Id == who.Staff.Session && s.EndedAt == null && s.ExpiresAt > db.Now,
                        cancellationToken
                    ) ?? throw AccessRules.Refusal("staff-session.ended");
                await act(db, session);
            },
            cancellationToken
        );

    public static async Task<SecondStepChanged> ChangeAsync(
        WorkspaceDb db,
        StaffSignIn who,
        SecondStepChange change,
        string what,
        CancellationToken cancellationToken
    )
    {
        var name = await db.Staff.Where(m => m.Id == who.Staff.StaffId).Select(m => m.Name).SingleAsync(cancellationToken);
        return new SecondStepChanged(who.Staff.StaffId, name, change, what);
    }

    /// <returns>Null: none waits for its first code.</returns>
    public static async Task<string?> PendingKeyAsync(UserManager<StaffUser> users, StaffUser user)
    {
        user.IsConfirming = true;
        var key = await users.GetAuthenticatorKeyAsync(user);
        user.IsConfirming = false;
        return key;
    }

    /// <summary>The key that waited counts from now on.</summary>
    public static async Task UseKeyAsync(UserManager<StaffUser> users, StaffUser user, string key)
    {
        var wrapped = await users.GetAuthenticationTokenAsync(user, StaffUserStore.Provider, StaffUserStore.PendingKey);
        RuleViolation.Unless(wrapped is not null && key.Length > 0, SecondStepRules.Changed, "That key was replaced meanwhile.");
        RequireSuccess(await users.SetAuthenticationTokenAsync(user, StaffUserStore.Provider, StaffUserStore.Key, wrapped));
        RequireSuccess(await users.RemoveAuthenticationTokenAsync(user, StaffUserStore.Provider, StaffUserStore.PendingKey));
    }

    /// <summary>Refuses to take the last way away while a company that they work for asks for one.</summary>
    /// <param name="withAuthenticator">The app stays; it is a passkey that goes.</param>
    public static async Task RequireDispensableAsync(
        WorkspaceDbFactory workspaces,
        PlatformDb platform,
        StaffSignIn who,
        bool withAuthenticator,
        CancellationToken cancellationToken
    )
    {
        var passkeys = await platform.Passkeys.CountAsync(p => p.UserId == who.UserId, cancellationToken);
        var app = await platform.Users.AnyAsync(u => u.Id == who.UserId && u.TwoFactorEnabled, cancellationToken);
        if (withAuthenticator ? app || passkeys > 1 : passkeys > 0)
        {
            return;
        }

        var seats = await platform
            .StaffSeats.Where(s => s.UserId == who.UserId && platform.Workspaces.Any(w => w.Id == s.WorkspaceId && w.ClosedAt == null))
            .Select(s => s.WorkspaceId)
            .ToListAsync(cancellationToken);
        foreach (var seat in seats)
        {
            await using var db = await workspaces.ReadAsync(new BackgroundTask(seat, "second-step"), cancellationToken);
            var asks = await db.Workspaces.Where(w => w.RequiresSecondStep).Select(w => w.Name).SingleOrDefaultAsync(cancellationToken);
            RuleViolation.Unless(
                asks is null,
                SecondStepRules.Required,
                $"{asks} asks for a second step, and this is your only one. Set up another one first, or replace it."
            );
        }
    }

    /// <summary>With the last way its recovery codes go, and no sign-in counts as confirmed any more.</summary>
    public static async Task ForgetIfLastAsync(
        WorkspaceDb db,
        PlatformDb platform,
        UserManager<StaffUser> users,
        StaffUser user,
        CancellationToken cancellationToken
    )
    {
        if (await HasAsync(platform, user.Id, cancellationToken))
        {
            return;
        }

        await users.RemoveAuthenticationTokenAsync(user, StaffUserStore.Provider, StaffUserStore.Codes);
        await db.ExecuteAsync("update platform.staff_sessions set second_step_at = null where user_id = $1", [user.Id], cancellationToken);
    }

    public static void RequireSuccess(IdentityResult result) =>
        RuleViolation.Unless(result.Succeeded, SecondStepRules.Changed, "Another page was quicker. This is how it stands now.");
}
