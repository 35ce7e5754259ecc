using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Data.Demo;

/// <summary>Who works for the demo's companies, all with the password of the demo.</summary>
public static class DemoSignIns
{
    public const string Password = "Altitude-demo-1";

    /// <summary>The sign-ins with these addresses, made where they are missing; their password is the given one again, nobody is locked out, and nothing is asked for beside it.</summary>
    /// <returns>Id of the sign-in by address.</returns>
    public static async Task<IReadOnlyDictionary<string, Guid>> EnsureAsync(
        NpgsqlDataSource database,
        IReadOnlyList<string> emails,
        CancellationToken cancellationToken,
        string password = Password
    )
    {
        await using var db = new PlatformDb(new DbContextOptionsBuilder<PlatformDb>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options);
        var normalizer = new UpperInvariantLookupNormalizer();
        var names = emails.Select(normalizer.NormalizeName).ToArray();
        var users = await db.Users.Where(u => names.Contains(u.NormalizedUserName)).ToListAsync(cancellationToken);
        foreach (var email in emails.Where(e => users.All(u => u.NormalizedUserName != normalizer.NormalizeName(e))))
        {
            var user = new StaffUser
            {
                UserName = email,
                NormalizedUserName = normalizer.NormalizeName(email),
                Email = email,
                NormalizedEmail = normalizer.NormalizeEmail(email),
                EmailConfirmed = true,
                LockoutEnabled = true,
            };
            users.Add(user);
            db.Add(user);
        }

        var hash = new PasswordHasher<StaffUser>().HashPassword(users[0], password); // Once: it is slow by design, and all have the same.
        foreach (var user in users)
        {
            user.PasswordHash = hash;
            user.SecurityStamp = Guid.NewGuid().ToString("N");
            user.ConcurrencyStamp = Guid.NewGuid().ToString();
            (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
            (user.TwoFactorEnabled, user.SecondStepLockedUntil, user.SecondStepFailedCount) = (false, null, 0);
        }

        await db.SaveChangesAsync(cancellationToken);
        Guid[] ids = [.. users.Select(u => u.Id)];
        await db.UserTokens.Where(t => ids.Contains(t.UserId)).ExecuteDeleteAsync(cancellationToken);
        await db.Passkeys.Where(p => ids.Contains(p.UserId)).ExecuteDeleteAsync(cancellationToken);
        return users.ToDictionary(u => u.UserName!, u => u.Id); // Set above, and by every sign-up.
    }

    /// <summary>Gives someone their place in the company.</summary>
    public static StaffMember Seat(WorkspaceDb db, Workspace workspace, DemoStaff person, Guid user)
    {
        var member = StaffMember.Join(Id<StaffMember>.New(), workspace.Id, user, person.Name, person.Email, person.Phone, person.Role);
        db.Add(member);
        db.Add(
            new StaffSeat
            {
                UserId = user,
                WorkspaceId = workspace.Id,
                StaffId = member.Id,
            }
        );
        return member;
    }
}

/// <summary>Someone who works for a company of the demo.</summary>
/// <param name="IsNamed">Whether the demo tells people to sign in as them.</param>
public sealed record DemoStaff(string Name, string Email, string Phone, StaffRole Role, bool IsNamed = true)
{
    public string FirstName => Name.Split(' ')[0];
}
