using System.Security.Cryptography;
using System.Text;
using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Stripe;

/// <summary>A company's secrets at the provider, unwrapped for the moment of a call. They print as nothing.</summary>
public sealed class ProviderKey(string secret, string? webhookSecret, ProviderMode mode)
{
    public string Secret => secret;

    /// <summary>Null: events cannot be verified yet.</summary>
    public string? WebhookSecret => webhookSecret;
    public ProviderMode Mode => mode;
    public bool IsLive => mode == ProviderMode.Live;

    public override string ToString() => "(secret)";
}

/// <summary>Wraps and unwraps what opens a company's account at the provider.</summary>
public sealed class PaymentKeys(MasterKey master)
{
    internal const string Purpose = "payment-provider";

    public byte[] Wrap(string secret) => master.Wrap(Encoding.UTF8.GetBytes(secret), Purpose);

    /// <returns>Null: none is known, or none that this master key opens.</returns>
    public ProviderKey? Open(PaymentAccount? account)
    {
        if (account?.SecretKey is null)
        {
            return null;
        }

        try
        {
            return new ProviderKey(Unwrap(account.SecretKey), account.WebhookSecret is { } webhook ? Unwrap(webhook) : null, account.Mode);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public async Task<ProviderKey?> FindAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        Open(await db.PaymentAccounts.AsNoTracking().SingleOrDefaultAsync(cancellationToken));

    public async Task<ProviderKey?> FindAsync(WorkspaceDbFactory workspaces, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(actor, cancellationToken);
        return await FindAsync(db, cancellationToken);
    }

    private string Unwrap(byte[] wrapped) => Encoding.UTF8.GetString(master.Unwrap(wrapped, Purpose));
}

/// <summary>Wraps anew what opens the companies' accounts at the provider, also those of companies that are closed.</summary>
public sealed class PaymentSecrets(WorkspaceDbFactory workspaces, IDbContextFactory<PlatformDb> platform, MasterKey master) : IWrappedSecrets
{
    public async Task<Rewrapped> WrapAnewAsync(MasterKey? previous, CancellationToken cancellationToken)
    {
        await using var all = await platform.CreateDbContextAsync(cancellationToken);
        var sum = default(Rewrapped);
        foreach (var workspace in await all.Workspaces.Select(w => w.Id).ToListAsync(cancellationToken))
        {
            await using var db = await workspaces.OpenAsync(new Operator(workspace), cancellationToken);
            if (await db.PaymentAccounts.SingleOrDefaultAsync(cancellationToken) is not { SecretKey: { } secret } account)
            {
                continue;
            }

            var (anew, webhook) = (
                master.WrapAnew(secret, PaymentKeys.Purpose, previous),
                account.WebhookSecret is { } kept ? master.WrapAnew(kept, PaymentKeys.Purpose, previous) : null
            );
            if (anew is null || account.WebhookSecret is not null && webhook is null)
            {
                sum += new Rewrapped(0, 1);
                continue;
            }

            account.WrapAnew(anew, webhook);
            await workspaces.CommitAsync(db, cancellationToken);
            sum += new Rewrapped(1, 0);
        }

        return sum;
    }
}
