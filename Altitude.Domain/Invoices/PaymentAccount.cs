using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Invoices;

/// <summary>How a company is paid through the payment provider: its keys, wrapped, where its events arrive, and its terms.</summary>
public sealed class PaymentAccount : Entity, IWorkspaceOwned
{
    public const decimal MostSurchargePercent = 10;
    public const int MostTips = 4;
    public const int MostTipPercent = 50;

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

    /// <summary>What paying by card costs on top, in per cent of what is paid for invoices; zero: nothing.</summary>
    public decimal SurchargePercent { get; private set; }

    /// <summary>The most that paying by card costs on top, in minor units; zero: no such bound.</summary>
    public long MostSurcharge { get; private set; }

    /// <summary>Why, in the company's words; empty: none are added.</summary>
    public string SurchargeText { get; private set; } = "";

    /// <summary>Whoever pays is offered to add a tip.</summary>
    public bool AsksForTips { get; private set; }

    /// <summary>The tips that are offered, in per cent, from small to large.</summary>
    public int[] TipPercents { get; private set; } = [10, 15, 20];

    public bool HasSurcharge => SurchargePercent > 0;

    /// <summary>What a page shows of the surcharge, to be compared when somebody pays by it; empty: there is none.</summary>
    public string SurchargeMark =>
        HasSurcharge ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{SurchargePercent:0.####}/{MostSurcharge}") : "";

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

    /// <summary>The same secrets in another wrap: nothing has changed for anybody.</summary>
    public void WrapAnew(byte[] secret, byte[]? webhook) => (SecretKey, WebhookSecret) = (secret, webhook);

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

    /// <summary>Asks for something on top of what invoices ask for, or no longer. Payment pages that are open keep what they showed.</summary>
    /// <exception cref="RuleViolation">A percentage or amount that makes no sense, or no tip to choose.</exception>
    public void AskOnTop(ExtraTerms terms)
    {
        RuleViolation.Unless(
            Percentage.IsSensible(terms.SurchargePercent) && terms.SurchargePercent <= MostSurchargePercent,
            PaymentRules.Surcharge,
            $"Write a percentage from 0 to {MostSurchargePercent}, such as 2.5."
        );
        RuleViolation.Unless(
            terms.MostSurcharge is >= 0 and <= MoneyRules.MostMinorUnits,
            PaymentRules.Surcharge,
            "Write the most that the surcharge may come to, or nothing."
        );
        RuleViolation.Unless(
            PlainText.Fits(terms.SurchargeText.Trim(), 200),
            PaymentRules.Surcharge,
            "Write at most 200 characters about the surcharge."
        );
        RuleViolation.Unless(
            terms.TipPercents.Count <= MostTips
                && terms.TipPercents.All(t => t is >= 1 and <= MostTipPercent)
                && (terms.TipPercents.Count > 0 || !terms.AsksForTips),
            PaymentRules.Tip,
            $"Offer one to {MostTips} tips, of 1 to {MostTipPercent} per cent each."
        );
        (SurchargePercent, MostSurcharge, SurchargeText) = (terms.SurchargePercent, terms.MostSurcharge, terms.SurchargeText.Trim());
        (AsksForTips, TipPercents) = (terms.AsksForTips, [.. terms.TipPercents.Distinct().Order()]);
        Raise(new PaymentSettingsChanged(Id, "on-top", ""));
    }

    /// <summary>What is paid on top of so much. The tip bears no surcharge.</summary>
    /// <param name="amount">For one invoice, or for several together.</param>
    /// <param name="step">The smallest difference that can be paid online, in minor units.</param>
    /// <exception cref="RuleViolation">It was not offered, or other terms were shown.</exception>
    public PaymentExtras ExtrasOf(Money amount, PayChoice choice, long step)
    {
        RuleViolation.Unless(
            choice.Shown == SurchargeMark,
            PaymentRules.Surcharge,
            choice.Shown.Length == 0
                ? "Paying by card costs something on top. Look at the amounts and choose how you want to pay."
                : "What paying by card costs has changed just now. Look at the amounts and press again."
        );
        RuleViolation.Unless(
            HasSurcharge
                ? choice.Means == PayMeans.Card || choice.Means == PayMeans.Bank && TakesBank(amount.Currency)
                : choice.Means == PayMeans.Any,
            PaymentRules.Means,
            "Choose how you want to pay."
        );
        RuleViolation.Unless(
            choice.Tip is not { } tip || AsksForTips && TipPercents.Contains(tip),
            PaymentRules.Tip,
            "That tip is not offered. Choose again."
        );
        return new PaymentExtras(
            choice.Means == PayMeans.Card ? SurchargeOf(amount, step) : Money.Zero(amount.Currency),
            choice.Tip is { } percent ? amount.Percent(percent, step) : Money.Zero(amount.Currency)
        );
    }

    /// <summary>What paying so much by card costs on top, in whole steps.</summary>
    /// <inheritdoc cref="ExtrasOf"/>
    public Money SurchargeOf(Money amount, long step)
    {
        var reckoned = amount.Percent(SurchargePercent, step);
        var most = amount with { MinorUnits = MostSurcharge / step * step };
        return MostSurcharge > 0 && most < reckoned ? most : reckoned;
    }

    /// <summary>The provider debits bank accounts in US dollars only (docs.stripe.com/payments/ach-direct-debit).</summary>
    public static bool TakesBank(Currency currency) => currency.Code == "USD";
}

/// <summary>What is asked for on top of an invoice's money.</summary>
/// <param name="SurchargePercent">Zero: paying by card costs nothing more.</param>
/// <param name="MostSurcharge">Minor units; zero: no such bound.</param>
/// <param name="TipPercents">In any order.</param>
public sealed record ExtraTerms(
    decimal SurchargePercent,
    long MostSurcharge,
    string SurchargeText,
    bool AsksForTips,
    IReadOnlyCollection<int> TipPercents
);

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
    public const string Surcharge = "payment.surcharge";
    public const string Means = "payment.means";
    public const string Tip = "payment.tip";
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
