using System.Net;
using Altitude.Testing;
using Altitude.Web.StripeSandbox;
using Stripe;
using Stripe.Checkout;

namespace Altitude.Web.Tests.StripeSandbox;

/// <summary>The stand-in is asked through Stripe's own client, so that what it answers is what Stripe's client reads.</summary>
public sealed class SandboxTests(AppFixture site) : IClassFixture<AppFixture>, IDisposable
{
    private const string Paid = "4242 4242 4242 4242";
    private const string Declined = "4000 0000 0000 0002";

    private readonly string _key = $"sk_test_{Guid.NewGuid():N}";

    private SandboxSwitches Switches => site.Service<SandboxSwitches>();
    private SessionService Sessions => Client(_key).V1.Checkout.Sessions;

    public void Dispose()
    {
        Switches.Trouble(ApiTrouble.None);
        (Switches.Copies, Switches.Holds, Switches.Loses, Switches.SignsWrongly) = (1, false, false, false);
    }

    [Fact]
    public async Task A_session_is_paid_by_card_at_its_page_and_leads_back()
    {
        var session = await Sessions.CreateAsync(await OrderAsync());
        using var payer = site.Visit();

        var page = await payer.GetAsync(PathOf(session.Url));
        var paid = await PayByCardAsync(payer, page, Paid);

        Assert.Contains("Test payment page", page.Text, StringComparison.Ordinal);
        Assert.Equal("$324.96", page.Heading);
        Assert.Equal(HttpStatusCode.SeeOther, paid.Status);
        Assert.Equal("https://portal.example/paid", paid.Location);
        var after = await Sessions.GetAsync(session.Id);
        Assert.Equal(("complete", "paid"), (after.Status, after.PaymentStatus));
        var payment = await Client(_key)
            .V1.PaymentIntents.GetAsync(after.PaymentIntentId, new PaymentIntentGetOptions { Expand = ["latest_charge"] });
        Assert.Equal(("succeeded", 32_496), (payment.Status, payment.AmountReceived));
        Assert.Equal("4242", payment.LatestCharge.PaymentMethodDetails.Card.Last4);
        Assert.Equal("one", payment.Metadata["attempt"]);
        Assert.Equal("This payment is complete", (await payer.GetAsync(PathOf(session.Url))).Heading);
    }

