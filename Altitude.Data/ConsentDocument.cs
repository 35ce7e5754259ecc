using System.Text.Json;
using Altitude.Domain.Estimates;

namespace Altitude.Data;

/// <summary>Reads a sealed consent document again.</summary>
public static class ConsentDocument
{
    /// <summary>Whether every column says what the sealed document says.</summary>
    public static bool Agrees(Consent consent) => Agrees(consent, versionDocument: null);

    /// <summary>Whether every column says what the sealed document says, and the document holds the version that was sent.</summary>
    /// <param name="versionDocument">The document of the version that was approved; null: whichever the consent holds.</param>
    internal static bool Agrees(Consent consent, string? versionDocument)
    {
        try
        {
            using var json = JsonDocument.Parse(consent.Document);
            var root = json.RootElement;
            var estimate = root.GetProperty("estimate").GetString();
            using var sent = JsonDocument.Parse(estimate ?? "");
            var currency = sent.RootElement.GetProperty("currency").GetString();
            return (versionDocument is null || estimate == versionDocument)
                && sent.RootElement.GetProperty("version").GetInt32() == consent.Version
                && root.GetProperty("consent").GetString() == consent.Id.ToString()
                && root.GetProperty("options").EnumerateArray().Select(o => o.GetString()).SequenceEqual(consent.Ticked.Order(StringComparer.Ordinal))
                && (root.TryGetProperty("package", out var package) ? package.GetString() : "") == consent.Package
                && currency == consent.Total.Currency.Code
                && currency == consent.Deposit.Currency.Code
                && root.GetProperty("normalisedName").GetString() == consent.NormalisedName
                && root.GetProperty("at").GetString() == EstimateDocument.Instant(consent.GivenAt)
                && root.GetProperty("typedName").GetString() == consent.TypedName
                && root.GetProperty("total").GetInt64() == consent.Total.MinorUnits
                && root.GetProperty("deposit").GetInt64() == consent.Deposit.MinorUnits
                && root.GetProperty("wording").GetString() == consent.Wording
                && (consent.Kind == ConsentKind.Portal ? GivenAgrees(root, consent) : RecordedAgrees(root, consent));
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static bool GivenAgrees(JsonElement root, Consent consent) =>
        root.GetProperty("contactName").GetString() == consent.ContactName
        && root.GetProperty("channel").GetString() == consent.Channel.ToString()
        && root.GetProperty("contact").GetString() == consent.ContactId.ToString()
        && root.GetProperty("session").GetString() == consent.SessionId.ToString()
        && root.GetProperty("ip").GetString() == consent.IpAddress
        && root.GetProperty("userAgent").GetString() == consent.UserAgent
        && consent is { RecordedById: null, RecordedBy: "", RecordedAt: null, Note: "" };

    private static bool RecordedAgrees(JsonElement root, Consent consent) =>
        root.GetProperty("kind").GetString() == consent.Kind.ToString()
        && root.GetProperty("recordedBy").GetString() == consent.RecordedById.ToString()
        && root.GetProperty("recordedByName").GetString() == consent.RecordedBy
        && root.GetProperty("recordedAt").GetString() == EstimateDocument.Instant(consent.RecordedAt.GetValueOrDefault())
        && root.GetProperty("note").GetString() == consent.Note
        && consent is { ContactId: null, ContactName: "", SessionId: null, Channel: null, IpAddress: "", UserAgent: "" };
}
