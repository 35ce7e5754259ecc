using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Components;
using Altitude.Web.Stripe;

namespace Altitude.Web.Features.Invoices;

/// <summary>What a payer finds on top of what is due: a surcharge for paying by card, and tips to choose from.</summary>
/// <param name="account">Null: the company cannot be paid online.</param>
public sealed class ExtrasOffer(PaymentAccount? account, Currency currency)
{
    public bool HasSurcharge => account is { IsReady: true, HasSurcharge: true };
    public bool HasTips => account is { IsReady: true, AsksForTips: true };
    public bool IsEmpty => !HasSurcharge && !HasTips;
    public decimal Percent => account?.SurchargePercent ?? 0;

    /// <summary>Null: no such bound.</summary>
    public Money? Most => account is { MostSurcharge: > 0 and var most } ? new Money(most, currency) : null;

    /// <summary>Why, in the company's words; empty: it does not say.</summary>
    public string Why => account?.SurchargeText ?? "";

    /// <summary>A bank account can be chosen instead, for nothing.</summary>
    public bool TakesBank => PaymentAccount.TakesBank(currency);
    public IReadOnlyList<int> Tips => account?.TipPercents ?? [];

    /// <summary>What the form says was shown.</summary>
    public string Mark => HasSurcharge ? account!.SurchargeMark : ""; // There is one.

    public Money SurchargeOf(Money amount) => HasSurcharge ? account!.SurchargeOf(amount, Step) : Money.Zero(currency); // As above.

    public Money TipOf(Money amount, int percent) => amount.Percent(percent, Step);

    private long Step => StripeAmounts.StepOf(currency);
}

/// <summary>Says for staff what was paid on top.</summary>
public static class ExtraWords
{
    /// <summary>"and $8.12 surcharge, $48.74 tip"; empty: nothing was.</summary>
    public static string Of(PaymentExtras extras, Words words)
    {
        string[] parts =
        [
            .. new[] { (extras.Surcharge, Name: "surcharge"), (extras.Tip, Name: "tip") }
                .Where(p => p.Item1.MinorUnits > 0)
                .Select(p => $"{words.Money(p.Item1)} {p.Name}"),
        ];
        return parts.Length == 0 ? "" : $"and {string.Join(", ", parts)}";
    }
}
