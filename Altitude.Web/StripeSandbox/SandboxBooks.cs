using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Altitude.Web.Hosting;

namespace Altitude.Web.StripeSandbox;

/// <summary>An answer in Stripe's shape that is no success.</summary>
internal sealed class SandboxRefusal(int status, string type, string? code, string message, string? parameter = null) : Exception(message)
{
    public int Status => status;

    public JsonObject Body()
    {
        var error = new JsonObject { ["type"] = type, ["message"] = Message };
        if (code is not null)
        {
            error["code"] = code;
        }

        if (parameter is not null)
        {
            error["param"] = parameter;
        }

        return new JsonObject { ["error"] = error };
    }

    public static SandboxRefusal Invalid(string message, string? parameter = null, string? code = null) =>
        new(400, "invalid_request_error", code, message, parameter);

    public static SandboxRefusal Missing(string what, string id) =>
        new(404, "invalid_request_error", "resource_missing", $"No such {what}: '{id}'", "id");
}

/// <summary>
/// What the sandbox knows: for each key an account with its sessions, payments, refunds and events, as the JSON that its API answers with. Times are Unix
/// seconds of the database's clock. All of it is guarded by one lock, and written to a file, so that a demo goes on where it stopped.
/// </summary>
public sealed class SandboxBooks
{
    internal const string Card = "card";
    internal const string Bank = "us_bank_account";
    private const int MostEvents = 200_000;

    private readonly Lock _gate = new();
    private readonly PublicAddress _site;
    private readonly string _file;
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private int _changes;

    public SandboxBooks(PublicAddress site, string file)
    {
        (_site, _file) = (site, file);
        Load();
    }

    /// <summary>An event was written down and wants to be told.</summary>
    public event Action<SandboxEvent>? Happened;

    /// <summary>Counts changes, so that the file is written only when there was one.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Keys of this form open an account; all others are unknown.</summary>
    public static bool IsKey(string? key) =>
        key is { Length: >= 24 and <= 128 }
        && key.StartsWith("sk_test_", StringComparison.Ordinal)
        && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    public static string AccountOf(string key) => "acct_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8));

    public JsonObject Self(string key) =>
        Within(
            key,
            account => new JsonObject
            {
                ["id"] = account.Id,
                ["object"] = "account",
                ["charges_enabled"] = true,
                ["payouts_enabled"] = true,
                ["details_submitted"] = true,
                ["country"] = "US",
                ["default_currency"] = "usd",
                ["settings"] = new JsonObject { ["dashboard"] = new JsonObject { ["display_name"] = "Sandbox" } },
            }
        );

    /// <summary>Answers a request once; the same key again gets the first answer, with other parameters a refusal.</summary>
    internal (int Status, string Body) Once(string key, string? idempotencyKey, string fingerprint, Func<(int Status, string Body)> act)
    {
        if (idempotencyKey is null)
        {
            return act();
        }

        lock (_gate)
        {
            var account = Open(key);
            if (account.Answers.TryGetValue(idempotencyKey, out var kept))
            {
                return kept.Fingerprint == fingerprint
                    ? (kept.Status, kept.Body)
                    : throw new SandboxRefusal(
                        400,
                        "idempotency_error",
                        null,
                        $"Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{idempotencyKey}' if you meant to execute a different request."
                    );
            }

            var (status, body) = act();
            account.Answers[idempotencyKey] = new Answer(fingerprint, status, body);
            return (status, body);
        }
    }

