using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Email;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Payments;
using Altitude.Web.Stripe;
using Altitude.Web.StripeSandbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Web.Tests.Stripe;

/// <summary>A surcharge and a tip from the form over the hosted page to the receipt, and back again; the invoice never knows of them.</summary>
public sealed class ExtrasTests(AppFixture site) : IClassFixture<AppFixture>
{
    private static readonly ExtraTerms Both = new(2.5m, 0, "Card networks charge us this.", true, [10, 15, 20]);

    [Fact]
    public async Task They_are_shown_before_paying_asked_for_as_lines_and_stand_on_the_receipt()
    {
        var stage = await AskedAsync(Both);
        using var maria = site.VisitAs(stage.Cast.Maria);
        var invoice = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/invoices/{stage.Number}");
        Assert.Contains("Paying by card adds $8.12, or $27.08 with all of it. Card networks charge us this.", invoice.Text, StringComparison.Ordinal);
        Assert.Contains("$48.74, or $162.48 with all of it", invoice.Text, StringComparison.Ordinal);

        var sent = await maria.PressAsync(invoice, "Pay deposit", [new("Paying.Means", "Card"), new("Paying.Tip", "15")]);
        var hosted = await maria.GetAsync(new Uri(sent.Location!).PathAndQuery); // It leads there.
        Assert.Equal("$381.82", hosted.Heading);
        Assert.Contains("Card surcharge $8.12", hosted.Text, StringComparison.Ordinal);
        Assert.Contains("Tip $48.74", hosted.Text, StringComparison.Ordinal);
        Assert.Equal(
            sent.Location,
            (await maria.PressAsync(invoice, "Pay deposit", [new("Paying.Means", "Card"), new("Paying.Tip", "15")])).Location
        );
        await stage.PayByCardAsync(sent.Location!); // As above.
        await stage.ComesToAsync(e => e is { Paid: 32_496, Balance: 75_824, Unapplied: 0 }, "the deposit is paid, and no more");

        var payment = await PaymentAsync(stage);
        Assert.Equal((32_496, 812, 4_874), (payment.Amount.MinorUnits, payment.SurchargeMinorUnits, payment.TipMinorUnits));
        var receipt = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/invoices/{stage.Number}/receipts/{payment.Id}");
        foreach (var words in new[] { "Paid$381.82", "For the invoice$324.96", "Surcharge for paying by card$8.12", "Tip$48.74", "$758.24" })
        {
            Assert.Contains(
                words,
                string.Concat(receipt.Text.Where(c => c != '\n')).Replace("  ", "", StringComparison.Ordinal),
                StringComparison.Ordinal
            );
        }

        var mail = await LetterAsync(stage, $"Receipt for $381.82, {stage.Number}");
        Assert.Contains("Surcharge for paying by card: $8.12", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Tip: $48.74", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Still due after it: $758.24", mail.Text, StringComparison.Ordinal);
        var back = await maria.GetAsync(
            $"/portal/{stage.Cast.Summit.Slug}/invoices/{stage.Number}?paid={(await stage.AttemptsAsync())[0].Id.Value:N}"
        );
        Assert.Contains("$381.82 has arrived", back.Text, StringComparison.Ordinal);
        Assert.Contains("and $56.86 on top", back.Text, StringComparison.Ordinal);
        var statement = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/statement");
        Assert.Contains("and $56.86 on top", statement.Text, StringComparison.Ordinal);
        Assert.Contains("$758.24", statement.Text, StringComparison.Ordinal);
        Assert.Empty((await site.Service<ReconcileWorkspace>().RunAsync(stage.Cast.Summit.Id, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task A_part_refunded_is_the_invoices_and_the_whole_gives_them_back_wherever_it_is_made()
    {
        var stage = await AskedAsync(Both);
        await stage.PayByCardAsync(await PressAsync(stage, new PayChoice(PayMeans.Card, 15, "2.5/0")));
        await stage.ComesToAsync(e => e.Payments == 1, "the deposit is paid");
        var payment = await PaymentAsync(stage);
        var row = Assert.Single((await ShownAsync(stage)).Rows);
        Assert.Equal((38_182, 38_182, 5_686), (row.Received?.MinorUnits, row.Left?.MinorUnits, row.Extras.Total.MinorUnits));

        await RefundAsync(stage, payment.Id, 10_000);
        await stage.ComesToAsync(e => e is { Paid: 22_496, Refunded: 10_000 }, "a part went back");
        Assert.Equal(InvoiceRules.RefundLeft, (await Assert.ThrowsAsync<RuleViolation>(() => RefundAsync(stage, payment.Id, 28_183))).Rule);
        await site.Service<StripeGateway>()
            .RefundAsync(stage.Key, await stage.IntentAsync(), Usd(28_182), Guid.NewGuid().ToString(), CancellationToken.None); // At the provider.
        await stage.ComesToAsync(e => e is { Paid: 0, Balance: 108_320, Refunded: 32_496 }, "all of it went back");

        row = Assert.Single((await ShownAsync(stage)).Rows);
        Assert.True(row.IsRefunded);
        Assert.Equal((38_182, 0), (row.Refunded?.MinorUnits, row.Left?.MinorUnits));
        Assert.Contains(
            "refunds you $281.82",
            (await LetterAsync(stage, $"{stage.Cast.Summit.Name} refunds you $281.82 of {stage.Number}")).Subject,
            StringComparison.Ordinal
        );
        Assert.Empty((await site.Service<ReconcileWorkspace>().RunAsync(stage.Cast.Summit.Id, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task A_bank_account_costs_nothing_more_and_the_page_takes_only_what_was_chosen()
    {
        var stage = await AskedAsync(Both);
        var card = await PressAsync(stage, new PayChoice(PayMeans.Card, null, "2.5/0"));
        await stage.PayByBankAsync(card, PaymentStage.Debit); // A form that the page does not show.
        Assert.Equal((1, 1), await stage.PagesAsync());

        var bank = await PressAsync(stage, new PayChoice(PayMeans.Bank, 10, "2.5/0"));

        Assert.NotEqual(card, bank);
        Assert.Equal((2, 1), await stage.PagesAsync());
        site.Service<SandboxSwitches>().DebitTakes = TimeSpan.FromSeconds(1);
        await stage.PayByBankAsync(bank, PaymentStage.Debit);
        await stage.ComesToAsync(e => e.Paid == 32_496, "the bank paid the deposit");
        var payment = await PaymentAsync(stage);
        Assert.Equal((PaymentMethods.BankDebit, 0, 3_250), (payment.Method, payment.SurchargeMinorUnits, payment.TipMinorUnits));
        site.Service<SandboxSwitches>().DebitTakes = TimeSpan.FromSeconds(8);
    }

    [Fact]
    public async Task Several_invoices_bear_their_parts_and_each_gives_back_its_own()
    {
        var stage = await AskedAsync(Both with { MostSurcharge = 5_00 });
        var others = await stage.IssueAsync(2, 10_001);
        using var maria = site.VisitAs(stage.Cast.Maria);
        var list = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/invoices");
        Assert.Contains("It is never more than $5.00.", list.Text, StringComparison.Ordinal);

        var sent = await maria.PressAsync(
            list,
            "Pay selected invoices",
            [
                new("Several.Numbers", stage.Number),
                new("Several.Numbers", others[0]),
                new("Several.Numbers", others[1]),
                new("Several.Means", "Card"),
                new("Several.Tip", "10"),
            ]
        );
        Assert.Equal("$582.48", (await maria.GetAsync(new Uri(sent.Location!).PathAndQuery)).Heading); // 524.98 + 5.00 + 52.50.
        await stage.PayByCardAsync(sent.Location!);

        await stage.ComesToAsync(e => e.Paid == 32_496, "its deposit is paid");
        var payments = await site.ReadAsync(
            stage.Cast.Summit.Operator,
            db => db.Payments.Include(p => p.Refunds).OrderBy(p => p.ProviderPart).ToListAsync()
        );
        Assert.Equal(
            [(32_496, 309, 3_250), (10_001, 96, 1_000), (10_001, 95, 1_000)],
            payments.Select(p => (p.Amount.MinorUnits, p.SurchargeMinorUnits, p.TipMinorUnits))
        );
        await RefundAsync(stage, payments[1].Id, 11_097);
        var second = await site.ReadAsync(
            stage.Cast.Summit.Operator,
            db => db.Payments.Include(p => p.Refunds).SingleAsync(p => p.Id == payments[1].Id)
        );
        Assert.Equal((0, 0), (second.Left.MinorUnits, second.Returnable.MinorUnits));
        await Patiently.HoldsAsync(
            async () => (await site.Service<ReconcileWorkspace>().RunAsync(stage.Cast.Summit.Id, CancellationToken.None)).Differences.Count == 0,
            "nothing differs"
        );
    }

    [Fact]
    public async Task All_of_several_sent_back_at_the_provider_takes_along_what_each_bore_on_top()
    {
        var stage = await AskedAsync(Both);
        var others = await stage.IssueAsync(2, 10_001);
        using var maria = site.VisitAs(stage.Cast.Maria);
        var list = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/invoices");
        var sent = await maria.PressAsync(
            list,
            "Pay selected invoices",
            [
                new("Several.Numbers", stage.Number),
                new("Several.Numbers", others[0]),
                new("Several.Numbers", others[1]),
                new("Several.Means", "Card"),
                new("Several.Tip", "10"),
            ]
        );
        await stage.PayByCardAsync(sent.Location!);
        await stage.ComesToAsync(e => e.Paid == 32_496, "its deposit is paid");
        var rows = (await ShownAsync(stage)).Rows;
        Assert.Equal(3, rows.Count);

        await site.Service<StripeGateway>()
            .RefundAsync(
                stage.Key,
                await stage.IntentAsync(),
                Usd(rows.Sum(r => r.Received!.Value.MinorUnits)),
                Guid.NewGuid().ToString(),
                CancellationToken.None
            );
        await stage.ComesToAsync(e => e is { Paid: 0, Refunded: 32_496 }, "all of it went back");

        rows = (await ShownAsync(stage)).Rows;
        Assert.All(rows, r => Assert.Equal((r.Received?.MinorUnits, 0L), (r.Refunded?.MinorUnits, r.Left?.MinorUnits)));
        Assert.Empty((await site.Service<ReconcileWorkspace>().RunAsync(stage.Cast.Summit.Id, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task The_page_that_thanks_for_the_approval_leads_to_where_the_choice_is_made()
    {
        var stage = await AskedAsync(Both);
        using var maria = site.VisitAs(stage.Cast.Maria);

        var approved = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/estimates/{stage.Cast.Summit.EstimateNumber}");

        Assert.False(approved.Has("Pay deposit")); // A press would ask for what nobody was shown.
        var link = approved.Document.QuerySelectorAll("a.button").Single(a => a.TextContent.Trim() == "Pay deposit").GetAttribute("href")!; // Single.
        var invoice = await maria.GetAsync(link.Split('#')[0]);
        Assert.NotNull(invoice.Find($"#{link.Split('#')[1]} input[name='Paying.Tip']"));
        Assert.NotNull((await maria.PressAsync(invoice, "Pay deposit", [new("Paying.Means", "Card")])).Location);
    }

    [Fact]
    public async Task Whoever_looks_at_an_old_page_is_shown_the_new_terms_and_keeps_what_was_chosen()
    {
        var stage = await AskedAsync(Both with { SurchargePercent = 0 });
        using var maria = site.VisitAs(stage.Cast.Maria);
        var page = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/invoices/{stage.Number}");
        Assert.DoesNotContain("Paying by card adds", page.Text, StringComparison.Ordinal);
        await TermsAsync(stage, Both);

        var refused = await maria.PressAsync(page, "Pay deposit", [new("Paying.Tip", "20")]);

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("Paying by card costs something on top", refused.Text, StringComparison.Ordinal);
        Assert.NotNull(refused.Document.QuerySelector("input[name='Paying.Tip'][value='20'][checked]"));
        Assert.Empty(await stage.AttemptsAsync());
        var forged = await maria.PressAsync(refused, "Pay deposit", [new("Paying.Means", "Card"), new("Paying.Tip", "37")]);
        Assert.Contains("That tip is not offered", forged.Text, StringComparison.Ordinal);
        Assert.Empty(await stage.AttemptsAsync());
        Assert.NotNull((await maria.PressAsync(refused, "Pay deposit", [new("Paying.Means", "Card"), new("Paying.Tip", "20")])).Location);
    }

    [Theory]
    [InlineData("JPY", 5_020, 126, 753)]
    [InlineData("ISK", 5_010, 125, 752)]
    [InlineData("KWD", 12_340, 310, 1_850)]
    [InlineData("MGA", 501_000, 12_500, 75_200)]
    [InlineData("EUR", 32_496, 812, 4_874)]
    public async Task What_is_reckoned_can_be_paid_in_every_kind_of_currency(string code, long amount, long surcharge, long tip)
    {
        var stage = await AskedAsync(Both);
        var account = await site.ReadAsync(stage.Cast.Summit.Operator, db => db.PaymentAccounts.SingleAsync());
        var due = new Money(amount, new Currency(code));

        var extras = account.ExtrasOf(due, new PayChoice(PayMeans.Card, 15, "2.5/0"), StripeAmounts.StepOf(due.Currency));

        Assert.Equal((surcharge, tip), (extras.Surcharge.MinorUnits, extras.Tip.MinorUnits));
        var attempt = Guid.CreateVersion7();
        var session = await site.Service<StripeGateway>()
            .OpenAsync(
                stage.Key,
                new CheckoutRequest(
                    attempt,
                    $"checkout-{attempt:N}",
                    [new("INV-1", due), new("Card surcharge", extras.Surcharge), new("Tip", extras.Tip)],
                    null,
                    (await site.Clock.NowAsync()).AddMinutes(45),
                    "http://localhost/paid",
                    "http://localhost/back",
                    PayMeans.Card
                ),
                CancellationToken.None
            );
        await stage.PayByCardAsync(session.Url!); // Just opened.
        var paid = await site.Service<StripeGateway>().ReadSessionAsync(stage.Key, session.Id, CancellationToken.None);
        var money = await site.Service<StripeGateway>().ReadMoneyAsync(stage.Key, paid.PaymentIntent!, CancellationToken.None); // Paid.
        Assert.Equal(due + extras.Total, money.Received);
    }

    [Theory]
    [InlineData("update tenant.payment_accounts set surcharge_percent = 11", "ck_payment_accounts_on_top")]
    [InlineData("update tenant.payment_accounts set tip_percents = '{0}'", "ck_payment_accounts_on_top")]
    [InlineData("update tenant.checkout_attempts set surcharge_minor_units = 1", "ck_checkout_attempts_on_top")]
    [InlineData("update tenant.payments set tip_minor_units = 1", "what was written down")]
    [InlineData(
        "insert into tenant.payments (workspace_id, id, invoice_id, amount_minor_units, amount_currency, method, received_on, note, recorded_by, at, reversed_by, tip_minor_units) select workspace_id, gen_random_uuid(), id, 100, 'USD', 'cash', '2027-06-08', '', '', altitude.now(), '', 5 from tenant.invoices limit 1",
        "ck_payments_on_top"
    )]
    [InlineData(
        "insert into tenant.refunds (workspace_id, id, payment_id, amount_minor_units, amount_currency, method, refunded_on, note, recorded_by, at, state, extras_minor_units) select workspace_id, gen_random_uuid(), id, 100, 'USD', 'cash', '2027-06-08', '', '', altitude.now(), 'Succeeded', 5 from tenant.payments limit 1",
        "ck_refunds_on_top"
    )]
    public async Task The_database_keeps_the_same_rules(string sql, string says)
    {
        var stage = await AskedAsync(Both);
        await stage.PayByCardAsync(await PressAsync(stage, new PayChoice(PayMeans.Card, null, "2.5/0")));
        await stage.ComesToAsync(e => e.Payments == 1, "the deposit is paid");
        await PressAsync(stage, new PayChoice(PayMeans.Bank, null, "2.5/0"), CheckoutPurpose.Balance);
        await using var command = site.Superuser.CreateCommand(sql);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Contains(says, refused.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconciling_names_a_payment_that_stands_here_at_another_amount()
    {
        var stage = await AskedAsync(Both);
        await stage.PayByCardAsync(await PressAsync(stage, new PayChoice(PayMeans.Card, 10, "2.5/0")));
        await stage.ComesToAsync(e => e.Payments == 1, "the deposit is paid");
        await using (
            var command = site.Superuser.CreateCommand(
                $"alter table tenant.payments disable trigger received_stays; update tenant.payments set tip_minor_units = tip_minor_units - 1 where workspace_id = '{stage.Cast.Summit.Id.Value}'; alter table tenant.payments enable trigger received_stays"
            )
        )
        {
            await command.ExecuteNonQueryAsync();
        }

        var difference = Assert.Single((await site.Service<ReconcileWorkspace>().RunAsync(stage.Cast.Summit.Id, CancellationToken.None)).Differences);

        Assert.False(difference.IsRepaired);
        Assert.Contains("another amount", difference.What, StringComparison.Ordinal);
    }

    private async Task<PaymentStage> AskedAsync(ExtraTerms terms)
    {
        var stage = await PaymentStage.SetAsync(site);
        await TermsAsync(stage, terms);
        return stage;
    }

    private Task TermsAsync(PaymentStage stage, ExtraTerms terms) =>
        site.Service<ChangeExtras>().RunAsync(stage.Cast.Owen, terms, RequestKey.New("change-extras"), CancellationToken.None);

    private Task<string> PressAsync(PaymentStage stage, PayChoice choice, CheckoutPurpose purpose = CheckoutPurpose.Deposit) =>
        site.Service<PayInvoice>().RunAsync(stage.Cast.Maria.Actor, stage.Number, new PayWish(purpose, null, choice), CancellationToken.None);

    private Task RefundAsync(PaymentStage stage, Id<Payment> payment, long amount) =>
        site.Service<RefundPayment>().RunAsync(stage.Cast.Owen, payment, Usd(amount), "", RequestKey.New("refund-payment"), CancellationToken.None);

    private Task<Payment> PaymentAsync(PaymentStage stage) =>
        site.ReadAsync(stage.Cast.Summit.Operator, db => db.Payments.Include(p => p.Refunds).SingleAsync());

    private Task<PaymentsView> ShownAsync(PaymentStage stage) =>
        site.Service<PaymentsQuery>().RunAsync(stage.Cast.Owen, PaymentsQuery.Page, CancellationToken.None);

    private async Task<CapturedEmail> LetterAsync(PaymentStage stage, string subject)
    {
        CapturedEmail? found = null;
        await Patiently.HoldsAsync(
            async () =>
                (
                    found = (await site.Service<CapturedMail>().ReadAsync(CancellationToken.None)).FirstOrDefault(m =>
                        m.Workspace == stage.Cast.Summit.Slug && m.Subject == subject
                    )
                )
                    is not null,
            $"somebody got '{subject}'"
        );
        return found!; // Waited for.
    }

    private static Money Usd(long minorUnits) => new(minorUnits, new Currency("USD"));
}