    [Fact]
    public async Task A_declined_card_stays_at_the_page_and_another_pays()
    {
        var session = await Sessions.CreateAsync(await OrderAsync());
        using var payer = site.Visit();
        var page = await payer.GetAsync(PathOf(session.Url));

        var refused = await PayByCardAsync(payer, page, Declined);

        Assert.Contains("The card was declined. Nothing was paid.", refused.Text, StringComparison.Ordinal);
        Assert.Equal("open", (await Sessions.GetAsync(session.Id)).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await PayByCardAsync(payer, refused, Paid)).Status);
    }

    [Theory]
    [InlineData("000123456789", "succeeded", "paid")]
    [InlineData("000222222227", "requires_payment_method", "unpaid")]
    public async Task A_bank_debit_is_decided_later(string account, string payment, string session)
    {
        var made = await Sessions.CreateAsync(await OrderAsync());
        using var payer = site.Visit();
        var page = await payer.GetAsync(PathOf(made.Url));

        await payer.PressAsync(page, "Pay from bank account", [new("account", account)]);

        var begun = await Sessions.GetAsync(made.Id);
        Assert.Equal(("complete", "unpaid"), (begun.Status, begun.PaymentStatus));
        Assert.Equal("processing", (await Client(_key).V1.PaymentIntents.GetAsync(begun.PaymentIntentId)).Status);
        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(payment, (await Client(_key).V1.PaymentIntents.GetAsync(begun.PaymentIntentId)).Status);
        Assert.Equal(session, (await Sessions.GetAsync(made.Id)).PaymentStatus);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_told_to_and_when_its_time_is_over()
    {
        var told = await Sessions.CreateAsync(await OrderAsync());
        var late = await Sessions.CreateAsync(await OrderAsync());

        await Sessions.ExpireAsync(told.Id);
        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(41));

        Assert.Equal("expired", (await Sessions.GetAsync(told.Id)).Status);
        Assert.Equal("expired", (await Sessions.GetAsync(late.Id)).Status);
        using var payer = site.Visit();
        Assert.Equal("This payment page has expired", (await payer.GetAsync(PathOf(late.Url))).Heading);
        await Assert.ThrowsAsync<StripeException>(() => Sessions.ExpireAsync(told.Id));
    }

    [Fact]
    public async Task The_same_idempotency_key_gets_the_same_answer_and_other_parameters_are_refused()
    {
        var order = await OrderAsync();
        var options = new RequestOptions { IdempotencyKey = Guid.NewGuid().ToString() };

        var first = await Sessions.CreateAsync(order, options);
        var again = await Sessions.CreateAsync(order, options);
        order.LineItems[0].PriceData.UnitAmount = 99_999;
        var refused = await Assert.ThrowsAsync<StripeException>(() => Sessions.CreateAsync(order, options));

        Assert.Equal(first.Id, again.Id);
        Assert.Single(await Sessions.ListAsync());
        Assert.Equal("idempotency_error", refused.StripeError.Type);
    }

    [Fact]
    public async Task An_unknown_key_and_a_foreign_version_are_refused_as_Stripe_does()
    {
        var unknown = await Assert.ThrowsAsync<StripeException>(() => Client("sk_test_short").V1.Accounts.GetSelfAsync());
        using var http = new HttpClient { BaseAddress = site.Url };
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {_key}");
        http.DefaultRequestHeaders.Add("Stripe-Version", "2019-01-01");

        using var foreign = await http.GetAsync("/sandbox/stripe/v1/account");

        Assert.Equal(HttpStatusCode.Unauthorized, unknown.HttpStatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
    }

    [Fact]
    public async Task One_account_sees_nothing_of_another()
    {
        var session = await Sessions.CreateAsync(await OrderAsync());

        var refused = await Assert.ThrowsAsync<StripeException>(() =>
            Client($"sk_test_{Guid.NewGuid():N}").V1.Checkout.Sessions.GetAsync(session.Id)
        );

        Assert.Equal("resource_missing", refused.StripeError.Code);
    }

    [Fact]
    public async Task More_than_was_paid_is_never_refunded()
    {
        var payment = await PaidAsync();
        var refunds = Client(_key).V1.Refunds;

        await refunds.CreateAsync(new RefundCreateOptions { PaymentIntent = payment, Amount = 10_000 });
        var refused = await Assert.ThrowsAsync<StripeException>(() =>
            refunds.CreateAsync(new RefundCreateOptions { PaymentIntent = payment, Amount = 30_000 })
        );
        await refunds.CreateAsync(new RefundCreateOptions { PaymentIntent = payment });

        Assert.Contains("greater than unrefunded amount", refused.Message, StringComparison.Ordinal);
        var all = await refunds.ListAsync(new RefundListOptions { PaymentIntent = payment });
        Assert.Equal([22_496, 10_000], all.Select(r => r.Amount));
    }

    [Fact]
    public async Task Events_are_signed_and_told_again_until_they_are_taken()
    {
        await using var listener = await WebhookListener.StartAsync();
        var endpoint = await Client(_key)
            .V1.WebhookEndpoints.CreateAsync(new WebhookEndpointCreateOptions { Url = listener.Url, EnabledEvents = ["*"] });
        Switches.FirstRetry = TimeSpan.FromMilliseconds(20);
        listener.Refuse(3);

        await PaidAsync();

        await Patiently.HoldsAsync(
            () => TypesOf(listener).Contains("checkout.session.completed") && listener.Calls.Count >= 5,
            "the event was taken"
        );
        foreach (var (body, signature) in listener.Calls)
        {
            Assert.Equal(StripeConfiguration.ApiVersion, EventUtility.ConstructEvent(body, signature, endpoint.Secret).ApiVersion);
        }
    }

    [Fact]
    public async Task Events_can_be_doubled_held_back_shuffled_and_lost()
    {
        await using var listener = await WebhookListener.StartAsync();
        await Client(_key).V1.WebhookEndpoints.CreateAsync(new WebhookEndpointCreateOptions { Url = listener.Url, EnabledEvents = ["*"] });

        Switches.Loses = true;
        await PaidAsync();
        (Switches.Loses, Switches.Copies, Switches.Holds) = (false, 3, true);
        await PaidAsync();
        var held = site.Service<SandboxWebhooks>().Held;
        site.Service<SandboxWebhooks>().Release(seed: 7);

        Assert.Equal(2, held);
        await Patiently.HoldsAsync(() => listener.Calls.Count == 6, "each of two events was told three times");
        Assert.Equal(3, TypesOf(listener).Count(t => t == "checkout.session.completed"));
    }

    [Theory]
    [InlineData(ApiTrouble.Error)]
    [InlineData(ApiTrouble.Cut)]
    public async Task A_request_that_met_trouble_did_nothing(ApiTrouble trouble)
    {
        Switches.Trouble(trouble);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Sessions.CreateAsync(await OrderAsync()));

        Switches.Trouble(ApiTrouble.None);
        Assert.Empty(await Sessions.ListAsync());
    }

    [Fact]
    public async Task An_answer_can_be_lost_after_the_work_was_done()
    {
        Switches.Trouble(ApiTrouble.CutAfter);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Sessions.CreateAsync(await OrderAsync()));

        Switches.Trouble(ApiTrouble.None);
        Assert.Single(await Sessions.ListAsync());
    }

    [Fact]
    public async Task It_does_not_exist_in_production()
    {
        await using var production = await RunningApp.StartAsync(
            site.Database.Connections,
            site.Cluster.MasterKey,
            new Dictionary<string, string?> { ["Smtp:Host"] = "127.0.0.1", ["Smtp:Port"] = "2525" },
            environment: "Production"
        );
        using var http = new HttpClient { BaseAddress = production.Url };
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {_key}");
        using var nothing = new FormUrlEncodedContent([]);

        using var api = await http.GetAsync("/sandbox/stripe/v1/account");
        using var page = await http.GetAsync("/sandbox/checkout/cs_test_1");
        using var control = await http.PostAsync("/sandbox/control", nothing);

        Assert.All([api, page], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        Assert.Equal(HttpStatusCode.BadRequest, control.StatusCode); // A post without a form's token, as to any other address.
    }

    private StripeClient Client(string key) =>
        new(
            new StripeClientOptions
            {
                ApiKey = key,
                ApiBase = $"{site.Url.AbsoluteUri.TrimEnd('/')}{SandboxFeature.ApiPath}",
                HttpClient = new SystemNetHttpClient(maxNetworkRetries: 0, enableTelemetry: false),
            }
        );

    private async Task<string> PaidAsync()
    {
        var session = await Sessions.CreateAsync(await OrderAsync());
        using var payer = site.Visit();
        await PayByCardAsync(payer, await payer.GetAsync(PathOf(session.Url)), Paid);
        return (await Sessions.GetAsync(session.Id)).PaymentIntentId;
    }

    private static Task<Page> PayByCardAsync(WebVisitor payer, Page page, string card) =>
        payer.PressAsync(page, $"Pay {page.Heading}", [new("number", card), new("expiry", "12 / 34"), new("cvc", "123")]);

    private async Task<SessionCreateOptions> OrderAsync()
    {
        await using var command = site.App.CreateCommand("select altitude.now()");
        var now = (DateTime)(await command.ExecuteScalarAsync())!; // One row.
        return new SessionCreateOptions
        {
            Mode = "payment",
            LineItems =
            [
                new SessionLineItemOptions
                {
                    Quantity = 1,
                    PriceData = new SessionLineItemPriceDataOptions
                    {
                        Currency = "usd",
                        UnitAmount = 32_496,
                        ProductData = new SessionLineItemPriceDataProductDataOptions { Name = "INV-2044, deposit" },
                    },
                },
            ],
            ClientReferenceId = "one",
            PaymentIntentData = new SessionPaymentIntentDataOptions { Metadata = new Dictionary<string, string> { ["attempt"] = "one" } },
            ExpiresAt = now.AddMinutes(40),
            SuccessUrl = "https://portal.example/paid",
            CancelUrl = "https://portal.example/back",
        };
    }

    private static IEnumerable<string> TypesOf(WebhookListener listener) =>
        listener.Calls.Select(c => EventUtility.ParseEvent(c.Body, throwOnApiVersionMismatch: false).Type);

    private static string PathOf(string url) => new Uri(url).PathAndQuery;
}
