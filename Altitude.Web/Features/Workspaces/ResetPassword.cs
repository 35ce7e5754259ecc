using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Sets a new password by the mail's token, and ends every office sign-in of that person, in every company.</summary>
public sealed class ResetPassword(UserManager<StaffUser> users, PlatformDb platform, WorkspaceDbFactory workspaces)
{
    public const string DeadToken = "password.dead-link";
    public const string Weak = "password.weak";

    /// <exception cref="RuleViolation"><see cref="DeadToken"/> or <see cref="Weak"/>.</exception>
    public async Task RunAsync(string? presented, string password, CancellationToken cancellationToken)
    {
        var (user, _) = await FindAsync(presented);
        await RequireStrongAsync(user, password);
        var companies = await platform
            .StaffSessions.Where(s => s.UserId == user.Id && s.EndedAt == null)
            .Where(s => platform.Workspaces.Any(w => w.Id == s.WorkspaceId && w.ClosedAt == null))
            .Select(s => s.WorkspaceId)
            .Distinct()
            .OrderBy(w => w)
            .ToListAsync(cancellationToken);

        // Each end is an act of its own company and moves its head; the last changes the password, too, so that nobody keeps a session that began with the
        // old one.
        foreach (var company in companies)
        {
            var isLast = company == companies[^1];
            await workspaces.ActAsync(
                new Requester(company),
                RequestKey.New("reset-password"),
                async db =>
                {
                    if (isLast)
                    {
                        await platform.JoinAsync(db, cancellationToken);
                        await ChangeAsync(presented, password);
                    }

                    await db.EndSignInsAsync(s => s.UserId == user.Id, "password reset", cancellationToken);
                },
                cancellationToken
            );
        }

        if (companies.Count == 0)
        {
            await using var transaction = await platform.Database.BeginTransactionAsync(cancellationToken);
            await ChangeAsync(presented, password);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Whether a new password can be chosen with this token at all.</summary>
    /// <exception cref="RuleViolation"><see cref="DeadToken"/>.</exception>
    public async Task RequireLivingAsync(string? presented) => await FindAsync(presented);

    private async Task<(StaffUser User, string Token)> FindAsync(string? presented)
    {
        if (
            MintPasswordReset.Read(presented) is not { } read
            || await users.FindByIdAsync(read.User.ToString()) is not { } user
            || !await users.VerifyUserTokenAsync(
                user,
                users.Options.Tokens.PasswordResetTokenProvider,
                UserManager<StaffUser>.ResetPasswordTokenPurpose,
                read.Token
            )
        )
        {
            throw Dead();
        }

        return (user, read.Token);
    }

    private async Task RequireStrongAsync(StaffUser user, string password)
    {
        foreach (var validator in users.PasswordValidators)
        {
            RequireSuccess(await validator.ValidateAsync(users, user, password));
        }
    }

    private async Task ChangeAsync(string? presented, string password)
    {
        var (user, token) = await FindAsync(presented);
        RequireSuccess(await users.ResetPasswordAsync(user, token, password));
        await users.SetLockoutEndDateAsync(user, null);
        await users.ResetAccessFailedCountAsync(user);
    }

    private static void RequireSuccess(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw result.Errors.Any(e => e.Code is nameof(IdentityErrorDescriber.InvalidToken) or nameof(IdentityErrorDescriber.ConcurrencyFailure))
                ? Dead()
                : new RuleViolation(Weak, string.Join(" ", result.Errors.Select(e => e.Description)));
        }
    }

    private static RuleViolation Dead() => new(DeadToken, "This link no longer opens. Ask for a new one.");
}