    internal JsonObject CreateSession(string key, SandboxForm form, long now)
    {
        var currency =
            form.Text("line_items[0][price_data][currency]") ?? throw SandboxRefusal.Invalid("Missing required param: line_items.", "line_items");
        long total = 0;
        List<SandboxLine> lines = [];
        for (var i = 0; form.Text($"line_items[{i}][price_data][unit_amount]") is not null; i++)
        {
            var amount = form.Number($"line_items[{i}][price_data][unit_amount]");
            var quantity = form.Number($"line_items[{i}][quantity]", 1);
            if (amount < 0 || quantity < 1 || form.Text($"line_items[{i}][price_data][currency]") != currency)
            {
                throw SandboxRefusal.Invalid("Invalid line item.", $"line_items[{i}]");
            }

            total += amount * quantity;
            lines.Add(new SandboxLine(form.Text($"line_items[{i}][price_data][product_data][name]") ?? "", amount * quantity));
        }

        List<string> allowed = [];
        while (form.Text($"allowed_payment_method_types[{allowed.Count}]") is { } type)
        {
            allowed.Add(type);
        }

        // As at Stripe, a filter on what the account and the currency make eligible.
        string[] offered = [.. new[] { Card, Bank }.Where(t => (t == Card || currency == "usd") && (allowed.Count == 0 || allowed.Contains(t)))];
        if (offered.Length == 0)
        {
            throw SandboxRefusal.Invalid("No valid payment method types for this Checkout Session.", "allowed_payment_method_types");
        }

        if (form.Text("mode") != "payment")
        {
            throw SandboxRefusal.Invalid("The sandbox only knows mode=payment.", "mode");
        }

        if (SandboxMoney.Misfit(total, currency) is { } misfit)
        {
            throw misfit;
        }

        var expires = form.Number("expires_at", now + 86_400);
        if (expires < now + 1_800 - 5 || expires > now + 86_400)
        {
            throw SandboxRefusal.Invalid(
                "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.",
                "expires_at"
            );
        }

        var success = form.Text("success_url") ?? throw SandboxRefusal.Invalid("Missing required param: success_url.", "success_url");
        return Within(
            key,
            account =>
            {
                var id = NewId("cs_test_");
                var session = new JsonObject
                {
                    ["id"] = id,
                    ["object"] = "checkout.session",
                    ["amount_subtotal"] = total,
                    ["amount_total"] = total,
                    ["cancel_url"] = form.Text("cancel_url"),
                    ["client_reference_id"] = form.Text("client_reference_id"),
                    ["created"] = now,
                    ["currency"] = currency,
                    ["customer_email"] = form.Text("customer_email"),
                    ["expires_at"] = expires,
                    ["livemode"] = false,
                    ["locale"] = form.Text("locale"),
                    ["metadata"] = form.Metadata("metadata"),
                    ["mode"] = "payment",
                    ["payment_intent"] = null,
                    ["payment_method_types"] = new JsonArray([.. offered.Select(t => (JsonNode)t)]),
                    ["payment_status"] = "unpaid",
                    ["status"] = "open",
                    ["success_url"] = success,
                    ["ui_mode"] = "hosted_page",
                    ["url"] = _site.To($"/sandbox/checkout/{id}"),
                };
                account.Put(session);
                account.Extras[id] = new SessionExtras(
                    string.Join(", ", lines.Select(l => l.Name)),
                    form.Metadata("payment_intent_data[metadata]"),
                    lines
                );
                return session;
            }
        );
    }

    internal JsonObject Expire(string key, string id, long now) =>
        Within(
            key,
            account =>
            {
                var session = account.Get(id, "checkout.session");
                if (Text(session, "status") != "open")
                {
                    throw SandboxRefusal.Invalid(
                        $"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {Text(session, "status")}."
                    );
                }

                EndSession(account, session, now);
                return session;
            }
        );

    internal JsonObject Refund(string key, SandboxForm form, long now) =>
        Within(
            key,
            account =>
            {
                var paymentId =
                    form.Text("payment_intent")
                    ?? throw SandboxRefusal.Invalid("One of the following params should be provided for this request: payment_intent or charge.");
                var payment = account.Get(paymentId, "payment_intent");
                var charge = Text(payment, "latest_charge") is { } chargeId ? account.Get(chargeId, "charge") : null;
                if (charge is null || Text(payment, "status") != "succeeded")
                {
                    throw SandboxRefusal.Invalid($"This PaymentIntent ({paymentId}) does not have a successful charge to refund.", "payment_intent");
                }

                var left = Number(charge, "amount") - Number(charge, "amount_refunded");
                var amount = form.Number("amount", left);
                if (left == 0)
                {
                    throw SandboxRefusal.Invalid($"Charge {Text(charge, "id")} has already been refunded.", code: "charge_already_refunded");
                }

                if (amount <= 0 || amount > left)
                {
                    throw SandboxRefusal.Invalid($"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", "amount");
                }

                var refund = new JsonObject
                {
                    ["id"] = NewId("re_"),
                    ["object"] = "refund",
                    ["amount"] = amount,
                    ["charge"] = Text(charge, "id"),
                    ["created"] = now,
                    ["currency"] = Text(charge, "currency"),
                    ["metadata"] = form.Metadata("metadata"),
                    ["payment_intent"] = paymentId,
                    ["reason"] = form.Text("reason"),
                    ["status"] = "succeeded",
                };
                account.Put(refund);
                charge["amount_refunded"] = Number(charge, "amount_refunded") + amount;
                charge["refunded"] = Number(charge, "amount_refunded") == Number(charge, "amount");
                Tell(account, "refund.created", refund, now);
                Tell(account, "charge.refunded", charge, now);
                return refund;
            }
        );

