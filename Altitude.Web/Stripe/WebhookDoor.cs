using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using global::Stripe;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;

namespace Altitude.Web.Stripe;

/// <summary>
/// Where Stripe tells what happened. Only what carries a signature of the company whose address it is becomes a row; everything else is 400 and leaves nothing. It
/// stores and answers; what the event means is found out afterwards, by asking Stripe.
/// </summary>
public sealed partial class WebhookDoor(
    NpgsqlDataSource database,
    WorkspaceDbFactory workspaces,
    PaymentKeys keys,
    OutboxSignal pump,
    ILogger<WebhookDoor> logger
)
{
    /// <summary>Far above any event that we ask for.</summary>
    public const int MostBytes = 262_144;

    /// <summary>Older signatures are refused: somebody may have recorded them.</summary>
    private const int ToleranceSeconds = 300;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Kinds that something follows from; others are noted and left alone.</summary>
    private static readonly HashSet<string> s_kinds =
    [
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "charge.refunded",
        "charge.refund.updated",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    ];

    public async Task<IResult> TakeAsync(HttpContext context, string endpoint)
    {
        var stop = context.RequestAborted;
        if (await ReadAsync(context) is not { } body)
        {
            return Refused("The body cannot be read.");
        }

        if (!IsEndpoint(endpoint) || await WorkspaceOfAsync(endpoint, stop) is not { } workspace)
        {
            return Refused("Nobody is told anything here.");
        }

        ProviderKey? key;
        try
        {
            key = await keys.FindAsync(workspaces, new Provider(workspace), stop);
        }
        catch (RuleViolation closed) when (closed.Rule == AccessRules.WorkspaceClosed)
        {
            return Refused("Nobody is told anything here.");
        }

        if (key?.WebhookSecret is not { } secret || !IsSigned(context.Request.Headers["Stripe-Signature"].ToString(), body, secret))
        {
            LogRefused(workspace.Value);
            return Refused("The signature does not fit.");
        }

        if (Read(body) is not { } told)
        {
            return Refused("This is no event.");
        }

        var state =
            told.ApiVersion != StripeGateway.ApiVersion || told.IsLive != key.IsLive ? ReceiptState.Review
            : s_kinds.Contains(told.Type) ? ReceiptState.Pending
            : ReceiptState.Done;
        await KeepAsync(workspace, endpoint, told, SHA256.HashData(s_strict.GetBytes(body)), state, stop);
        if (state == ReceiptState.Pending)
        {
            pump.WakeAtOnce();
        }

        return TypedResults.Ok();
    }

    private static IResult Refused(string why) => Results.Text(why, "text/plain", statusCode: StatusCodes.Status400BadRequest);

    private static bool IsEndpoint(string text) => text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <returns>Null: too long, cut off, or no text.</returns>
    private static async Task<string?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MostBytes)
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }

        try
        {
            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
            return s_strict.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (Exception unreadable) when (unreadable is BadHttpRequestException or IOException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsSigned(string header, string body, string secret)
    {
        // The library takes headers apart without looking whether they have the parts.
        if (header.Length is 0 or > 2_000 || !header.Contains("v1=", StringComparison.Ordinal))
        {
            return false;
        }

        var times = header.Split(',').Select(part => part.Trim()).Where(part => part.StartsWith("t=", StringComparison.Ordinal)).ToArray();
        if (times is not [var time] || !long.TryParse(time.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return false;
        }

        try
        {
            EventUtility.ValidateSignature(body, header, secret, ToleranceSeconds);
            return true;
        }
        catch (Exception forged)
            when (forged
                    is StripeException
                        or FormatException
                        or OverflowException
                        or ArgumentException
                        or KeyNotFoundException
                        or IndexOutOfRangeException
            )
        {
            return false;
        }
    }

    /// <returns>Null: it is signed and yet no event.</returns>
    private static ToldEvent? Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            var root = json.RootElement;
            return
                root.ValueKind == JsonValueKind.Object
                && Text(root, "id", 255) is { } id
                && Text(root, "type", 100) is { } type
                && root.TryGetProperty("data", out var data)
                && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("object", out var about)
                && about.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("created", out var created)
                && created.TryGetInt64(out var seconds)
                && seconds is > 0 and < 253_402_300_800
                ? new ToldEvent(
                    id,
                    type,
                    Text(about, "id", 255) ?? "",
                    Text(root, "api_version", 64) ?? "",
                    root.TryGetProperty("livemode", out var live) && live.ValueKind == JsonValueKind.True,
                    DateTimeOffset.FromUnixTimeSeconds(seconds)
                )
                : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement from, string name, int most) =>
        from.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
        && text.Length <= most
        && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : null;

    private async Task<Id<Workspace>?> WorkspaceOfAsync(string endpoint, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select workspace_id from platform.webhook_endpoints where endpoint = $1");
        command.Parameters.Add(new() { Value = endpoint });
        return await command.WholeScalarAsync(cancellationToken) is Guid found ? new Id<Workspace>(found) : null;
    }

    private async Task KeepAsync(
        Id<Workspace> workspace,
        string endpoint,
        ToldEvent told,
        byte[] hash,
        ReceiptState state,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            with kept as (
              insert into platform.webhook_inbox
                  (id, workspace_id, endpoint, event_id, type, object_id, api_version, is_live, occurred_at, received_at, body_hash, state)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, altitude.now(), $10, $11)
                on conflict (workspace_id, event_id) do nothing returning id, workspace_id)
            insert into platform.outbox (id, workspace_id, kind, subject, due_at, attempts)
              select $13, workspace_id, $12, id, altitude.now(), 0 from kept where $11 = 'Pending'
            """
        );
        object[] values =
        [
            Guid.CreateVersion7(),
            workspace.Value,
            endpoint,
            told.Id,
            told.Type,
            told.ObjectId,
            told.ApiVersion,
            told.IsLive,
            told.OccurredAt.ToUniversalTime(),
            hash,
            state.ToString(),
            OutboxKinds.ReadPayments,
            Guid.CreateVersion7(),
        ];
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.WholeNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "A call to the webhook address of workspace {WorkspaceId} had no valid signature.")]
    private partial void LogRefused(Guid workspaceId);

    private sealed record ToldEvent(string Id, string Type, string ObjectId, string ApiVersion, bool IsLive, DateTimeOffset OccurredAt);
}
