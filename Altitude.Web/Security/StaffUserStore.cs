using System.Buffers.Text;
using Altitude.Data;
using Altitude.Data.Platform;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Altitude.Web.Security;

/// <summary>
/// Sign-ins as Identity keeps them, but what opens them is not readable at rest: an authenticator's key is wrapped, recovery codes are keyed hashes. A key that waits for
/// its first code stands beside the one that counts.
/// </summary>
public sealed class StaffUserStore(PlatformDb db, SignInSecrets secrets, IdentityErrorDescriber? describer = null)
    : UserOnlyStore<StaffUser, PlatformDb, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>, StaffPasskey>(
        db,
        describer
    )
{
    public const string Provider = "altitude";
    public const string Key = "authenticator";
    public const string PendingKey = "authenticator-pending";
    public const string Codes = "recovery-codes";

    public override Task SetAuthenticatorKeyAsync(StaffUser user, string key, CancellationToken cancellationToken) =>
        SetTokenAsync(user, Provider, NameOf(user), secrets.Wrap(user.Id, key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(StaffUser user, CancellationToken cancellationToken) =>
        await GetTokenAsync(user, Provider, NameOf(user), cancellationToken) is { } wrapped ? secrets.Unwrap(user.Id, wrapped) : null;

    public override Task ReplaceCodesAsync(StaffUser user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        KeepAsync(user, recoveryCodes.Select(code => HashOf(user, code)), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(StaffUser user, string code, CancellationToken cancellationToken)
    {
        var (kept, hash) = (Split(await GetTokenAsync(user, Provider, Codes, cancellationToken)), HashOf(user, code));
        if (!kept.Contains(hash))
        {
            return false;
        }

        await KeepAsync(user, kept.Where(k => k != hash), cancellationToken);
        return true;
    }

    public override async Task<int> CountCodesAsync(StaffUser user, CancellationToken cancellationToken) =>
        Split(await GetTokenAsync(user, Provider, Codes, cancellationToken)).Length;

    /// <param name="kept">As they stand in the table.</param>
    public static string[] Split(string? kept) => kept?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private Task KeepAsync(StaffUser user, IEnumerable<string> hashes, CancellationToken cancellationToken) =>
        SetTokenAsync(user, Provider, Codes, string.Join(';', hashes), cancellationToken);

    private string HashOf(StaffUser user, string code) => Base64Url.EncodeToString(secrets.HashOf(user.Id, code));

    private static string NameOf(StaffUser user) => user.IsConfirming ? PendingKey : Key;
}
