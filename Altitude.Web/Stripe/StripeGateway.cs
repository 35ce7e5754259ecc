using System.Globalization;
using System.Net;
using global::Stripe;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using global::Stripe.Checkout;
using PaymentIntent = global::Stripe.PaymentIntent;

namespace Altitude.Web.Stripe;

/// <summary>The provider did not answer, or not in time: what was asked may have happened or not.</summary>
public sealed class ProviderUnreachableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The provider said no.</summary>
/// <param name="code">Its word for why: "resource_missing".</param>
public sealed class ProviderRefusedException(HttpStatusCode status, string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public HttpStatusCode Status => status;
    public string Code => code;
    public bool IsMissing => status == HttpStatusCode.NotFound;
    public bool IsKeyRefused => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}

/// <summary>What a page of the provider is to ask for.</summary>
/// <param name="Lines">At least one.</param>
/// <param name="Means">The only means of payment that the page takes.</param>
public sealed record CheckoutRequest(
    Guid Attempt,
    string IdempotencyKey,
    IReadOnlyList<CheckoutLine> Lines,
    string? Email,
    DateTimeOffset ExpiresAt,
    string SuccessUrl,
    string CancelUrl,
    PayMeans Means = PayMeans.Any
);

/// <param name="Name">What the payer reads: "INV-2044, deposit".</param>
public sealed record CheckoutLine(string Name, Money Amount);

/// <summary>A hosted page as the provider has it now.</summary>
/// <param name="Status">"open", "complete", "expired".</param>
/// <param name="Url">Null: it opens no more.</param>
/// <param name="PaymentIntent">Null: nobody has tried to pay.</param>
public sealed record ProviderSession(
    string Id,
    Guid? Attempt,
    string Status,
    bool IsPaid,
    string? Url,
    string? PaymentIntent,
    bool IsLive,
    DateTimeOffset ExpiresAt
);

/// <summary>Money as the provider has it now.</summary>
/// <param name="Status">"succeeded", "processing", "requires_payment_method", …</param>
/// <param name="Received">Zero until it succeeded.</param>
/// <param name="Refunds">Oldest first; failed ones too.</param>
/// <param name="Label">"Visa ending 4242"; empty: not told.</param>
/// <param name="Failure">The provider's words for the payer; null: nothing failed.</param>
/// <param name="Dispute">Null: nobody disputes it.</param>
public sealed record ProviderMoney(
    string PaymentIntent,
    Guid? Attempt,
    string Status,
    Money Received,
    string Charge,
    string Method,
    string Label,
    string? Failure,
    bool IsLive,
    IReadOnlyList<ReturnedMoney> Refunds,
    DisputedMoney? Dispute
)
{
    public bool HasSucceeded => Status == "succeeded";
}

/// <param name="Payment">Ours that it was asked for; null: it was made at the provider.</param>
public sealed record ReturnedMoney(string Id, Money Amount, RefundState State, Guid? Payment);

public sealed record DisputedMoney(string Id, string Status, Money Amount);

/// <summary>Speaks with Stripe: the only one that does. Every call names its workspace's key; there is no key of the program.</summary>
public sealed class StripeGateway(StripeOptions options) : IDisposable
{
    /// <summary>So long a page waits for Stripe; with the page's own work that stays below 3 s.</summary>
    private static readonly TimeSpan PagePatience = TimeSpan.FromSeconds(2.3);
    private static readonly TimeSpan TaskPatience = TimeSpan.FromSeconds(20);

