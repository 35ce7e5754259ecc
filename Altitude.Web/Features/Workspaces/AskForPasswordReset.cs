using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Queues the mail that lets someone choose a new password. Says the same whether or not the address is known.</summary>
public sealed class AskForPasswordReset(
    IDbContextFactory<PlatformDb> platform,
    WorkspaceDbFactory workspaces,
    ILookupNormalizer normalizer,
    RateLimits limits
)
{
    /// <param name="address">The IP address, for the rate limit alone.</param>
    /// <exception cref="RuleViolation">Too many tries.</exception>
    public async Task RunAsync(string email, string address, CancellationToken cancellationToken)
    {
        var name = StaffNames.Normalise(normalizer, email);
        await limits.RequireAsync(RateLimit.PasswordResetByAddress, address, cancellationToken);
        await limits.RequireAsync(RateLimit.PasswordReset, name, cancellationToken);

        await using var db = await platform.CreateDbContextAsync(cancellationToken);
        var seat = await db
            .Users.Where(u => u.NormalizedEmail == name)
            .Join(db.StaffSeats, u => u.Id, s => s.UserId, (u, s) => s)
            .Where(s => db.Workspaces.Any(w => w.Id == s.WorkspaceId && w.ClosedAt == null))
            .OrderBy(s => s.WorkspaceId)
            .FirstOrDefaultAsync(cancellationToken);
        if (seat is null)
        {
            return;
        }

        await workspaces.ActAsync(
            new Requester(seat.WorkspaceId),
            RequestKey.New("ask-for-password-reset"),
            inside =>
            {
                inside.Queue(OutboxKinds.MailPasswordReset, seat.UserId);
                return Task.CompletedTask;
            },
            cancellationToken
        );
    }
}
