using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace Altitude.Web.StripeSandbox;

/// <summary>The part of Stripe's HTTP API that the product uses: forms in, JSON out, keys, versions, idempotency and errors as Stripe has them.</summary>
internal static class SandboxApi
{
    /// <summary>The only version it speaks.</summary>
    public const string Version = "2026-10-28.endive";

    public static async Task AnswerAsync(HttpContext context, string? path, SandboxBooks books, SandboxSwitches switches, SandboxClock clock)
    {
        var trouble = switches.Take();
        switch (trouble)
        {
            case ApiTrouble.Slow:
                await Task.Delay(switches.AnswerAfter, context.RequestAborted);
                break;
            case ApiTrouble.Cut:
                context.Abort();
                return;
            case ApiTrouble.Error:
                await WriteAsync(context, 500, new SandboxRefusal(500, "api_error", null, "An unknown error occurred.").Body().ToJsonString());
                return;
        }

        int status;
        string body;
        try
        {
            (status, body) = await RunAsync(context, path ?? "", books, await clock.NowAsync(context.RequestAborted));
        }
        catch (SandboxRefusal refused)
        {
            (status, body) = (refused.Status, refused.Body().ToJsonString());
        }

        if (trouble == ApiTrouble.CutAfter)
        {
            context.Abort();
            return;
        }

        await WriteAsync(context, status, body);
    }

    private static async Task<(int Status, string Body)> RunAsync(HttpContext context, string path, SandboxBooks books, long now)
    {
        var request = context.Request;
        var key = KeyOf(request) ?? throw new SandboxRefusal(401, "invalid_request_error", null, "Invalid API Key provided.");
        if (request.Headers["Stripe-Version"].ToString() is { Length: > 0 } version && version != Version)
        {
            throw SandboxRefusal.Invalid($"Invalid Stripe API version: {version}");
        }

        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (HttpMethods.IsGet(request.Method))
        {
            var query = new SandboxForm(request.Query);
            return (200, Look(books, key, parts, query, now).ToJsonString());
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            throw Unknown(request.Method, path);
        }

        // A POST without parameters, such as the end of a session, has no body at all.
        var form = new SandboxForm(request.HasFormContentType ? await request.ReadFormAsync(context.RequestAborted) : new FormCollection([]));
        var idempotencyKey = request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } given ? given : null;
        return books.Once(key, idempotencyKey, form.Fingerprint(path), () => (200, Act(books, key, parts, form, now).ToJsonString()));
    }

    private static JsonObject Look(SandboxBooks books, string key, string[] parts, SandboxForm query, long now) =>
        parts switch
        {
            ["account"] => books.Self(key),
            ["checkout", "sessions"] => books.List(key, "checkout.session", query, now),
            ["checkout", "sessions", var id] => books.Find(key, "checkout.session", id, now),
            ["payment_intents"] => books.List(key, "payment_intent", query, now),
            ["payment_intents", var id] => books.Find(key, "payment_intent", id, now, withCharge: query.Values("expand").Contains("latest_charge")),
            ["charges", var id] => books.Find(key, "charge", id, now),
            ["refunds"] => books.List(key, "refund", query, now),
            ["refunds", var id] => books.Find(key, "refund", id, now),
            ["disputes"] => books.List(key, "dispute", query, now),
            ["disputes", var id] => books.Find(key, "dispute", id, now),
            ["events"] => books.List(key, "event", query, now),
            ["events", var id] => books.Find(key, "event", id, now),
            _ => throw Unknown("GET", string.Join('/', parts)),
        };

    private static JsonObject Act(SandboxBooks books, string key, string[] parts, SandboxForm form, long now) =>
        parts switch
        {
            ["checkout", "sessions"] => books.CreateSession(key, form, now),
            ["checkout", "sessions", var id, "expire"] => books.Expire(key, id, now),
            ["refunds"] => books.Refund(key, form, now),
            ["webhook_endpoints"] => books.AddEndpoint(key, form, now),
            _ => throw Unknown("POST", string.Join('/', parts)),
        };

    private static SandboxRefusal Unknown(string method, string path) =>
        new(404, "invalid_request_error", null, $"Unrecognized request URL ({method}: /v1/{path}).");

    private static string? KeyOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var key = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..].Trim() : null;
        return SandboxBooks.IsKey(key) ? key : null;
    }

    private static Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["Request-Id"] = "req_" + context.TraceIdentifier.Replace(':', '_');
        context.Response.Headers["Stripe-Version"] = Version;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}

/// <summary>Parameters with bracketed names: "line_items[0][quantity]".</summary>
internal sealed class SandboxForm(IEnumerable<KeyValuePair<string, StringValues>> fields)
{
    private readonly Dictionary<string, StringValues> _fields = fields.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);

    public string? Text(string name) => _fields.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    public long Number(string name, long? otherwise = null) =>
        Text(name) is { } text
            ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1_000_000_000_000
                ? number
                : throw SandboxRefusal.Invalid($"Invalid integer: {text}", name, "parameter_invalid_integer")
            : otherwise ?? throw SandboxRefusal.Invalid($"Missing required param: {name}.", name, "parameter_missing");

    public IEnumerable<string> Values(string name) =>
        _fields.Where(f => f.Key.StartsWith(name + "[", StringComparison.Ordinal)).Select(f => f.Value.ToString());

    public JsonObject Metadata(string name)
    {
        var metadata = new JsonObject();
        foreach (var (key, value) in _fields.Where(f => f.Key.StartsWith(name + "[", StringComparison.Ordinal) && f.Key.EndsWith(']')))
        {
            metadata[key[(name.Length + 1)..^1]] = value.ToString();
        }

        return metadata;
    }

    /// <summary>The same for the same request.</summary>
    public string Fingerprint(string path)
    {
        var text = new StringBuilder(path);
        foreach (var (key, value) in _fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append(key).Append('=').Append(value.ToString());
        }

        return text.ToString();
    }
}
