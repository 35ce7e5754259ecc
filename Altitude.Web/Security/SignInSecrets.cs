using System.Security.Cryptography;
using System.Text;
using Altitude.Data;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Security;

/// <summary>What somebody signs in with beside their password, as it is kept: an authenticator's key wrapped, a code as a keyed hash. Bound to its sign-in: copied to another, it opens nothing.</summary>
public sealed class SignInSecrets(MasterKey master)
{
    public string Wrap(Guid user, string key) => Convert.ToBase64String(master.Wrap(Encoding.UTF8.GetBytes(key), Purpose(user)));

    /// <returns>Null: another master key wrapped it, or it was altered.</returns>
    public string? Unwrap(Guid user, string wrapped)
    {
        try
        {
            return Encoding.UTF8.GetString(master.Unwrap(Convert.FromBase64String(wrapped), Purpose(user)));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <returns>Null: neither key opens it.</returns>
    public string? WrapAnew(Guid user, string wrapped, MasterKey? previous)
    {
        var bytes = new byte[wrapped.Length];
        return Convert.TryFromBase64String(wrapped, bytes, out var length) && master.WrapAnew(bytes[..length], Purpose(user), previous) is { } anew
            ? Convert.ToBase64String(anew)
            : null;
    }

    /// <summary>Codes are short: without the key of this hash nobody can try them all.</summary>
    public byte[] HashOf(Guid user, string code) => HMACSHA256.HashData(master.Derive("sign-in-codes"), Encoding.UTF8.GetBytes($"{user:N}:{code}"));

    private static string Purpose(Guid user) => $"authenticator-key:{user:N}";
}

/// <summary>Wraps authenticators' keys anew. Recovery codes are hashes by the master key: under another one they count for nothing.</summary>
public sealed class AuthenticatorKeys(IDbContextFactory<PlatformDb> platform, SignInSecrets secrets) : IWrappedSecrets
{
    public async Task<Rewrapped> WrapAnewAsync(MasterKey? previous, CancellationToken cancellationToken)
    {
        await using var db = await platform.CreateDbContextAsync(cancellationToken);
        var sum = default(Rewrapped);
        var keys = await db
            .UserTokens.Where(t =>
                t.LoginProvider == StaffUserStore.Provider && (t.Name == StaffUserStore.Key || t.Name == StaffUserStore.PendingKey) && t.Value != null
            )
            .ToListAsync(cancellationToken);
        foreach (var key in keys)
        {
            if (secrets.WrapAnew(key.UserId, key.Value!, previous) is { } anew) // Filtered above.
            {
                key.Value = anew;
                sum += new Rewrapped(1, 0);
            }
            else
            {
                sum += new Rewrapped(0, 1);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return sum;
    }
}
