using System.Text.RegularExpressions;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Payments;

/// <summary>How the company is paid, as its settings show it. Never a secret.</summary>
/// <param name="Address">Where the provider tells what happens; null: no key was entered yet.</param>
/// <param name="KeyEnd">The last four characters; empty: none.</param>
/// <param name="WebhookEnd">As above.</param>
/// <param name="TakesBank">Customers can choose a bank account instead of a card.</param>
public sealed record PaymentSettingsView(
    bool IsReady,
    string KeyEnd,
    string WebhookEnd,
    ProviderMode Mode,
    string? Address,
    Money LeastPart,
    bool HasSpecialCurrency,
    ExtraTerms OnTop,
    bool TakesBank
);

/// <summary>Reads how the company is paid.</summary>
public sealed class PaymentSettingsQuery(WorkspaceDbFactory workspaces, PublicAddress site)
{
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<PaymentSettingsView> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "see how the company is paid");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var currency = await db.Workspaces.Select(w => w.Currency).SingleAsync(cancellationToken);
        var account = await db.PaymentAccounts.SingleOrDefaultAsync(cancellationToken);
        return new PaymentSettingsView(
            account?.IsReady == true,
            account?.SecretKeyEnd ?? "",
            account?.WebhookSecretEnd ?? "",
            account?.Mode ?? ProviderMode.Test,
            account is null ? null : site.To($"/webhooks/stripe/{account.Endpoint}"),
            new Money(account?.LeastPart ?? 0, currency),
            StripeAmounts.IsSpecial(currency),
            new ExtraTerms(
                account?.SurchargePercent ?? 0,
                account?.MostSurcharge ?? 0,
                account?.SurchargeText ?? "",
                account?.AsksForTips == true,
                account?.TipPercents ?? []
            ),
            PaymentAccount.TakesBank(currency)
        );
    }
}

/// <summary>Takes the company's key at the provider: tried by a call that changes nothing, then wrapped and never shown again.</summary>
public sealed partial class ConnectPayments(WorkspaceDbFactory workspaces, StripeGateway gateway, PaymentKeys keys)
{
    /// <exception cref="RuleViolation">It is no key, the provider does not accept it, or their role does not allow it.</exception>
    public async Task RunAsync(Staff staff, string secretKey, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change how the company is paid");
        var given = secretKey.Trim();
        RuleViolation.Unless(
            SecretKeyForm().IsMatch(given),
            PaymentRules.Key,
            given.StartsWith("pk_", StringComparison.Ordinal)
                ? "That is the publishable key. Enter the secret key: it begins with sk_ or rk_."
                : "That is no secret key of Stripe. It begins with sk_test_, sk_live_, rk_test_ or rk_live_."
        );
        try
        {
            await gateway.TryKeyAsync(given, cancellationToken);
        }
        catch (ProviderRefusedException refused)
        {
            throw new RuleViolation(
                PaymentRules.Key,
                refused.IsKeyRefused
                    ? "Stripe does not accept this key. Copy it again from Developers, API keys."
                    : "Stripe did not take this key. Nothing was saved."
            );
        }
        catch (ProviderUnreachableException)
        {
            throw new RuleViolation(PaymentRules.Unreachable, "Stripe does not answer at the moment. Nothing was saved. Try again in a minute.");
        }

        var mode = given.Contains("_live_", StringComparison.Ordinal) ? ProviderMode.Live : ProviderMode.Test;
        await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                var account = await db.PaymentAccounts.SingleOrDefaultAsync(cancellationToken) ?? PaymentAccountOpening.Open(db);
                account.UseKey(keys.Wrap(given), given[^4..], mode);
                db.Queue(OutboxKinds.ReconcilePayments, account.Id.Value, db.Now.AddHours(1));
            },
            cancellationToken
        );
    }

    [GeneratedRegex("^(sk|rk)_(test|live)_[A-Za-z0-9_]{8,240}$")]
    private static partial Regex SecretKeyForm();
}