    /// <summary>A card pays, or is declined: the session then stays open.</summary>
    /// <returns>Why it was declined; null: it was paid.</returns>
    public string? PayByCard(string session, string number, long now) =>
        At(
            session,
            (account, checkout) =>
            {
                var isTaken = number == "4242424242424242";
                var payment = Begin(account, checkout, now);
                if (!isTaken)
                {
                    const string Declined = "The card was declined. Nothing was paid. Try another card.";
                    payment["status"] = "requires_payment_method";
                    payment["last_payment_error"] = new JsonObject
                    {
                        ["type"] = "card_error",
                        ["code"] = "card_declined",
                        ["message"] = Declined,
                    };
                    Tell(account, "payment_intent.payment_failed", payment, now);
                    return Declined;
                }

                Take(account, payment, "card", now);
                (checkout["status"], checkout["payment_status"]) = ("complete", "paid");
                Tell(account, "payment_intent.succeeded", payment, now);
                Tell(account, "checkout.session.completed", checkout, now);
                return null;
            }
        );

    /// <summary>A bank debit begins; the bank speaks later.</summary>
    public void PayByBank(string session, string number, long now, long settlesAt) =>
        At<string?>(
            session,
            (account, checkout) =>
            {
                var payment = Begin(account, checkout, now);
                payment["status"] = "processing";
                checkout["status"] = "complete";
                account.Debits[Text(checkout, "id")!] = new Debit(settlesAt, number != "000222222227"); // Just written.
                Tell(account, "payment_intent.processing", payment, now);
                Tell(account, "checkout.session.completed", checkout, now);
                return null;
            }
        );

    /// <summary>A bank takes the customer's side for now; or, closed, for good.</summary>
    public void Dispute(string key, string paymentIntent, string status, long now) =>
        Within(
            key,
            account =>
            {
                var payment = account.Get(paymentIntent, "payment_intent");
                var open = account.Objects.Values.FirstOrDefault(o => Text(o, "object") == "dispute" && Text(o, "payment_intent") == paymentIntent);
                var dispute =
                    open
                    ?? new JsonObject
                    {
                        ["id"] = NewId("du_"),
                        ["object"] = "dispute",
                        ["amount"] = Number(payment, "amount"),
                        ["charge"] = Text(payment, "latest_charge"),
                        ["created"] = now,
                        ["currency"] = Text(payment, "currency"),
                        ["livemode"] = false,
                        ["payment_intent"] = paymentIntent,
                        ["reason"] = "fraudulent",
                    };
                dispute["status"] = status;
                account.Put(dispute);
                account.Get(Text(payment, "latest_charge")!, "charge")["disputed"] = true; // A payment that can be disputed was taken.
                Tell(account, open is null ? "charge.dispute.created" : "charge.dispute.closed", dispute, now);
                return true;
            }
        );

    /// <summary>What falls due by itself: sessions end, banks speak.</summary>
    public void Tick(long now)
    {
        lock (_gate)
        {
            foreach (var account in _accounts.Values)
            {
                Tick(account, now);
            }
        }
    }

