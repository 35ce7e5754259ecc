using System.Buffers.Text;
using System.Security.Cryptography;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.StripeSandbox;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Stripe;

/// <summary>Connects the demo's company with the sandbox, and tells the sandbox where that company's events go.</summary>
public sealed class DemoPayments(WorkspaceDbFactory workspaces, IDbContextFactory<PlatformDb> platform, PaymentKeys keys, PublicAddress site)
    : ISandboxEndpoints
{
    private const string Prefix = "sk_test_";

    /// <summary>The sandbox's key of a company. It opens nothing but the sandbox.</summary>
    public static string KeyOf(Id<Workspace> workspace) => Prefix + workspace.Value.ToString("N");

    /// <summary>Connects the company at this address, unless it is connected or is not there.</summary>
    public async Task ConnectAsync(string slug, CancellationToken cancellationToken)
    {
        await using var db = await platform.CreateDbContextAsync(cancellationToken);
        var found = await db
            .Workspaces.Where(w => w.Slug == slug && w.ClosedAt == null)
            .Select(w => (Guid?)w.Id.Value)
            .SingleOrDefaultAsync(cancellationToken);
        if (found is { } id)
        {
            await ConnectAsync(new Id<Workspace>(id), cancellationToken);
        }
    }

    public Task ConnectAsync(Id<Workspace> workspace, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            new Operator(workspace),
            RequestKey.New("connect-demo-payments"),
            async db =>
            {
                await db.LockAsync(workspace, cancellationToken);
                if (await db.PaymentAccounts.AnyAsync(cancellationToken))
                {
                    return;
                }

                var account = PaymentAccountOpening.Open(db);
                var key = KeyOf(workspace);
                account.UseKey(keys.Wrap(key), key[^4..], ProviderMode.Test);
                var secret = "whsec_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
                account.UseWebhookSecret(keys.Wrap(secret), secret[^4..]);
                account.Offer(new Money(5_000, await db.Workspaces.Select(w => w.Currency).SingleAsync(cancellationToken)).MinorUnits);
            },
            cancellationToken
        );

    public async Task<(string Url, string Secret)?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || !Guid.TryParseExact(key[Prefix.Length..], "N", out var id))
        {
            return null;
        }

        try
        {
            await using var db = await workspaces.ReadAsync(new Operator(new Id<Workspace>(id)), cancellationToken);
            var account = await db.PaymentAccounts.SingleOrDefaultAsync(cancellationToken);
            return keys.Open(account) is { WebhookSecret: { } secret } opened && opened.Secret == key
                ? ($"{site.Listening}/webhooks/stripe/{account!.Endpoint}", secret) // Opened from it.
                : null;
        }
        catch (RuleViolation closed) when (closed.Rule == AccessRules.WorkspaceClosed)
        {
            return null;
        }
    }
}

/// <summary>The first step of being paid through the provider: an account, the address for its events, and the comparison that recurs.</summary>
internal static class PaymentAccountOpening
{
    public static PaymentAccount Open(WorkspaceDb db)
    {
        var endpoint = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18));
        var account = PaymentAccount.Open(Id<PaymentAccount>.New(), db.WorkspaceId, endpoint);
        db.PaymentAccounts.Add(account);
        db.WebhookEndpoints.Add(new WebhookEndpoint { Endpoint = endpoint, WorkspaceId = db.WorkspaceId });
        db.Queue(OutboxKinds.ReconcilePayments, account.Id.Value, db.Now.AddHours(1));
        return account;
    }
}
