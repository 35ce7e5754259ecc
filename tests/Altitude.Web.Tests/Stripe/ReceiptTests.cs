using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Testing;
using Altitude.Web.Email;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Payments;
using Altitude.Web.Stripe;
using Altitude.Web.StripeSandbox;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Stripe;

/// <summary>What a customer holds in hand after paying: the receipt by mail and in the portal, and the word about money that goes back or never came.</summary>
public sealed class ReceiptTests(AppFixture site) : IClassFixture<AppFixture>, IDisposable
{
    private const string Maria = "maria.delgado@example.com";
    private const string Books = "books@delgado-rentals.example";

    private SandboxSwitches Switches => site.Service<SandboxSwitches>();

    public void Dispose()
    {
        Switches.Trouble(ApiTrouble.None);
        Switches.Copies = 1;
        Switches.DebitTakes = TimeSpan.FromSeconds(8);
    }

    [Fact]
    public async Task Each_payment_has_one_receipt_for_whoever_paid_and_for_the_books()
    {
        var stage = await PaymentStage.SetAsync(site);
        Switches.Copies = 3;
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));
        await stage.ComesToAsync(e => e.Payments == 1, "the deposit is paid");

        await MailedAsync(stage, "receipt", [Books, Maria]);
        await QuietAsync(stage);

        await MailedAsync(stage, "receipt", [Books, Maria]);
        var mail = await LetterAsync(stage, Maria, "Receipt for $324.96, INV-2044");
        Assert.Contains("Still due after it: $758.24", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Paid with: Visa ending 4242", mail.Text, StringComparison.Ordinal);
        Assert.Contains("No money moved", mail.Text, StringComparison.Ordinal);
        Assert.Contains("/start/", Assert.Single(mail.Links), StringComparison.Ordinal);
        var payment = await site.ReadAsync(stage.Cast.Summit.Operator, db => db.Payments.Select(p => p.Id).SingleAsync());
        var target = await site.ReadAsync(stage.Cast.Summit.Operator, db => db.SetupLinks.OrderBy(l => l.Id).Select(l => l.Target).LastAsync());
        Assert.Equal($"/portal/{stage.Cast.Summit.Slug}/invoices/{stage.Number}/receipts/{payment}", target);
    }

    [Fact]
    public async Task The_receipt_stands_in_the_portal_and_names_what_went_back_since()
    {
        var stage = await PaymentStage.SetAsync(site);
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));
        await stage.ComesToAsync(e => e.Payments == 1, "the deposit is paid");
        using var maria = site.VisitAs(stage.Cast.Maria);
        var invoice = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/invoices/{stage.Number}");
        var link = invoice.Document.QuerySelector("a[href*='/receipts/']")!.GetAttribute("href")!; // A payment has one.
        var payment = await site.ReadAsync(stage.Cast.Summit.Operator, db => db.Payments.Select(p => p.Id).SingleAsync());
        await site.Service<RefundPayment>()
            .RunAsync(stage.Cast.Owen, payment, Usd(2_496), "Came late", RequestKey.New("refund-payment"), CancellationToken.None);

        var receipt = await maria.GetAsync(link);

        Assert.Equal("Receipt", receipt.Heading);
        foreach (var words in new[] { "$324.96", "Visa ending 4242", "Delgado household", "Refunded on", "$24.96", "$783.20", stage.Number })
        {
            Assert.Contains(words, receipt.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Came late", receipt.Text, StringComparison.Ordinal);
        using var luis = site.VisitAs(stage.Cast.Luis);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await luis.GetAsync(link)).Status);
    }

    [Fact]
    public async Task Money_that_goes_back_is_told_once_also_where_it_was_made_at_the_provider_or_taken_by_a_bank()
    {
        var stage = await PaymentStage.SetAsync(site);
        await stage.PayByCardAsync(await stage.PressAsync(CheckoutPurpose.Deposit));
        await stage.ComesToAsync(e => e.Payments == 1, "the deposit is paid");
        await site.Service<StripeGateway>()
            .RefundAsync(stage.Key, await stage.IntentAsync(), Usd(10_000), Guid.NewGuid().ToString(), CancellationToken.None);
        await stage.ComesToAsync(e => e.Refunded == 10_000, "the refund flowed back");
        var now = (await site.Clock.NowAsync()).ToUnixTimeSeconds();
        site.Service<SandboxBooks>().Dispute(stage.Key, await stage.IntentAsync(), "lost", now);
        await stage.ComesToAsync(e => e.Paid <= 0, "the bank took back the rest");

        await MailedAsync(stage, "refund", [Books, Books, Maria, Maria]);
        await site.Service<ReconcileWorkspace>().RunAsync(stage.Cast.Summit.Id, CancellationToken.None); // Looks at all of it once more.
        await QuietAsync(stage);

        await MailedAsync(stage, "refund", [Books, Books, Maria, Maria]);
        var taken = await LetterAsync(stage, Maria, "Your bank took back $324.96 of INV-2044");
        Assert.Contains("because the payment was disputed", taken.Text, StringComparison.Ordinal);
        var mail = await LetterAsync(stage, Maria, $"{stage.Cast.Summit.Name} refunds you $100.00 of INV-2044");
        Assert.Contains("Goes back to: Visa ending 4242", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Still due after it: $858.24", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_debit_that_fails_is_told_to_whoever_left_the_page_long_since()
    {
        var stage = await PaymentStage.SetAsync(site);
        Switches.DebitTakes = TimeSpan.FromSeconds(1);
        await stage.PayByBankAsync(await stage.PressAsync(CheckoutPurpose.Deposit), PaymentStage.FailingDebit);

        await MailedAsync(stage, "payment-failed", [Maria]);
        await QuietAsync(stage);

        await MailedAsync(stage, "payment-failed", [Maria]);
        await MailedAsync(stage, "receipt", []);
        var mail = await LetterAsync(stage, Maria, "Your payment of $324.96 for INV-2044 did not go through");
        Assert.Contains("Nothing was taken from your account", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Money_by_hand_has_a_receipt_for_everybody_who_sees_invoices_unless_it_was_undone()
    {
        var stage = await PaymentStage.SetAsync(site);
        await site.Service<RecordPayment>()
            .RunAsync(
                stage.Cast.Priya,
                stage.Number,
                Usd(5_000),
                PaymentMethods.Cash,
                new DateOnly(2027, 6, 8),
                "",
                RequestKey.New("test"),
                CancellationToken.None
            );

        await MailedAsync(stage, "receipt", [Books, Maria]);

        var mail = await LetterAsync(stage, Books, "Receipt for $50.00, INV-2044");
        Assert.Contains("Paid with: Cash", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("test payment", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deposit_is_paid_from_the_page_that_thanks_for_the_approval()
    {
        var stage = await PaymentStage.SetAsync(site);
        using var maria = site.VisitAs(stage.Cast.Maria);
        var approved = await maria.GetAsync($"/portal/{stage.Cast.Summit.Slug}/estimates/{stage.Cast.Summit.EstimateNumber}");

        var sent = await maria.PressAsync(approved, "Pay deposit");

        Assert.Contains("/sandbox/checkout/", sent.Location, StringComparison.Ordinal);
        Assert.Equal("$324.96", (await maria.GetAsync(new Uri(sent.Location!).PathAndQuery)).Heading); // Asserted above.
        Assert.Contains(
            $"form-action 'self' {site.Service<StripeOptions>().PageOrigins[0]}",
            approved.Headers["Content-Security-Policy"],
            StringComparison.Ordinal
        );
        await stage.PayByCardAsync(sent.Location!);
        await stage.ComesToAsync(e => e.Paid == 32_496, "the deposit is paid");
        Assert.False((await maria.GetAsync(approved.Path)).Has("Pay deposit"));
    }

    /// <summary>Exactly these have got this mail about the company's invoices.</summary>
    private async Task MailedAsync(PaymentStage stage, string kind, IReadOnlyList<string> to)
    {
        List<string> sent = [];
        try
        {
            await Patiently.HoldsAsync(
                async () =>
                {
                    sent = await site.ReadAsync(
                        stage.Cast.Summit.Operator,
                        db =>
                            db.EmailDeliveries.Where(d => d.Kind == kind && d.State == EmailState.Sent)
                                .OrderBy(d => d.Recipient)
                                .Select(d => d.Recipient)
                                .ToListAsync()
                    );
                    return sent.SequenceEqual(to);
                },
                $"{kind} went to {string.Join(", ", to)}"
            );
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} It went to {string.Join(", ", sent)}.", late);
        }
    }

    /// <summary>Nothing of this company waits to be done now.</summary>
    private Task QuietAsync(PaymentStage stage) =>
        Patiently.HoldsAsync(
            async () =>
            {
                await using var command = site.Superuser.CreateCommand(
                    "select count(*)::int from platform.outbox where workspace_id = $1 and done_at is null and due_at <= altitude.now()"
                );
                command.Parameters.Add(new() { Value = stage.Cast.Summit.Id.Value });
                return (int)(await command.ExecuteScalarAsync())! == 0; // One row.
            },
            "everything due was done"
        );

    private async Task<CapturedEmail> LetterAsync(PaymentStage stage, string to, string subject) =>
        (await site.Service<CapturedMail>().ReadAsync(CancellationToken.None)).First(m =>
            m.Workspace == stage.Cast.Summit.Slug && m.To.Contains(to, StringComparison.Ordinal) && m.Subject == subject
        );

    private static Money Usd(long minorUnits) => new(minorUnits, new Currency("USD"));
}