/// <summary>Takes the secret that the provider signs its events with.</summary>
public sealed partial class SetWebhookSecret(WorkspaceDbFactory workspaces, PaymentKeys keys)
{
    /// <exception cref="RuleViolation">It is no such secret, no key is known yet, or their role does not allow it.</exception>
    public async Task RunAsync(Staff staff, string secret, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change how the company is paid");
        var given = secret.Trim();
        RuleViolation.Unless(SecretForm().IsMatch(given), PaymentRules.WebhookSecret, "That is no signing secret of Stripe. It begins with whsec_.");
        await PaymentAccounts.ChangeAsync(
            workspaces,
            staff,
            key,
            account => account.UseWebhookSecret(keys.Wrap(given), given[^4..]),
            cancellationToken
        );
    }

    [GeneratedRegex("^whsec_[A-Za-z0-9+/=_-]{8,240}$")]
    private static partial Regex SecretForm();
}

/// <summary>Has the provider made to tell us what happens, so that nobody copies addresses and secrets.</summary>
public sealed class SubscribeWebhook(WorkspaceDbFactory workspaces, StripeGateway gateway, PaymentKeys keys, PublicAddress site)
{
    /// <exception cref="RuleViolation">The provider does not take our address, or their role does not allow it.</exception>
    public async Task RunAsync(Staff staff, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change how the company is paid");
        PaymentAccount? account;
        await using (var db = await workspaces.ReadAsync(staff, cancellationToken))
        {
            account = await db.PaymentAccounts.SingleOrDefaultAsync(cancellationToken);
        }

        var opened = keys.Open(account) ?? throw new RuleViolation(PaymentRules.Key, "Enter the secret key first.");
        string secret;
        try
        {
            secret = await gateway.SubscribeAsync(opened.Secret, site.To($"/webhooks/stripe/{account!.Endpoint}"), cancellationToken); // Opened from it.
        }
        catch (ProviderRefusedException)
        {
            throw new RuleViolation(
                PaymentRules.WebhookSecret,
                "Stripe does not take this address by itself. Add it at Stripe under Developers, Webhooks, and enter the signing secret here."
            );
        }
        catch (ProviderUnreachableException)
        {
            throw new RuleViolation(PaymentRules.Unreachable, "Stripe does not answer at the moment. Nothing was changed. Try again in a minute.");
        }

        await PaymentAccounts.ChangeAsync(
            workspaces,
            staff,
            key,
            changed => changed.UseWebhookSecret(keys.Wrap(secret), secret[^4..]),
            cancellationToken
        );
    }
}

/// <summary>Decides what customers may pay online.</summary>
public sealed class ChangePaymentTerms(WorkspaceDbFactory workspaces)
{
    /// <param name="leastPart">Minor units; zero: parts are not offered.</param>
    /// <exception cref="RuleViolation">It is no such amount, no key is known yet, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, long leastPart, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change how the company is paid");
        return PaymentAccounts.ChangeAsync(workspaces, staff, key, account => account.Offer(leastPart), cancellationToken);
    }
}

/// <summary>Decides what customers pay on top: a surcharge for paying by card, and tips.</summary>
public sealed class ChangeExtras(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">It makes no sense, no key is known yet, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, ExtraTerms terms, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change how the company is paid");
        return PaymentAccounts.ChangeAsync(workspaces, staff, key, account => account.AskOnTop(terms), cancellationToken);
    }
}

/// <summary>Forgets the company's keys: nobody can pay online any more.</summary>
public sealed class DisconnectPayments(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public Task RunAsync(Staff staff, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change how the company is paid");
        return PaymentAccounts.ChangeAsync(workspaces, staff, key, account => account.Disconnect(), cancellationToken);
    }
}

internal static class PaymentAccounts
{
    public static Task ChangeAsync(
        WorkspaceDbFactory workspaces,
        Staff staff,
        RequestKey key,
        Action<PaymentAccount> change,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                change(
                    await db.PaymentAccounts.SingleOrDefaultAsync(cancellationToken)
                        ?? throw new RuleViolation(PaymentRules.Key, "Enter the secret key first.")
                );
            },
            cancellationToken
        );
}
