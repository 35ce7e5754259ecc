namespace Altitude.Domain.Invoices;

/// <summary>How somebody pays online. It matters only where paying by card costs more.</summary>
public enum PayMeans
{
    /// <summary>Whatever the provider's page offers.</summary>
    Any,
    Card,
    Bank,
}

/// <summary>What a payer chose beside the amount.</summary>
/// <param name="Tip">Per cent; null: none.</param>
/// <param name="Shown">The surcharge's terms as the page showed them; empty: it showed none.</param>
public sealed record PayChoice(PayMeans Means, int? Tip, string Shown)
{
    public static readonly PayChoice None = new(PayMeans.Any, null, "");
}

/// <summary>What is paid on top of an invoice's money. It belongs to the payment alone: an invoice's balance never knows of it.</summary>
public readonly record struct PaymentExtras(Money Surcharge, Money Tip)
{
    public static PaymentExtras None(Currency currency) => new(Money.Zero(currency), Money.Zero(currency));

    public Money Total => Surcharge + Tip;

    /// <summary>Parted over several amounts in their proportion, each in whole steps; together exactly this.</summary>
    /// <param name="step">The smallest difference that can be paid online, in minor units.</param>
    public IReadOnlyList<PaymentExtras> Over(IReadOnlyList<Money> amounts, long step)
    {
        var (surcharges, tips) = (Parts(Surcharge, amounts, step), Parts(Tip, amounts, step));
        return [.. surcharges.Zip(tips, (surcharge, tip) => new PaymentExtras(surcharge, tip))];
    }

    private static Money[] Parts(Money whole, IReadOnlyList<Money> amounts, long step)
    {
        var steps = whole with { MinorUnits = whole.MinorUnits / step };
        var sum = new Money(amounts.Sum(a => a.MinorUnits), whole.Currency);
        var (parts, upTo, given) = (new Money[amounts.Count], 0L, 0L);
        for (var i = 0; i < amounts.Count; i++)
        {
            upTo += amounts[i].MinorUnits;
            var due = steps.Share(new Money(upTo, whole.Currency), sum).MinorUnits; // Never less than for those before it, so that no part is negative.
            parts[i] = whole with { MinorUnits = (due - given) * step };
            given = due;
        }

        return parts;
    }
}

/// <summary>What of the money that came in one payment is for whom.</summary>
/// <param name="Amount">The invoice's.</param>
public readonly record struct PaymentShare(Money Amount, PaymentExtras Extras)
{
    public Money Charged => Amount + Extras.Total;

    /// <summary>
    /// For each attempt of one page: first what its invoice asked for, in their order, then surcharges and tips. What is too much goes to the last invoice, where it is
    /// shown as unapplied; what is too little is missing on top first.
    /// </summary>
    /// <param name="received">As the provider took it.</param>
    public static IReadOnlyList<PaymentShare> Of(Money received, IReadOnlyList<CheckoutAttempt> attempts)
    {
        var rest = received.MinorUnits;
        var amounts = attempts.Select(a => Take(a.Amount.MinorUnits)).ToArray();
        var surcharges = attempts.Select(a => Take(a.SurchargeMinorUnits)).ToArray();
        var tips = attempts.Select(a => Take(a.TipMinorUnits)).ToArray();
        amounts[^1] += rest;
        return [.. amounts.Select((amount, i) => new PaymentShare(In(amount), new PaymentExtras(In(surcharges[i]), In(tips[i]))))];

        long Take(long asked)
        {
            var taken = Math.Min(rest, asked);
            rest -= taken;
            return taken;
        }

        Money In(long minorUnits) => new(minorUnits, received.Currency);
    }
}
