using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Payments;
using Altitude.Web.Stripe;
using Altitude.Web.StripeSandbox;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Stripe;

/// <summary>Several invoices at one page: each gets its own part and its own receipt, and a refund finds the part it was asked for.</summary>
public sealed class SeveralInvoicesTests(AppFixture site) : IClassFixture<AppFixture>, IDisposable
{
    private SandboxSwitches Switches => site.Service<SandboxSwitches>();

    public void Dispose()
    {
        Switches.Trouble(ApiTrouble.None);
        Switches.DebitTakes = TimeSpan.FromSeconds(8);
    }

    [Fact]
    public async Task They_are_chosen_on_the_list_and_paid_at_one_page()
    {
        var stage = await PaymentStage.SetAsync(site);
        var others = await stage.IssueAsync(2, 10_000);
        using var maria = site.VisitAs(stage.Cast.Maria);
        var list = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/invoices");
        Assert.Contains($"{stage.Number}: $324.96", list.Text, StringComparison.Ordinal);

        var none = await maria.PressAsync(list, "Pay selected invoices", [new("Several.Numbers", null)]);
        Assert.Equal(HttpStatusCode.Conflict, none.Status);
        Assert.Contains("Choose at least one invoice", none.Text, StringComparison.Ordinal);
        var sent = await maria.PressAsync(list, "Pay selected invoices", [new("Several.Numbers", stage.Number), new("Several.Numbers", others[0])]);
        await stage.PayByCardAsync(sent.Location!); // It leads to the hosted page.

        await EndsAsync(stage, stage.Number, 32_496);
        await EndsAsync(stage, others[0], 10_000);
        await EndsAsync(stage, others[1], 0);
        var attempts = await stage.AttemptsAsync();
        Assert.Equal([CheckoutState.Paid, CheckoutState.Paid], attempts.Select(a => a.State));
        Assert.Single(attempts.Select(a => a.PaymentIntent).Distinct());
        Assert.Equal(2, await stage.ReceiptsAsync());
        var back = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/invoices?paid={attempts.Single(a => a.LeadId is null).Id.Value:N}");
        Assert.True(back.Text.Contains("$424.96 has arrived", StringComparison.Ordinal), back.Text);
    }

    [Fact]
    public async Task The_same_again_opens_the_same_page_and_anything_else_ends_it_first()
    {
        var stage = await PaymentStage.SetAsync(site);
        var others = await stage.IssueAsync(2, 10_000);

        var first = await SeveralAsync(stage, stage.Number, others[0]);
        Assert.Equal(first, await SeveralAsync(stage, others[0], stage.Number));
        Assert.NotEqual(first, await SeveralAsync(stage, others[0], others[1]));
        Assert.Equal((2, 1), await stage.PagesAsync());
        await stage.PressAsync(CheckoutPurpose.Deposit);
        Assert.Equal((3, 2), await stage.PagesAsync()); // This one asks for nothing of the other two.
        await site.Service<PayInvoice>().RunAsync(stage.Cast.Maria.Actor, others[1], new(CheckoutPurpose.Balance, null), CancellationToken.None);

        Assert.Equal((4, 2), await stage.PagesAsync());
        Assert.Equal(2, (await stage.AttemptsAsync()).Count(a => a.State == CheckoutState.Open));
    }

    [Fact]
    public async Task A_refund_is_booked_where_it_was_asked_for_and_one_made_at_the_provider_from_the_last_to_the_first()
    {
        var stage = await PaymentStage.SetAsync(site);
        var others = await stage.IssueAsync(2, 10_000);
        await stage.PayByCardAsync(await SeveralAsync(stage, others[0], others[1]));
        await EndsAsync(stage, others[1], 10_000);
        var payment = await site.ReadAsync(
            stage.Cast.Summit.Operator,
            db => db.Payments.Where(p => db.Invoices.Any(i => i.Id == p.InvoiceId && i.Number == others[0])).Select(p => p.Id).SingleAsync()
        );
        Switches.Trouble(ApiTrouble.CutAfter);
        var key = RequestKey.New("refund-payment");
        await Assert.ThrowsAsync<RuleViolation>(() => RefundAsync(payment, 4_000, key));
        Switches.Trouble(ApiTrouble.None);

        await EndsAsync(stage, others[0], 6_000); // Its event alone has told of it.
        await RefundAsync(payment, 4_000, key);
        await EndsAsync(stage, others[0], 6_000);
        await EndsAsync(stage, others[1], 10_000);
        var intent = await stage.IntentAsync();
        await site.Service<StripeGateway>().RefundAsync(stage.Key, intent, Usd(12_000), Guid.NewGuid().ToString(), CancellationToken.None);

        await EndsAsync(stage, others[1], 0);
        await EndsAsync(stage, others[0], 4_000);
        Assert.Empty((await site.Service<ReconcileWorkspace>().RunAsync(stage.Cast.Summit.Id, CancellationToken.None)).Differences);

        Task RefundAsync(Id<Payment> of, long amount, RequestKey once) =>
            site.Service<RefundPayment>().RunAsync(stage.Cast.Owen, of, Usd(amount), "", once, CancellationToken.None);
    }

    [Fact]
    public async Task What_changes_one_of_them_ends_the_page_of_all_and_a_bank_holds_all()
    {
        var stage = await PaymentStage.SetAsync(site);
        var others = await stage.IssueAsync(2, 10_000);
        await SeveralAsync(stage, others[0], others[1]);
        await site.Service<RecordPayment>()
            .RunAsync(
                stage.Cast.Priya,
                others[1],
                Usd(1_000),
                PaymentMethods.Cash,
                new DateOnly(2027, 6, 8),
                "",
                RequestKey.New("test"),
                CancellationToken.None
            );
        Assert.Equal((1, 0), await stage.PagesAsync());
        Assert.All(await stage.AttemptsAsync(), a => Assert.Equal(CheckoutState.Expired, a.State));
        Switches.DebitTakes = TimeSpan.FromHours(2);

        await stage.PayByBankAsync(await SeveralAsync(stage, others[0], others[1]), PaymentStage.Debit);

        await Patiently.HoldsAsync(
            async () => (await stage.AttemptsAsync()).Count(a => a.State == CheckoutState.Processing) == 2,
            "the bank has the word about both"
        );
        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            site.Service<PayInvoice>().RunAsync(stage.Cast.Maria.Actor, others[1], new(CheckoutPurpose.Balance, null), CancellationToken.None)
        );
        Assert.Equal(PaymentRules.UnderWay, refused.Rule);
        await site.Clock.AdvanceAsync(TimeSpan.FromHours(3));
        await EndsAsync(stage, others[0], 10_000);
        await EndsAsync(stage, others[1], 10_000);
    }

    private Task<string> SeveralAsync(PaymentStage stage, params string[] numbers) =>
        site.Service<PayInvoice>().SeveralAsync(stage.Cast.Maria.Actor, numbers, PayChoice.None, CancellationToken.None);

    private Task EndsAsync(PaymentStage stage, string number, long paid) =>
        Patiently.HoldsAsync(
            async () =>
                (long)
                    (
                        await site.PeekAsync(
                            "select paid_minor_units from tenant.invoices where workspace_id = $1 and number = $2",
                            stage.Cast.Summit.Id.Value,
                            number
                        )
                    )! == paid, // It was issued.
            $"{paid} are paid of {number}"
        );

    private static Money Usd(long minorUnits) => new(minorUnits, new Currency("USD"));
}
