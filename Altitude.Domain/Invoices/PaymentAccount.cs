using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Invoices;

/// <summary>How a company is paid through the payment provider: its keys, wrapped, where its events arrive, and its terms.</summary>
public sealed class PaymentAccount : Entity, IWorkspaceOwned
{
    private PaymentAccount() { }

    public Id<PaymentAccount> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }

    /// <summary>The last part of the address at which the provider's events arrive: random, and told to nobody but the provider.</summary>
    public string Endpoint { get; private init; } = "";

    /// <summary>Wrapped by the master key; null: none is known.</summary>
    public byte[]? SecretKey { get; private set; }

    /// <summary>The last four characters, which are all that is ever shown again.</summary>
    public string SecretKeyEnd { get; private set; } = "";

    /// <summary>Wrapped by the master key; null: none is known.</summary>
    public byte[]? WebhookSecret { get; private set; }
    public string WebhookSecretEnd { get; private set; } = "";
    public ProviderMode Mode { get; private set; }

    /// <summary>The least that a customer may pay in part, in minor units; zero: parts are not offered.</summary>
    public long LeastPart { get; private set; }

    /// <summary>Customers can pay: both secrets are known.</summary>
    public bool IsReady => SecretKey is not null && WebhookSecret is not null;

    public static PaymentAccount Open(Id<PaymentAccount> id, Id<Workspace> workspace, string endpoint) =>
        new()
        {
            Id = id,
            WorkspaceId = workspace,
            Endpoint = endpoint,
        };

    /// <summary>A key that was tried. A key of the other mode belongs to another set of events, so that the old webhook secret goes with the old key.</summary>
    public void UseKey(byte[] wrapped, string end, ProviderMode mode)
    {
        if (SecretKey is not null && mode != Mode)
        {
            (WebhookSecret, WebhookSecretEnd) = (null, "");
        }

        (SecretKey, SecretKeyEnd, Mode) = (wrapped, end, mode);
        Raise(new PaymentSettingsChanged(Id, "key", end));
    }

    public void UseWebhookSecret(byte[] wrapped, string end)
    {
        (WebhookSecret, WebhookSecretEnd) = (wrapped, end);
        Raise(new PaymentSettingsChanged(Id, "webhook", end));
    }

    /// <summary>Customers cannot pay any more; what was paid stays.</summary>
    public void Disconnect()
    {
        (SecretKey, SecretKeyEnd, WebhookSecret, WebhookSecretEnd) = (null, "", null, "");
        Raise(new PaymentSettingsChanged(Id, "disconnected", ""));
    }

    /// <param name="leastPart">Minor units; zero: parts are not offered.</param>
    /// <exception cref="RuleViolation">Less than nothing, or far too much.</exception>
    public void Offer(long leastPart)
    {
        RuleViolation.Unless(
            leastPart is >= 0 and <= MoneyRules.MostMinorUnits,
            PaymentRules.LeastPart,
            "Write the least that a customer may pay in part, or nothing."
        );
        LeastPart = leastPart;
        Raise(new PaymentSettingsChanged(Id, "terms", ""));
    }
}

/// <summary>Whether money moves. What the provider names in one mode means nothing in the other.</summary>
public enum ProviderMode
{
    Test,
    Live,
}

/// <summary>Rule codes of payments through the provider.</summary>
public static class PaymentRules
{
    public const string LeastPart = "payment.least-part";
    public const string Key = "payment.key";
    public const string WebhookSecret = "payment.webhook-secret";
    public const string NotOffered = "payment.not-offered";
    public const string NothingDue = "payment.nothing-due";
    public const string Part = "payment.part";
    public const string Several = "payment.several";
    public const string UnderWay = "payment.under-way";
    public const string Unreachable = "payment.unreachable";
    public const string Refused = "payment.refused";
    public const string AmountSteps = "payment.amount-steps";
    public const string RefundAmount = "payment.refund-amount";
    public const string Missing = "payment.missing";
    public const string State = "payment.state";
}

/// <summary>How the company is paid has changed. Never holds a secret.</summary>
public sealed record PaymentSettingsChanged(Id<PaymentAccount> Account, string Part, string End) : DomainEvent("payments.changed", Account.Value)
{
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["part"] = Part, ["end"] = End };
}
