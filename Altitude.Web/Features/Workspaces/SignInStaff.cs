using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Altitude.Web.Features.Workspaces;

/// <summary>What a fresh sign-in puts into the office cookie.</summary>
/// <param name="Key">Only its SHA-256 was stored.</param>
/// <param name="Role">What they are there.</param>
public sealed record StaffTicket(Secret Key, Id<StaffSession> Session, Id<Workspace> Workspace, StaffRole Role);

/// <summary>Where a right password leads.</summary>
/// <param name="Ticket">The office; null: their second step comes first.</param>
/// <param name="Step">The half of a sign-in that waits for it, for the browser's cookie alone; null: none is asked for.</param>
public sealed record Admission(StaffTicket? Ticket, Secret? Step);

/// <summary>Lets somebody in who has shown their password; or sends them on to their second step, which the password alone does not replace.</summary>
public sealed class AdmitStaff(IDbContextFactory<PlatformDb> platform, SignInSteps steps, BeginStaffSession begin)
{
    /// <summary>How long the second step may take.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromMinutes(10);

    /// <param name="into">Null: where they worked last, or the first of their workspaces.</param>
    /// <returns>Null: they have no seat there.</returns>
    public async Task<Admission?> RunAsync(Guid user, Id<Workspace>? into, string userAgent, CancellationToken cancellationToken)
    {
        bool needsStep;
        await using (var db = await platform.CreateDbContextAsync(cancellationToken))
        {
            needsStep = await SecondSteps.HasAsync(db, user, cancellationToken);
        }

        return needsStep ? new(null, await steps.BeginAsync(SignInSteps.SecondStep, user, into?.ToString() ?? "", Waits, cancellationToken))
            : await begin.RunAsync(user, into, userAgent, cancellationToken) is { } ticket ? new(ticket, null)
            : null;
    }
}

/// <summary>
/// Signs someone in to the office with e-mail and password. Unknown addresses, wrong passwords and locked accounts get one and the same answer, after the
/// same work.
/// </summary>
public sealed class SignInStaff(
    IDbContextFactory<PlatformDb> platform,
    IPasswordHasher<StaffUser> passwords,
    ILookupNormalizer normalizer,
    IOptions<IdentityOptions> identity,
    AdmitStaff admit,
    RateLimits limits
)
{
    public const string Wrong = "sign-in.wrong";

    /// <summary>A hash that no password has, so that an unknown address costs as much time as a known one.</summary>
    private static readonly StaffUser Nobody = new();
    private static string? _nobodysHash;

    /// <param name="address">The IP address, for the rate limit alone.</param>
    /// <exception cref="RuleViolation"><see cref="Wrong"/>, or too many tries.</exception>
    /// <returns>The office, or the way to their second step.</returns>
    public async Task<Admission> RunAsync(string email, string password, string address, string userAgent, CancellationToken cancellationToken)
    {
        var name = StaffNames.Normalise(normalizer, email);
        await limits.RequireAsync(RateLimit.SignInByAddress, address, cancellationToken);
        await limits.RequireAsync(RateLimit.SignInByAccount, name, cancellationToken);

        await using var db = await platform.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedUserName == name, cancellationToken);
        var mayTry = user is not null && await CountTryAsync(db, user.Id, cancellationToken);
        var verdict = passwords.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? NobodysHash(), password);
        RuleViolation.Unless(mayTry && verdict is not PasswordVerificationResult.Failed, Wrong, WrongInWords());

        await ForgetTriesAsync(db, user!.Id, cancellationToken); // mayTry: there is a user.
        var admitted = await admit.RunAsync(user.Id, into: null, userAgent, cancellationToken);
        return admitted ?? throw new RuleViolation(Wrong, WrongInWords()); // No seat anywhere any more.
    }

    /// <summary>
    /// Counts the try before it is judged, in one statement, so that many at once are still many; the one that reaches the limit locks the account.
    /// False: locked.
    /// </summary>
    private async Task<bool> CountTryAsync(PlatformDb db, Guid user, CancellationToken cancellationToken)
    {
        var (most, rest) = (identity.Value.Lockout.MaxFailedAccessAttempts, identity.Value.Lockout.DefaultLockoutTimeSpan);
        return await db.Database.ExecuteSqlAsync(
                $"""
                update platform.users
                  set access_failed_count = case when access_failed_count + 1 >= {most} then 0 else access_failed_count + 1 end,
                      lockout_end = case when access_failed_count + 1 >= {most} then altitude.now() + {rest} else null end
                  where id = {user} and (lockout_end is null or lockout_end <= altitude.now())
                """,
                cancellationToken
            ) == 1;
    }

    private static Task<int> ForgetTriesAsync(PlatformDb db, Guid user, CancellationToken cancellationToken) =>
        db
            .Users.Where(u => u.Id == user)
            .ExecuteUpdateAsync(
                u => u.SetProperty(x => x.AccessFailedCount, 0).SetProperty(x => x.LockoutEnd, (DateTimeOffset?)null),
                cancellationToken
            );

    private string NobodysHash() => _nobodysHash ??= passwords.HashPassword(Nobody, Secret.New().Text);

    private string WrongInWords() =>
        $"E-mail or password is not right. After {identity.Value.Lockout.MaxFailedAccessAttempts} wrong tries an account waits {identity.Value.Lockout.DefaultLockoutTimeSpan.TotalMinutes:0} minutes.";
}

/// <summary>How the name of a sign-in is looked up, whatever somebody typed.</summary>
internal static class StaffNames
{
    /// <returns>Empty, which nobody has, for what cannot be an address.</returns>
    public static string Normalise(ILookupNormalizer normalizer, string typed) =>
        PlainText.IsFilled(typed, 254) ? normalizer.NormalizeEmail(typed.Trim()) : "";
}