    /// <summary>Everything of one kind, newest first.</summary>
    internal JsonObject List(string key, string kind, SandboxForm query, long now)
    {
        lock (_gate)
        {
            var account = Open(key);
            Tick(account, now);
            var since = query.Number("created[gte]", 0);
            var most = (int)Math.Clamp(query.Number("limit", 10), 1, 100);
            var rows = account
                .Objects.Values.Reverse()
                .Where(o => Text(o, "object") == kind && Number(o, "created") >= since)
                .Where(o => query.Text("payment_intent") is not { } payment || Text(o, "payment_intent") == payment)
                .Where(o => query.Text("status") is not { } status || Text(o, "status") == status)
                .Where(o => query.Text("type") is not { } type || Text(o, "type") == type);
            if (query.Text("starting_after") is { } after)
            {
                rows = rows.SkipWhile(o => Text(o, "id") != after).Skip(1);
            }

            var page = rows.Take(most + 1).ToArray();
            return new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray([.. page.Take(most).Select(o => o.DeepClone())]),
                ["has_more"] = page.Length > most,
                ["url"] = "/v1",
            };
        }
    }

    internal JsonObject Find(string key, string kind, string id, long now, bool withCharge = false)
    {
        lock (_gate)
        {
            var account = Open(key);
            Tick(account, now);
            var found = (JsonObject)account.Get(id, kind).DeepClone();
            if (withCharge && Text(found, "latest_charge") is { } charge)
            {
                found["latest_charge"] = account.Get(charge, "charge").DeepClone();
            }

            return found;
        }
    }

    internal JsonObject AddEndpoint(string key, SandboxForm form, long now) =>
        Within(
            key,
            account =>
            {
                var endpoint = new JsonObject
                {
                    ["id"] = NewId("we_"),
                    ["object"] = "webhook_endpoint",
                    ["api_version"] = SandboxApi.Version,
                    ["created"] = now,
                    ["enabled_events"] = new JsonArray("*"),
                    ["livemode"] = false,
                    ["metadata"] = form.Metadata("metadata"),
                    ["secret"] = "whsec_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
                    ["status"] = "enabled",
                    ["url"] = form.Text("url") ?? throw SandboxRefusal.Invalid("Missing required param: url.", "url"),
                };
                account.Put(endpoint);
                return endpoint;
            }
        );

    /// <summary>Where an account's events go.</summary>
    public IReadOnlyList<(string Url, string Secret)> EndpointsOf(string key)
    {
        lock (_gate)
        {
            return
            [
                .. Open(key).Objects.Values.Where(o => Text(o, "object") == "webhook_endpoint").Select(o => (Text(o, "url")!, Text(o, "secret")!)), // Written by AddEndpoint.
            ];
        }
    }

    /// <summary>What the hosted page shows; null: there is no such session.</summary>
    public SandboxSession? SessionOf(string id, long now)
    {
        lock (_gate)
        {
            foreach (var account in _accounts.Values)
            {
                if (account.Objects.TryGetValue(id, out var session) && Text(session, "object") == "checkout.session")
                {
                    Tick(account, now);
                    return new SandboxSession(
                        id,
                        Text(session, "status") ?? "",
                        Number(session, "amount_total"),
                        Text(session, "currency") ?? "",
                        account.Extras.GetValueOrDefault(id)?.Name ?? "",
                        account.Extras.GetValueOrDefault(id)?.Lines ?? [],
                        [.. session["payment_method_types"]?.AsArray().Select(t => t!.GetValue<string>()) ?? []], // Texts alone.
                        Text(session, "customer_email"),
                        (Text(session, "success_url") ?? "/").Replace("{CHECKOUT_SESSION_ID}", id, StringComparison.Ordinal),
                        Text(session, "cancel_url")
                    );
                }
            }
        }

        return null;
    }

    /// <summary>Writes everything to the file.</summary>
    public void Save()
    {
        string text;
        lock (_gate)
        {
            text = JsonSerializer.Serialize(_accounts);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_file)!); // A file within a folder.
        File.WriteAllText(_file + ".new", text);
        File.Move(_file + ".new", _file, overwrite: true);
    }

    private void Load()
    {
        try
        {
            if (File.Exists(_file) && JsonSerializer.Deserialize<Dictionary<string, Account>>(File.ReadAllText(_file)) is { } kept)
            {
                foreach (var (key, account) in kept)
                {
                    _accounts[key] = account;
                }
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException)
        {
            // A demo begins anew rather than not at all.
        }
    }

    private T Within<T>(string key, Func<Account, T> act)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _changes);
            var result = act(Open(key));
            return result is JsonObject shown ? (T)(object)shown.DeepClone() : result;
        }
    }

    private T At<T>(string session, Func<Account, JsonObject, T> act)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _changes);
            foreach (var account in _accounts.Values)
            {
                if (account.Objects.TryGetValue(session, out var found) && Text(found, "object") == "checkout.session")
                {
                    return Text(found, "status") == "open" ? act(account, found) : throw SandboxRefusal.Invalid("This session is over.");
                }
            }
        }

        throw SandboxRefusal.Missing("checkout.session", session);
    }

    private Account Open(string key)
    {
        if (!_accounts.TryGetValue(key, out var account))
        {
            _accounts[key] = account = new Account { Id = AccountOf(key), Key = key };
        }

        return account;
    }

    private void Tick(Account account, long now)
    {
        foreach (var session in account.OpenSessions.Select(id => account.Objects[id]).Where(s => Number(s, "expires_at") <= now).ToArray())
        {
            EndSession(account, session, now);
        }

        foreach (var (id, debit) in account.Debits.Where(d => d.Value.SettlesAt <= now).ToArray())
        {
            account.Debits.Remove(id);
            var session = account.Objects[id];
            var payment = account.Objects[Text(session, "payment_intent")!]; // A debit has begun with one.
            Interlocked.Increment(ref _changes);
            if (debit.Settles)
            {
                Take(account, payment, "us_bank_account", now);
                session["payment_status"] = "paid";
                Tell(account, "payment_intent.succeeded", payment, now);
                Tell(account, "checkout.session.async_payment_succeeded", session, now);
            }
            else
            {
                payment["status"] = "requires_payment_method";
                payment["last_payment_error"] = new JsonObject
                {
                    ["type"] = "card_error",
                    ["code"] = "insufficient_funds",
                    ["message"] = "The bank did not pay.",
                };
                Tell(account, "payment_intent.payment_failed", payment, now);
                Tell(account, "checkout.session.async_payment_failed", session, now);
            }
        }
    }

    private void EndSession(Account account, JsonObject session, long now)
    {
        Interlocked.Increment(ref _changes);
        session["status"] = "expired";
        session["url"] = null;
        Tell(account, "checkout.session.expired", session, now);
    }

    private static JsonObject Begin(Account account, JsonObject session, long now)
    {
        if (Text(session, "payment_intent") is { } begun)
        {
            return account.Objects[begun];
        }

        var payment = new JsonObject
        {
            ["id"] = NewId("pi_"),
            ["object"] = "payment_intent",
            ["amount"] = Number(session, "amount_total"),
            ["amount_received"] = 0,
            ["created"] = now,
            ["currency"] = Text(session, "currency"),
            ["latest_charge"] = null,
            ["last_payment_error"] = null,
            ["livemode"] = false,
            ["metadata"] = account.Extras.GetValueOrDefault(Text(session, "id")!)?.PaymentMetadata?.DeepClone() ?? new JsonObject(), // A session has an id.
            ["payment_method_types"] = session["payment_method_types"]?.DeepClone(),
            ["status"] = "requires_payment_method",
        };
        account.Put(payment);
        session["payment_intent"] = Text(payment, "id");
        return payment;
    }

    private static void Take(Account account, JsonObject payment, string method, long now)
    {
        var charge = new JsonObject
        {
            ["id"] = NewId("ch_"),
            ["object"] = "charge",
            ["amount"] = Number(payment, "amount"),
            ["amount_captured"] = Number(payment, "amount"),
            ["amount_refunded"] = 0,
            ["captured"] = true,
            ["created"] = now,
            ["currency"] = Text(payment, "currency"),
            ["disputed"] = false,
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["paid"] = true,
            ["payment_intent"] = Text(payment, "id"),
            ["payment_method_details"] =
                method == "card"
                    ? new JsonObject
                    {
                        ["type"] = "card",
                        ["card"] = new JsonObject { ["brand"] = "visa", ["last4"] = "4242" },
                    }
                    : new JsonObject
                    {
                        ["type"] = method,
                        [method] = new JsonObject { ["bank_name"] = "Sandbox Bank", ["last4"] = "6789" },
                    },
            ["refunded"] = false,
            ["status"] = "succeeded",
        };
        account.Put(charge);
        payment["status"] = "succeeded";
        payment["amount_received"] = Number(payment, "amount");
        payment["last_payment_error"] = null;
        payment["latest_charge"] = Text(charge, "id");
    }

    private void Tell(Account account, string type, JsonObject about, long now)
    {
        var happened = new JsonObject
        {
            ["id"] = NewId("evt_"),
            ["object"] = "event",
            ["api_version"] = SandboxApi.Version,
            ["created"] = now,
            ["data"] = new JsonObject { ["object"] = about.DeepClone() },
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
            ["type"] = type,
        };
        if (account.Objects.Count < MostEvents)
        {
            account.Put(happened);
        }

        Happened?.Invoke(new SandboxEvent(account.Key, Text(happened, "id")!, happened.ToJsonString())); // Written above.
    }

    internal static string? Text(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    internal static long Number(JsonObject from, string name) =>
        from[name] is not JsonValue value ? 0
        : value.TryGetValue<long>(out var number) ? number
        : value.TryGetValue<int>(out var small) ? small
        : 0;

    private static string NewId(string prefix) => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    /// <summary>What one key opens.</summary>
    internal sealed class Account
    {
        public required string Id { get; init; }
        public required string Key { get; init; }
        public OrderedDictionary<string, JsonObject> Objects { get; init; } = [];
        public Dictionary<string, Answer> Answers { get; init; } = [];
        public Dictionary<string, SessionExtras> Extras { get; init; } = [];
        public Dictionary<string, Debit> Debits { get; init; } = [];

        [System.Text.Json.Serialization.JsonIgnore]
        public IEnumerable<string> OpenSessions =>
            Extras.Keys.Where(id => Objects.TryGetValue(id, out var session) && Text(session, "status") == "open");

        public void Put(JsonObject made) => Objects[Text(made, "id")!] = made; // Everything has an id.

        public JsonObject Get(string id, string kind) =>
            Objects.TryGetValue(id, out var found) && Text(found, "object") == kind ? found : throw SandboxRefusal.Missing(kind, id);
    }

    /// <summary>What was answered to an idempotency key.</summary>
    internal sealed record Answer(string Fingerprint, int Status, string Body);

    /// <summary>What a session keeps for its payment and its page.</summary>
    internal sealed record SessionExtras(string Name, JsonObject? PaymentMetadata, IReadOnlyList<SandboxLine>? Lines = null);

    /// <summary>A bank debit that is under way.</summary>
    internal sealed record Debit(long SettlesAt, bool Settles);
}

