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
        var (user, token) = await FindAsync(presented);

        // One transaction: nobody keeps a session that began with the old password.
        List<StaffSessionRow> ended;
        await using (var transaction = await platform.Database.BeginTransactionAsync(cancellationToken))
        {
            var result = await users.ResetPasswordAsync(user, token, password);
            if (!result.Succeeded)
            {
                throw result.Errors.Any(e =>
                    e.Code is nameof(IdentityErrorDescriber.InvalidToken) or nameof(IdentityErrorDescriber.ConcurrencyFailure)
                )
                    ? Dead()
                    : new RuleViolation(Weak, string.Join(" ", result.Errors.Select(e => e.Description)));
            }

            await users.SetLockoutEndDateAsync(user, null);
            await users.ResetAccessFailedCountAsync(user);
            ended = await platform.StaffSessions.AsNoTracking().Where(s => s.UserId == user.Id && s.EndedAt == null).ToListAsync(cancellationToken);
            await platform.Database.ExecuteSqlAsync(
                $"update platform.staff_sessions set ended_at = altitude.now() where user_id = {user.Id} and ended_at is null",
                cancellationToken
            );
            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var company in ended.GroupBy(s => s.WorkspaceId))
        {
            await TellAsync(company.Key, [.. company], cancellationToken);
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

    /// <summary>Moves the company's head, which closes the pages that are still open there.</summary>
    private Task TellAsync(Id<Workspace> workspace, IReadOnlyList<StaffSessionRow> ended, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            new Requester(workspace),
            RequestKey.New("reset-password"),
            async db =>
            {
                var staff = ended.Select(s => s.StaffId).Distinct().ToArray();
                var names = await db.Staff.Where(m => staff.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.Name, cancellationToken);
                foreach (var session in ended)
                {
                    db.Record(new StaffSessionEnded(session.Id, names.GetValueOrDefault(session.StaffId, ""), "password reset"));
                }
            },
            cancellationToken
        );

    private static RuleViolation Dead() => new(DeadToken, "This link no longer opens. Ask for a new one.");
}
