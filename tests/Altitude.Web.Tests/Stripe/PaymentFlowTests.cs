using System.Diagnostics;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Payments;
using Altitude.Web.Stripe;
using Altitude.Web.StripeSandbox;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Stripe;

/// <summary>Money's way from the button to the books, against the sandbox over HTTP: whatever happens on the way, the end is the same.</summary>
public sealed class PaymentFlowTests(AppFixture site) : IClassFixture<AppFixture>, IDisposable
{
    private SandboxSwitches Switches => site.Service<SandboxSwitches>();

    public void Dispose()
    {
        Switches.Trouble(ApiTrouble.None);
        (Switches.Copies, Switches.Holds, Switches.Loses, Switches.SignsWrongly) = (1, false, false, false);
        Switches.DebitTakes = TimeSpan.FromSeconds(8);
    }

    [Fact]
    public async Task A_deposit_is_paid_and_the_rest_stays_due()
    {
        var stage = await PaymentStage.SetAsync(site);

        var declined = await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit), PaymentStage.DeclinedCard);
        var before = await stage.EndAsync();
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));

        Assert.Contains("declined", declined.Text, StringComparison.Ordinal);
        Assert.Equal(0, before.Paid);
        await stage.ComesToAsync(e => e is { Paid: 32_496, Balance: 75_824, Payments: 1 }, "324.96 are paid and 758.24 due");
        var attempt = Assert.Single(await stage.AttemptsAsync());
        Assert.Equal(CheckoutState.Paid, attempt.State);
    }

    [Fact]
    public async Task The_rest_is_paid_and_the_job_says_Paid()
    {
        var stage = await PaymentStage.SetAsync(site);

        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Balance));

        await stage.ComesToAsync(e => e is { Paid: 108_320, Balance: 0, Payments: 1 }, "all is paid");
        await Patiently.HoldsAsync(
            async () => await site.ReadAsync(stage.Cast.Summit.Operator, db => db.Jobs.Select(j => j.Stage).SingleAsync()) == JobStage.Paid,
            "the job is paid"
        );
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => stage.PressAsync(CheckoutPurpose.Balance));
        Assert.Equal(PaymentRules.NothingDue, refused.Rule);
    }

    [Fact]
    public async Task Pressing_again_opens_the_same_page_however_many_press_at_once()
    {
        var stage = await PaymentStage.SetAsync(site);

        var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => stage.PressAsync(CheckoutPurpose.Deposit)));

        Assert.Single(pages.Distinct());
        Assert.Equal((1, 1), await stage.PagesAsync());
        Assert.Single(await stage.AttemptsAsync());
    }

    [Fact]
    public async Task Asking_for_another_amount_ends_the_old_page_first()
    {
        var stage = await PaymentStage.SetAsync(site);

        var deposit = await stage.PressAsync(CheckoutPurpose.Deposit);
        var part = await stage.PressAsync(CheckoutPurpose.Part, 40_000);

        Assert.Equal((2, 1), await stage.PagesAsync());
        using var payer = site.Visit();
        Assert.Equal("This payment page has expired", (await payer.GetAsync(new Uri(deposit).PathAndQuery)).Heading);
        Assert.Equal("$400.00", (await payer.GetAsync(new Uri(part).PathAndQuery)).Heading);
    }

    [Theory]
    [InlineData(4_999)]
    [InlineData(108_321)]
    [InlineData(null)]
    public async Task A_part_is_neither_too_small_nor_more_than_is_due(int? part)
    {
        var stage = await PaymentStage.SetAsync(site);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => stage.PressAsync(CheckoutPurpose.Part, part));

        Assert.Equal(PaymentRules.Part, refused.Rule);
        Assert.Empty(await stage.AttemptsAsync());
    }

    [Fact]
    public async Task Nothing_is_paid_until_the_providers_word_has_come()
    {
        var stage = await PaymentStage.SetAsync(site);
        Switches.Holds = true;

        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));

        Assert.Equal(0, (await stage.EndAsync()).Paid);
        site.Service<SandboxWebhooks>().Release(seed: 1);
        await stage.ComesToAsync(e => e.Paid == 32_496, "the word has come");
    }

    [Fact]
    public async Task Events_that_never_come_are_made_up_for_and_the_report_names_them()
    {
        var stage = await PaymentStage.SetAsync(site);
        Switches.Loses = true;
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));
        Assert.Equal(0, (await stage.EndAsync()).Paid);

        var report = await site.Service<ReconcileWorkspace>().RunAsync(stage.Cast.Summit.Id, CancellationToken.None);
        var again = await site.Service<ReconcileWorkspace>().RunAsync(stage.Cast.Summit.Id, CancellationToken.None);

        Assert.Equal(new InvoiceEnd(32_496, 75_824, 0, 1, 0), await stage.EndAsync());
        Assert.True(Assert.Single(report.Differences).IsRepaired);
        Assert.Empty(again.Differences);
    }

    [Fact]
    public async Task Forged_events_change_nothing_and_the_sweep_still_finds_the_payment()
    {
        var stage = await PaymentStage.SetAsync(site);
        Switches.SignsWrongly = true;
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));

        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(3)); // The attempt is looked at by itself.

        await stage.ComesToAsync(e => e is { Paid: 32_496, Payments: 1 }, "it was found without any event");
    }

    [Fact]
    public async Task A_bank_debit_counts_when_the_bank_has_paid_and_not_before()
    {
        var stage = await PaymentStage.SetAsync(site);
        Switches.DebitTakes = TimeSpan.FromHours(2);

        await stage.PayByBankAsync(await stage.PressAsync(CheckoutPurpose.Deposit), PaymentStage.Debit);

        await Patiently.HoldsAsync(async () => (await stage.AttemptsAsync())[0].State == CheckoutState.Processing, "the bank has the word");
        Assert.Equal(0, (await stage.EndAsync()).Paid);
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => stage.PressAsync(CheckoutPurpose.Balance));
        Assert.Equal(PaymentRules.UnderWay, refused.Rule);
        await site.Clock.AdvanceAsync(TimeSpan.FromHours(3));
        await stage.ComesToAsync(e => e is { Paid: 32_496, Payments: 1 }, "the bank has paid");
    }

    [Fact]
    public async Task A_bank_debit_that_fails_leaves_nothing_and_another_page_opens()
    {
        var stage = await PaymentStage.SetAsync(site);
        Switches.DebitTakes = TimeSpan.FromSeconds(1);

        await stage.PayByBankAsync(await stage.PressAsync(CheckoutPurpose.Deposit), PaymentStage.FailingDebit);

        await Patiently.HoldsAsync(async () => (await stage.AttemptsAsync())[0].State == CheckoutState.Failed, "the debit failed");
        Assert.Equal(new InvoiceEnd(0, 108_320, 0, 0, 0), await stage.EndAsync());
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));
        await stage.ComesToAsync(e => e.Paid == 32_496, "a card paid instead");
    }

    [Fact]
    public async Task S5_a_refund_at_the_provider_flows_back_and_more_than_is_left_is_refused()
    {
        var stage = await PaymentStage.SetAsync(site);
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));
        await stage.ComesToAsync(e => e.Paid == 32_496, "the deposit is paid");
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Part, 40_000));
        await stage.ComesToAsync(e => e.Balance == 35_824, "400.00 more are paid");

        await site.Service<StripeGateway>()
            .RefundAsync(stage.Key, await stage.IntentAsync(), Usd(10_000), Guid.NewGuid().ToString(), CancellationToken.None);

        await stage.ComesToAsync(e => e is { Paid: 62_496, Balance: 45_824, Refunded: 10_000 }, "the refund flowed back");
        var part = await site.ReadAsync(
            stage.Cast.Summit.Operator,
            async db => (await stage.InvoiceAsync(db)).Payments.Single(p => p.Amount == Usd(40_000)).Id
        );
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => RefundAsync(stage, stage.Cast.Owen, part, 35_000, RequestKey.New("refund")));
        Assert.Equal(InvoiceRules.RefundLeft, refused.Rule);
        Assert.Contains("$300.00 is the most left", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_refund_once_however_often_they_press_and_the_event_is_the_same_refund()
    {
        var stage = await PaymentStage.SetAsync(site);
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));
        await stage.ComesToAsync(e => e.Paid == 32_496, "the deposit is paid");
        var payment = await site.ReadAsync(stage.Cast.Summit.Operator, async db => (await stage.InvoiceAsync(db)).Payments.Single().Id);
        var key = RequestKey.New("refund-payment");
        Switches.Holds = true; // Else reading its event meets the trouble, too, and is put off.
        Switches.Trouble(ApiTrouble.CutAfter);

        var lost = await Assert.ThrowsAsync<RuleViolation>(() => RefundAsync(stage, stage.Cast.Owen, payment, 12_496, key));
        Switches.Trouble(ApiTrouble.None);
        site.Service<SandboxWebhooks>().Release(1);
        await RefundAsync(stage, stage.Cast.Owen, payment, 12_496, key);

        Assert.Equal(PaymentRules.Unreachable, lost.Rule);
        await stage.ComesToAsync(e => e is { Paid: 20_000, Refunded: 12_496 }, "one refund stands");
        await Patiently.HoldsAsync(async () => await PendingAsync(stage) == 0, "its events were read");
        Assert.Equal(12_496, (await stage.EndAsync()).Refunded);
        await Assert.ThrowsAsync<RuleViolation>(() => RefundAsync(stage, stage.Cast.Priya, payment, 100, RequestKey.New("refund-payment")));
    }

    [Fact]
    public async Task A_dispute_is_shown_and_when_lost_the_money_is_gone()
    {
        var stage = await PaymentStage.SetAsync(site);
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Balance));
        await stage.ComesToAsync(e => e.Balance == 0, "all is paid");
        var now = (await site.Clock.NowAsync()).ToUnixTimeSeconds();

        site.Service<SandboxBooks>().Dispute(stage.Key, await stage.IntentAsync(), "needs_response", now);
        await Patiently.HoldsAsync(async () => (await stage.AttemptsAsync())[0].Dispute == "needs_response", "the dispute is known");
        Assert.Equal(0, (await stage.EndAsync()).Balance);
        site.Service<SandboxBooks>().Dispute(stage.Key, await stage.IntentAsync(), "lost", now);

        await stage.ComesToAsync(e => e is { Paid: 0, Balance: 108_320 }, "the money is gone");
    }

    [Fact]
    public async Task Money_for_a_void_invoice_is_kept_and_shown_as_unapplied()
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

        await stage.ComesToAsync(e => e is { Paid: 32_496, Unapplied: 32_496, Payments: 1 }, "the money is unapplied");
        var shown = await site.Service<PaymentsQuery>().RunAsync(stage.Cast.Owen, PaymentsQuery.Page, CancellationToken.None);
        var row = Assert.Single(shown.Unapplied);
        Assert.Equal((stage.Number, 32_496, true), (row.Invoice, row.Amount.MinorUnits, row.IsVoid));
    }

    [Fact]
    public async Task Staff_who_void_or_record_money_end_the_open_page_first()
    {
        var (voided, cash) = (await PaymentStage.SetAsync(site), await PaymentStage.SetAsync(site));
        await voided.PressAsync(CheckoutPurpose.Deposit);
        await cash.PressAsync(CheckoutPurpose.Balance);
        Switches.Trouble(ApiTrouble.Error);
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => VoidAsync(voided));
        Switches.Trouble(ApiTrouble.None);

        await VoidAsync(voided);
        await site.Service<RecordPayment>()
            .RunAsync(
                cash.Cast.Priya,
                cash.Number,
                Usd(10_000),
                PaymentMethods.Cash,
                new DateOnly(2027, 6, 8),
                "",
                RequestKey.New("test"),
                CancellationToken.None
            );

        Assert.Equal(PaymentRules.Unreachable, refused.Rule);
        Assert.Equal((1, 0), await voided.PagesAsync());
        Assert.Equal((1, 0), await cash.PagesAsync());
    }

    [Fact]
    public async Task An_approval_is_not_taken_back_once_somebody_set_out_to_pay()
    {
        var stage = await PaymentStage.SetAsync(site);
        await stage.PressAsync(CheckoutPurpose.Deposit);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            site.Service<TakeBackAnswer>()
                .RunAsync(
                    stage.Cast.Maria.Actor,
                    stage.Cast.Summit.EstimateNumber,
                    RequestKey.New("take-back"),
                    RequestOrigin.Of("203.0.113.9", "Phone"),
                    CancellationToken.None
                )
        );

        Assert.Equal(EstimateRules.Followed, refused.Rule);
    }

    [Fact]
    public async Task More_than_was_due_is_kept_whole_and_the_rest_is_unapplied()
    {
        var stage = await PaymentStage.SetAsync(site);
        var url = await stage.PressAsync(CheckoutPurpose.Balance);
        await site.ActAsync(
            stage.Cast.Owen,
            async db =>
            {
                var invoice = await stage.InvoiceAsync(db);
                await db.LockAsync(invoice.Id, CancellationToken.None);
                var today = new DateOnly(2027, 6, 8);
                invoice.Record(
                    Id<Payment>.New(),
                    new ReceivedByHand(
                        Usd(100_000),
                        PaymentMethods.Cash,
                        today,
                        "",
                        new Recorder(stage.Cast.Owen.StaffId, "Owen Hart"),
                        today,
                        db.Now
                    ),
                    m => m.ToString()
                );
            }
        );

        await stage.PayByCardAsync(url);

        await stage.ComesToAsync(e => e is { Paid: 208_320, Balance: 0, Unapplied: 100_000, Payments: 2 }, "1,000.00 are unapplied");
    }

    [Theory]
    [InlineData(ApiTrouble.Slow)]
    [InlineData(ApiTrouble.Error)]
    [InlineData(ApiTrouble.Cut)]
    [InlineData(ApiTrouble.CutAfter)]
    public async Task The_page_answers_kindly_within_three_seconds_when_the_provider_does_not_and_pressing_again_opens_one_page(ApiTrouble trouble)
    {
        var stage = await PaymentStage.SetAsync(site);
        Switches.Trouble(trouble);
        var clock = Stopwatch.StartNew();

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => stage.PressAsync(CheckoutPurpose.Deposit));

        var took = clock.Elapsed;
        Switches.Trouble(ApiTrouble.None);
        Assert.Equal(PaymentRules.Unreachable, refused.Rule);
        Assert.True(took < Soak.Within(TimeSpan.FromSeconds(3)), $"It took {took}.");
        await stage.PressAsync(CheckoutPurpose.Deposit);
        Assert.Equal((1, 1), await stage.PagesAsync());
        Assert.Single(await stage.AttemptsAsync());
    }

    [Fact]
    public async Task An_attempt_whose_answer_was_lost_is_found_by_itself()
    {
        var stage = await PaymentStage.SetAsync(site);
        Switches.Trouble(ApiTrouble.CutAfter);
        await Assert.ThrowsAsync<RuleViolation>(() => stage.PressAsync(CheckoutPurpose.Deposit));
        Switches.Trouble(ApiTrouble.None);

        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(3));

        await Patiently.HoldsAsync(async () => (await stage.AttemptsAsync())[0].State == CheckoutState.Open, "its page was found");
        Assert.Equal((1, 1), await stage.PagesAsync());
    }

    [Fact]
    public async Task A_page_whose_time_is_over_is_forgotten_and_a_new_one_opens()
    {
        var stage = await PaymentStage.SetAsync(site);
        await stage.PressAsync(CheckoutPurpose.Deposit);

        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(50));
        await Patiently.HoldsAsync(async () => (await stage.AttemptsAsync())[0].State == CheckoutState.Expired, "the attempt is over");
        await stage.PressAsync(CheckoutPurpose.Deposit);

        Assert.Equal((2, 1), await stage.PagesAsync());
    }

    [Fact]
    public async Task Secrets_stand_nowhere_in_the_clear()
    {
        var stage = await PaymentStage.SetAsync(site);
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));
        await stage.ComesToAsync(e => e.Paid > 0, "it is paid");
        var secret = await site.ReadAsync(
            stage.Cast.Summit.Operator,
            async db => site.Service<PaymentKeys>().Open(await db.PaymentAccounts.SingleAsync())!.WebhookSecret! // Connected.
        );

        await using var command = site.Superuser.CreateCommand(
            """
            select string_agg(found, ', ') from (
              select 'payment_accounts' as found from tenant.payment_accounts t where t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%'
              union all select 'activity' from tenant.activity_details t where t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%'
              union all select 'request_keys' from tenant.request_keys t where t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%'
              union all select 'outbox' from platform.outbox t where t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%'
              union all select 'inbox' from platform.webhook_inbox t where t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%') x
            """
        );
        command.Parameters.Add(new() { Value = stage.Key });
        command.Parameters.Add(new() { Value = secret });

        Assert.Equal(DBNull.Value, await command.ExecuteScalarAsync());
        Assert.Equal("(secret)", new ProviderKey(stage.Key, secret, ProviderMode.Test).ToString());
    }

    private async Task<int> PendingAsync(PaymentStage stage) =>
        await CountAsync("select count(*)::int from platform.webhook_inbox where workspace_id = $1 and state = 'Pending'", stage);

    private async Task<int> CountAsync(string sql, PaymentStage stage)
    {
        await using var command = site.Superuser.CreateCommand(sql);
        command.Parameters.Add(new() { Value = stage.Cast.Summit.Id.Value });
        return (int)(await command.ExecuteScalarAsync())!; // One row.
    }

    private Task VoidAsync(PaymentStage stage) =>
        site.Service<VoidInvoice>().RunAsync(stage.Cast.Owen, stage.Number, "Made twice", RequestKey.New("test"), CancellationToken.None);

    private Task RefundAsync(PaymentStage stage, Staff by, Id<Payment> payment, long amount, RequestKey key) =>
        site.Service<RefundPayment>().RunAsync(by, payment, Usd(amount), "Sorry", key, CancellationToken.None);

    private static Money Usd(long minorUnits) => new(minorUnits, new Currency("USD"));
}
