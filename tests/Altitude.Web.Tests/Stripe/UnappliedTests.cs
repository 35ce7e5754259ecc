using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Payments;
using Altitude.Web.StripeSandbox;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Stripe;

/// <summary>Money that no invoice asks for is applied to another invoice of the customer, or given back; never dropped, never used twice.</summary>
public sealed class UnappliedTests(AppFixture site) : IClassFixture<AppFixture>, IDisposable
{
    private SandboxSwitches Switches => site.Service<SandboxSwitches>();

    public void Dispose() => Switches.Holds = false;

    [Fact]
    public async Task What_is_left_over_pays_another_invoice_and_the_rest_goes_back()
    {
        var stage = await OverAsync();
        var other = Assert.Single(await stage.IssueAsync(1, 10_000));
        var row = Assert.Single((await ShownAsync(stage)).Unapplied);
        Assert.Equal((stage.Number, 32_496, 32_496), (row.Invoice, row.Amount.MinorUnits, row.Refundable.MinorUnits));
        Assert.Equal((other, 10_000), (Assert.Single(row.Others).Number, row.Others[0].Balance.MinorUnits));

        await ApplyAsync(stage, other, 10_000);

        row = Assert.Single((await ShownAsync(stage)).Unapplied);
        Assert.Equal((22_496, 22_496), (row.Amount.MinorUnits, row.Refundable.MinorUnits));
        Assert.Empty(row.Others);
        Assert.Equal("10000 0 0 true", await SumsAsync(stage, other));
        Assert.Equal("22496 0 0 false", await SumsAsync(stage, stage.Number));
        Assert.Equal(InvoiceRules.TooMuch, await RefusedAsync(() => ApplyAsync(stage, other, 100)));

        await site.Service<RefundPayment>()
            .RunAsync(stage.Cast.Owen, row.Payment!.Value, Usd(22_496), "Made twice", RequestKey.New("refund-payment"), CancellationToken.None); // It came online.

        Assert.Empty((await ShownAsync(stage)).Unapplied);
        Assert.Equal("0 22496 0 false", await SumsAsync(stage, stage.Number));
        var paid = Assert.Single((await ShownAsync(stage)).Rows);
        Assert.True(paid.IsPartlyRefunded); // 100.00 of it is used elsewhere.
        using var maria = site.VisitAs(stage.Cast.Maria);
        var page = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/invoices/{other}");
        Assert.Contains("Moved here from another invoice", page.Text, StringComparison.Ordinal);
        Assert.Contains("Paid", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_is_applied_than_is_left_over_or_due_and_only_to_the_same_customers_invoices()
    {
        var stage = await OverAsync();
        var (small, large) = (Assert.Single(await stage.IssueAsync(1, 5_000)), Assert.Single(await stage.IssueAsync(1, 90_000)));

        Assert.Equal(InvoiceRules.TooMuch, await RefusedAsync(() => ApplyAsync(stage, small, 5_001)));
        Assert.Equal(InvoiceRules.TooMuch, await RefusedAsync(() => ApplyAsync(stage, large, 32_497)));
        Assert.Equal(InvoiceRules.Amount, await RefusedAsync(() => ApplyAsync(stage, large, 0)));
        Assert.Equal(InvoiceRules.Missing, await RefusedAsync(() => ApplyAsync(stage, stage.Number, 100)));
        Assert.Equal(InvoiceRules.Missing, await RefusedAsync(() => ApplyAsync(stage, "INV-1", 100)));
        Assert.Equal("0 0 0 false", await SumsAsync(stage, large));

        await ApplyAsync(stage, large, 32_496);

        var payment = await site.ReadAsync(
            stage.Cast.Summit.Operator,
            db => db.Payments.Where(p => p.Method == PaymentMethods.Applied).Select(p => p.Id).SingleAsync()
        );
        Assert.Equal(
            InvoiceRules.Applied,
            await RefusedAsync(() =>
                site.Service<ReversePayment>().RunAsync(stage.Cast.Priya, large, payment, RequestKey.New("test"), CancellationToken.None)
            )
        );
    }

    [Fact]
    public async Task Applying_ends_the_page_that_asks_for_the_old_amount_and_races_apply_once()
    {
        var stage = await OverAsync();
        var other = Assert.Single(await stage.IssueAsync(1, 90_000));
        var page = await site.Service<PayInvoice>()
            .RunAsync(stage.Cast.Maria.Actor, other, new(CheckoutPurpose.Balance, null), CancellationToken.None);

        var ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RefusedAsync(() => ApplyAsync(stage, other, 32_496))));

        Assert.Single(ends, "done");
        Assert.Equal("32496 0 0 false", await SumsAsync(stage, other));
        Assert.Equal("0 0 0 false", await SumsAsync(stage, stage.Number));
        using var payer = site.Visit();
        Assert.Equal("This payment page has expired", (await payer.GetAsync(new Uri(page).PathAndQuery)).Heading);
    }

    /// <summary>324.96 arrived for an invoice that is void.</summary>
    private async Task<PaymentStage> OverAsync()
    {
        var stage = await PaymentStage.SetAsync(site);
        Switches.Holds = true;
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));
        await site.ActAsync(
            stage.Cast.Owen,
            async db =>
            {
                var invoice = await stage.InvoiceAsync(db);
                await db.LockAsync(invoice.Id, CancellationToken.None);
                invoice.Void("Made twice", db.Now);
            }
        );
        site.Service<SandboxWebhooks>().Release(seed: 2);
        await stage.ComesToAsync(e => e.Unapplied == 32_496, "the money is unapplied");
        return stage;
    }

    private Task<PaymentsView> ShownAsync(PaymentStage stage) =>
        site.Service<PaymentsQuery>().RunAsync(stage.Cast.Owen, PaymentsQuery.Page, CancellationToken.None);

    private Task ApplyAsync(PaymentStage stage, string to, long amount) =>
        site.Service<ApplyUnapplied>()
            .RunAsync(stage.Cast.Priya, stage.Number, to, Usd(amount), RequestKey.New("apply-unapplied"), CancellationToken.None);

    /// <summary>What lists show: paid, refunded, credited, and whether it is settled.</summary>
    private async Task<string> SumsAsync(PaymentStage stage, string number) =>
        (string)
            (
                await site.PeekAsync(
                    "select paid_minor_units || ' ' || refunded_minor_units || ' ' || credited_minor_units || ' ' || (voided_at is null and paid_minor_units >= total_minor_units) from tenant.invoices where workspace_id = $1 and number = $2",
                    stage.Cast.Summit.Id.Value,
                    number
                )
            )!; // There is one.

    private static async Task<string> RefusedAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "done";
        }
        catch (RuleViolation refused)
        {
            return refused.Rule;
        }
    }

    private static Money Usd(long minorUnits) => new(minorUnits, new Currency("USD"));
}
