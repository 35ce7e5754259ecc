using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Stripe;

namespace Altitude.Web.Tests.Stripe;

/// <summary>Each kind of currency that Stripe counts in its own way.</summary>
public sealed class StripeAmountsTests
{
    [Theory]
    [InlineData("USD", 32_496, 32_496)]
    [InlineData("EUR", 50, 50)]
    [InlineData("HUF", 123_400, 123_400)] // Whole in payouts only.
    [InlineData("TWD", 10_050, 10_050)] // As above.
    [InlineData("JPY", 5_000, 5_000)]
    [InlineData("KRW", 5_000, 5_000)]
    [InlineData("VND", 120_000, 120_000)]
    [InlineData("XOF", 5_000, 5_000)]
    [InlineData("ISK", 5_000, 500_000)]
    [InlineData("UGX", 5_000, 500_000)]
    [InlineData("MGA", 500_000, 5_000)]
    [InlineData("KWD", 12_340, 12_340)]
    [InlineData("BHD", 10, 10)]
    [InlineData("TND", 1_000, 1_000)]
    public void An_amount_goes_and_comes_back_the_same(string currency, long minorUnits, long stripe)
    {
        var amount = new Money(minorUnits, new Currency(currency));

        Assert.Equal(stripe, StripeAmounts.ToStripe(amount));
        Assert.Equal(amount, StripeAmounts.FromStripe(stripe, currency.ToLowerInvariant()));
    }

    [Theory]
    [InlineData("KWD", 12_345)]
    [InlineData("JOD", 1)]
    [InlineData("MGA", 10_050)]
    public void An_amount_that_Stripe_cannot_take_is_refused_and_never_rounded(string currency, long minorUnits)
    {
        var refused = Assert.Throws<RuleViolation>(() => StripeAmounts.ToStripe(new Money(minorUnits, new Currency(currency))));

        Assert.Equal(PaymentRules.AmountSteps, refused.Rule);
    }
}
