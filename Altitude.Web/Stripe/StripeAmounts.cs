using Altitude.Domain;
using Altitude.Domain.Invoices;

namespace Altitude.Web.Stripe;

/// <summary>
/// Amounts as Stripe counts them, which is not always the currency's own minor unit (docs.stripe.com/currencies): some currencies are counted whole, some that are
/// whole today are still counted in hundredths, and those with three decimals in steps of ten.
/// </summary>
public static class StripeAmounts
{
    /// <summary>Counted whole. MGA has fifths in law and hundredths in ISO 4217.</summary>
    private static readonly HashSet<string> s_whole =
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ];

    /// <summary>Whole in ISO 4217, and counted in hundredths that must be zero.</summary>
    private static readonly HashSet<string> s_wholeAsHundredths = ["ISK", "UGX"];

    /// <summary>Counted in thousandths of which the last must be zero.</summary>
    private static readonly HashSet<string> s_tens = ["BHD", "JOD", "KWD", "OMR", "TND"];

    /// <exception cref="RuleViolation">Stripe cannot take exactly this amount.</exception>
    public static long ToStripe(Money amount)
    {
        var (numerator, divisor) = Ratio(amount.Currency);
        var product = checked(amount.MinorUnits * numerator);
        RuleViolation.Unless(
            product % divisor == 0 && (!s_tens.Contains(amount.Currency.Code) || product / divisor % 10 == 0),
            PaymentRules.AmountSteps,
            s_whole.Contains(amount.Currency.Code)
                ? $"Online, amounts in {amount.Currency} are paid in whole units only."
                : $"Online, amounts in {amount.Currency} are paid in steps of 0.010 only."
        );
        return product / divisor;
    }

    /// <param name="currency">In any case, as Stripe writes it.</param>
    public static Money FromStripe(long amount, string currency)
    {
        var known = Currency.Of(currency);
        var (numerator, divisor) = Ratio(known);
        return new Money(checked(amount * divisor) / numerator, known);
    }

    /// <summary>Whether what we count and what Stripe counts differ, or not every amount can be taken: worth a word in the settings.</summary>
    public static bool IsSpecial(Currency currency) => Ratio(currency) != (1, 1) || s_tens.Contains(currency.Code);

    /// <summary>The smallest difference between two amounts that Stripe takes, in minor units: what we reckon is rounded to it, what others wrote is not.</summary>
    public static long StepOf(Currency currency)
    {
        if (s_tens.Contains(currency.Code))
        {
            return 10;
        }

        var (numerator, divisor) = Ratio(currency);
        return divisor > numerator ? divisor / numerator : 1;
    }

    /// <summary>Stripe's units for so many minor units.</summary>
    private static (long Numerator, long Divisor) Ratio(Currency currency) =>
        s_whole.Contains(currency.Code) ? (1, currency.MinorPerMajor)
        : s_wholeAsHundredths.Contains(currency.Code) ? (100, currency.MinorPerMajor)
        : s_tens.Contains(currency.Code) ? (1_000, currency.MinorPerMajor)
        : (100, currency.MinorPerMajor);
}