/// <summary>Something that an account's endpoints are told.</summary>
public sealed record SandboxEvent(string Key, string Id, string Body);

/// <summary>Something that is paid for.</summary>
/// <param name="Amount">As Stripe counts it in this currency.</param>
public sealed record SandboxLine(string Name, long Amount);

/// <summary>A checkout session as its page shows it.</summary>
/// <param name="Amount">As Stripe counts it in this currency.</param>
/// <param name="Types">The means of payment that it takes.</param>
public sealed record SandboxSession(
    string Id,
    string Status,
    long Amount,
    string Currency,
    string Name,
    IReadOnlyList<SandboxLine> Lines,
    IReadOnlyList<string> Types,
    string? Email,
    string SuccessUrl,
    string? CancelUrl
);

/// <summary>How Stripe counts money, as its documentation has it; written apart from our own reckoning, so that each checks the other.</summary>
internal static class SandboxMoney
{
    private static readonly string[] s_whole =
    [
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    ];
    private static readonly string[] s_wholeAsHundredths = ["isk", "ugx"];
    private static readonly string[] s_thousandths = ["bhd", "jod", "kwd", "omr", "tnd"];

    public static SandboxRefusal? Misfit(long amount, string currency) =>
        amount <= 0 ? SandboxRefusal.Invalid("Invalid positive integer", "unit_amount", "parameter_invalid_integer")
        : s_wholeAsHundredths.Contains(currency) && amount % 100 != 0
            ? SandboxRefusal.Invalid($"Amounts in {currency} must be divisible by 100.", "unit_amount")
        : s_thousandths.Contains(currency) && amount % 10 != 0
            ? SandboxRefusal.Invalid($"Amounts in {currency} must be divisible by 10.", "unit_amount")
        : currency == "usd" && amount < 50
            ? SandboxRefusal.Invalid("The Checkout Session's total amount due must add up to at least $0.50 usd", code: "amount_too_small")
        : null;

    public static string Shown(long amount, string currency)
    {
        var (divisor, digits) =
            s_whole.Contains(currency) ? (1m, 0)
            : s_wholeAsHundredths.Contains(currency) ? (100m, 0)
            : s_thousandths.Contains(currency) ? (1_000m, 3)
            : (100m, 2);
        var figure = (amount / divisor).ToString($"N{digits}", CultureInfo.InvariantCulture);
        return currency == "usd" ? "$" + figure : $"{currency.ToUpperInvariant()} {figure}";
    }
}