    private static readonly string[] s_events =
    [
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "charge.refunded",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.closed",
    ];

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan, // Each call brings its own patience.
    };

    /// <summary>The version that every request names and every event must have.</summary>
    public static string ApiVersion => StripeConfiguration.ApiVersion;

    /// <summary>Asks for the account itself, which changes nothing.</summary>
    /// <returns>What the account is called; empty: it has no name.</returns>
    public Task<string> TryKeyAsync(string key, CancellationToken cancellationToken) =>
        AskAsync(
            async ct =>
            {
                var account = await Client(key).V1.Accounts.GetSelfAsync(cancellationToken: ct);
                return account.Settings?.Dashboard?.DisplayName ?? account.BusinessProfile?.Name ?? "";
            },
            PagePatience,
            cancellationToken
        );

    public Task<ProviderSession> OpenAsync(string key, CheckoutRequest request, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string> { ["attempt"] = request.Attempt.ToString() };
        var create = new SessionCreateOptions
        {
            Mode = "payment",
            AllowedPaymentMethodTypes = request.Means switch
            {
                PayMeans.Card => ["card"],
                PayMeans.Bank => ["us_bank_account"],
                _ => null, // What the company has switched on at Stripe.
            },
            LineItems =
            [
                .. request.Lines.Select(line => new SessionLineItemOptions
                {
                    Quantity = 1,
                    PriceData = new SessionLineItemPriceDataOptions
                    {
                        Currency = line.Amount.Currency.Code.ToLowerInvariant(),
                        UnitAmount = StripeAmounts.ToStripe(line.Amount),
                        ProductData = new SessionLineItemPriceDataProductDataOptions { Name = line.Name },
                    },
                }),
            ],
            ClientReferenceId = request.Attempt.ToString(),
            CustomerEmail = request.Email,
            ExpiresAt = request.ExpiresAt.UtcDateTime,
            Metadata = metadata,
            PaymentIntentData = new SessionPaymentIntentDataOptions
            {
                Description = string.Join("; ", request.Lines.Select(l => l.Name)),
                Metadata = metadata,
            },
            SuccessUrl = request.SuccessUrl,
            CancelUrl = request.CancelUrl,
        };
        return AskAsync(
            async ct => Of(await Client(key).V1.Checkout.Sessions.CreateAsync(create, With(request.IdempotencyKey), ct)),
            PagePatience,
            cancellationToken
        );
    }

    public Task<ProviderSession> ReadSessionAsync(string key, string id, CancellationToken cancellationToken) =>
        AskAsync(async ct => Of(await Client(key).V1.Checkout.Sessions.GetAsync(id, cancellationToken: ct)), TaskPatience, cancellationToken);

    /// <summary>Ends a page, so that nobody pays there any more.</summary>
    /// <returns>As it is now: another status than "expired" where it was over before, paid for example.</returns>
    public Task<ProviderSession> ExpireAsync(string key, string id, CancellationToken cancellationToken) =>
        AskAsync(
            async ct =>
            {
                try
                {
                    return Of(await Client(key).V1.Checkout.Sessions.ExpireAsync(id, cancellationToken: ct));
                }
                catch (StripeException over) when (over.HttpStatusCode == HttpStatusCode.BadRequest)
                {
                    return Of(await Client(key).V1.Checkout.Sessions.GetAsync(id, cancellationToken: ct));
                }
            },
            PagePatience,
            cancellationToken
        );

    public Task<ProviderMoney> ReadMoneyAsync(string key, string paymentIntent, CancellationToken cancellationToken) =>
        AskAsync(
            async ct =>
            {
                var client = Client(key);
                var payment = await client.V1.PaymentIntents.GetAsync(
                    paymentIntent,
                    new PaymentIntentGetOptions { Expand = ["latest_charge"] },
                    cancellationToken: ct
                );
                List<ReturnedMoney> refunds = [];
                DisputedMoney? disputed = null;
                if (payment.LatestCharge is { } charge)
                {
                    // Asked for even where nothing is refunded: a refund that failed later has been counted before.
                    await foreach (
                        var refund in client.V1.Refunds.ListAutoPagingAsync(
                            new RefundListOptions { PaymentIntent = paymentIntent, Limit = 100 },
                            cancellationToken: ct
                        )
                    )
                    {
                        refunds.Add(Of(refund));
                    }

                    if (charge.Disputed)
                    {
                        var disputes = await client.V1.Disputes.ListAsync(
                            new DisputeListOptions { PaymentIntent = paymentIntent, Limit = 1 },
                            cancellationToken: ct
                        );
                        disputed = disputes.FirstOrDefault() is { } dispute
                            ? new DisputedMoney(dispute.Id, dispute.Status, StripeAmounts.FromStripe(dispute.Amount, dispute.Currency))
                            : null;
                    }
                }

                refunds.Reverse(); // Oldest first.
                return Of(payment, refunds, disputed);
            },
            TaskPatience,
            cancellationToken
        );

    /// <summary>Gives money back. The same idempotency key again is the same refund.</summary>
    public Task<ReturnedMoney> RefundAsync(
        string key,
        string paymentIntent,
        Money amount,
        string idempotencyKey,
        CancellationToken cancellationToken,
        Guid? payment = null
    ) =>
        AskAsync(
            async ct =>
            {
                var refund = await Client(key)
                    .V1.Refunds.CreateAsync(
                        new RefundCreateOptions
                        {
                            PaymentIntent = paymentIntent,
                            Amount = StripeAmounts.ToStripe(amount),
                            Metadata = payment is { } of ? new Dictionary<string, string> { ["payment"] = of.ToString() } : null,
                        },
                        With(idempotencyKey),
                        ct
                    );
                return Of(refund);
            },
            PagePatience,
            cancellationToken
        );

    /// <summary>The payment that something is about: a charge, a refund, a dispute. Null: none.</summary>
    public Task<string?> PaymentIntentOfAsync(string key, string objectId, CancellationToken cancellationToken) =>
        AskAsync(
            async ct =>
                objectId.Split('_')[0] switch
                {
                    "pi" => objectId,
                    "ch" or "py" => (await Client(key).V1.Charges.GetAsync(objectId, cancellationToken: ct)).PaymentIntentId,
                    "re" or "pyr" => (await Client(key).V1.Refunds.GetAsync(objectId, cancellationToken: ct)).PaymentIntentId,
                    "du" or "dp" => (await Client(key).V1.Disputes.GetAsync(objectId, cancellationToken: ct)).PaymentIntentId,
                    _ => null,
                },
            TaskPatience,
            cancellationToken
        );

    /// <summary>Every page that was made since then, newest first.</summary>
    public Task<IReadOnlyList<ProviderSession>> SessionsSinceAsync(string key, DateTimeOffset since, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<ProviderSession>>(
            async ct =>
            {
                List<ProviderSession> found = [];
                await foreach (
                    var session in Client(key)
                        .V1.Checkout.Sessions.ListAutoPagingAsync(
                            new SessionListOptions
                            {
                                Created = new DateRangeOptions { GreaterThanOrEqual = since.UtcDateTime },
                                Limit = 100,
                            },
                            cancellationToken: ct
                        )
                )
                {
                    found.Add(Of(session));
                }

                return found;
            },
            TimeSpan.FromMinutes(5),
            cancellationToken
        );

    /// <summary>Has the provider tell us what happens.</summary>
    /// <returns>The secret that its events are signed with.</returns>
    public Task<string> SubscribeAsync(string key, string url, CancellationToken cancellationToken) =>
        AskAsync(
            async ct =>
            {
                var made = await Client(key)
                    .V1.WebhookEndpoints.CreateAsync(
                        new WebhookEndpointCreateOptions
                        {
                            Url = url,
                            ApiVersion = ApiVersion,
                            EnabledEvents = [.. s_events],
                        },
                        cancellationToken: ct
                    );
                return made.Secret;
            },
            PagePatience,
            cancellationToken
        );

    public void Dispose() => _http.Dispose();

    private StripeClient Client(string key) =>
        new(
            new StripeClientOptions
            {
                ApiKey = key,
                ApiBase = options.ApiBase,
                HttpClient = new SystemNetHttpClient(_http, maxNetworkRetries: 2, enableTelemetry: false),
            }
        );

    private static RequestOptions With(string idempotencyKey) => new() { IdempotencyKey = idempotencyKey };

    /// <exception cref="ProviderUnreachableException">No answer in time, or one that says nothing.</exception>
    /// <exception cref="ProviderRefusedException">It said no.</exception>
    private static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(patience);
        try
        {
            return await ask(waiting.Token);
        }
        catch (StripeException refused)
        {
            var message = refused.StripeError?.Message ?? refused.Message;
            throw (int)refused.HttpStatusCode is >= 400 and < 500 and not 409 and not 429
                ? new ProviderRefusedException(refused.HttpStatusCode, refused.StripeError?.Code ?? refused.StripeError?.Type ?? "", message, refused)
                : new ProviderUnreachableException("The payment provider did not answer as expected.", refused);
        }
        catch (Exception lost)
            when (lost is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderUnreachableException("The payment provider did not answer in time.", lost);
        }
    }

    private static ProviderSession Of(Session session) =>
        new(
            session.Id,
            IdOf(session.ClientReferenceId),
            session.Status ?? "",
            session.PaymentStatus is "paid" or "no_payment_required",
            session.Url,
            session.PaymentIntentId,
            session.Livemode,
            new DateTimeOffset(DateTime.SpecifyKind(session.ExpiresAt, DateTimeKind.Utc))
        );

    private static ProviderMoney Of(PaymentIntent payment, IReadOnlyList<ReturnedMoney> refunds, DisputedMoney? dispute) =>
        new(
            payment.Id,
            IdOf(payment.Metadata?.GetValueOrDefault("attempt")),
            payment.Status ?? "",
            StripeAmounts.FromStripe(payment.AmountReceived, payment.Currency),
            payment.LatestChargeId ?? "",
            payment.LatestCharge?.PaymentMethodDetails?.Type is null or "card" ? PaymentMethods.Card : PaymentMethods.BankDebit,
            LabelOf(payment.LatestCharge?.PaymentMethodDetails),
            payment.LastPaymentError?.Message,
            payment.Livemode,
            refunds,
            dispute
        );

    private static ReturnedMoney Of(global::Stripe.Refund refund) =>
        new(
            refund.Id,
            StripeAmounts.FromStripe(refund.Amount, refund.Currency),
            refund.Status switch
            {
                "succeeded" => RefundState.Succeeded,
                "failed" or "canceled" => RefundState.Failed,
                _ => RefundState.Pending,
            },
            IdOf(refund.Metadata?.GetValueOrDefault("payment"))
        );

    private static string LabelOf(ChargePaymentMethodDetails? details) =>
        details?.Card is { Last4: { Length: > 0 } last } card
            ? $"{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(card.Brand ?? "card")} ending {last}"
        : details?.UsBankAccount is { Last4: { Length: > 0 } account } bank ? $"{bank.BankName ?? "Bank account"} ending {account}"
        : "";

    private static Guid? IdOf(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : null;
}
