using System.Security.Cryptography;
using System.Text;

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

    /// <summary>Codes are short: without the key of this hash nobody can try them all.</summary>
    public byte[] HashOf(Guid user, string code) => HMACSHA256.HashData(master.Derive("sign-in-codes"), Encoding.UTF8.GetBytes($"{user:N}:{code}"));

    private static string Purpose(Guid user) => $"authenticator-key:{user:N}";
}
