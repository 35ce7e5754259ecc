using System.Text;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain.Activity;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>A key on its way into an authenticator app; shown until its first code was right.</summary>
/// <param name="Address">What the code to scan says.</param>
/// <param name="Key">In groups of four, to be typed.</param>
public sealed record AuthenticatorKey(string Address, string Key)
{
    public override string ToString() => "(secret)";
}

/// <summary>The second step of somebody's sign-in.</summary>
/// <param name="Pending">Null: none waits for its first code.</param>
/// <param name="IsRequired">The company asks for it, so that the last way cannot be taken away.</param>
public sealed record SecondStepView(
    WorkspaceView Company,
    bool HasAuthenticator,
    AuthenticatorKey? Pending,
    int CodesLeft,
    IReadOnlyList<PasskeyView> Passkeys,
    bool IsRequired,
    DateTimeOffset Now
)
{
    public bool HasAny => HasAuthenticator || Passkeys.Count > 0;

    public override string ToString() => nameof(SecondStepView);
}

/// <summary>Reads how somebody's second step stands; for themselves alone.</summary>
public sealed class SecondStepQuery(IDbContextFactory<PlatformDb> platform, WorkspaceDbFactory workspaces, SignInSecrets secrets)
{
    private const string Issuer = "ALTITUDE";

    public async Task<SecondStepView> RunAsync(StaffSignIn who, CancellationToken cancellationToken)
    {
        WorkspaceView company;
        bool isRequired;
        DateTimeOffset now;
        await using (var db = await workspaces.ReadAsync(SecondSteps.ActorOf(who), cancellationToken))
        {
            now = db.Now;
            company = await WorkspaceViews.ReadAsync(db, cancellationToken);
            isRequired = await db.Workspaces.Select(w => w.RequiresSecondStep).SingleAsync(cancellationToken);
        }

        await using var signIns = await platform.CreateDbContextAsync(cancellationToken);
        var user = await signIns.Users.AsNoTracking().SingleAsync(u => u.Id == who.UserId, cancellationToken);
        var kept = await signIns
            .UserTokens.AsNoTracking()
            .Where(t => t.UserId == who.UserId && t.LoginProvider == StaffUserStore.Provider)
            .ToDictionaryAsync(t => t.Name, t => t.Value, cancellationToken);
        var passkeys = await signIns
            .Passkeys.AsNoTracking()
            .Where(p => p.UserId == who.UserId)
            .OrderBy(p => p.CredentialId)
            .Take(AddPasskey.Most)
            .ToListAsync(cancellationToken);
        return new SecondStepView(
            company,
            user.TwoFactorEnabled,
            kept.GetValueOrDefault(StaffUserStore.PendingKey) is { } wrapped && secrets.Unwrap(user.Id, wrapped) is { } key
                ? Pending(user, key)
                : null,
            StaffUserStore.Split(kept.GetValueOrDefault(StaffUserStore.Codes)).Length,
            [
                .. passkeys
                    .OrderBy(p => p.Data.CreatedAt)
                    .Select(p => new PasskeyView(Convert.ToHexStringLower(p.CredentialId), p.Data.Name ?? "", p.Data.CreatedAt, p.LastUsedAt)),
            ],
            isRequired,
            now
        );
    }

    private static AuthenticatorKey Pending(StaffUser user, string key)
    {
        StringBuilder groups = new();
        foreach (var group in key.ToLowerInvariant().Chunk(4))
        {
            groups.Append(groups.Length == 0 ? "" : " ").Append(group);
        }

        var label = $"{Issuer}:{user.Email}";
        return new AuthenticatorKey($"otpauth://totp/{Uri.EscapeDataString(label)}?secret={key}&issuer={Issuer}&digits=6", groups.ToString());
    }
}
