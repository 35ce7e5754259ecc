using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Altitude.Domain.Estimates;

/// <summary>SHA-256 of a canonical document, as 64 small hexadecimal digits.</summary>
public readonly record struct DocumentHash(string Hex)
{
    public static DocumentHash Of(string canonical) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));

    /// <summary>What a form sent; anything that is no hash equals none.</summary>
    public static DocumentHash From(string? text) => new(text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower) ? text : "");

    public override string ToString() => Hex;
}

/// <summary>Writes estimates and consents as canonical JSON: fixed order of fields, invariant numbers, so that equal content has equal bytes.</summary>
public static class EstimateDocument
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string First = "altitude.estimate/1";

    /// <summary>Whether a document was sealed in the first form, which does not say when the version was sent.</summary>
    public static bool IsOfFirstForm(string document) => document.StartsWith($"{{\"document\":\"{First}\"", StringComparison.Ordinal);

    /// <summary>All that the customer is shown of one version, and when it was sent.</summary>
    /// <param name="sentAt">UTC; null: in the first form, as documents of the past were sealed.</param>
    /// <param name="expiresAt">UTC, exclusive.</param>
    public static string OfVersion(string number, int version, EstimateContent content, DateTimeOffset? sentAt, DateTimeOffset expiresAt) =>
        Write(json =>
        {
            var hasPackages = content.FirstPackage.Length > 0; // Without them the bytes are what they were before there were any.
            json.WriteString(
                "document",
                sentAt is null ? First
                    : hasPackages ? "altitude.estimate/3"
                    : "altitude.estimate/2"
            );
            json.WriteString("number", number);
            json.WriteNumber("version", version);
            json.WriteString("title", content.Title);
            json.WriteString("currency", content.Currency.Code);
            json.WriteStartArray("lines");
            foreach (var line in content.Lines)
            {
                json.WriteStartObject();
                json.WriteString("key", line.Key);
                json.WriteString("description", line.Description);
                json.WriteString("quantity", Number(line.Quantity));
                json.WriteString("unit", line.Unit);
                json.WriteNumber("unitPrice", line.UnitPrice);
                json.WriteBoolean("taxed", line.IsTaxed);
                json.WriteString("discountPercent", Number(line.Discount.Percent));
                json.WriteNumber("discountMinor", line.Discount.MinorUnits);
                json.WriteBoolean("optional", line.IsOptional);
                if (hasPackages)
                {
                    json.WriteString("package", line.Package);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("discountPercent", Number(content.Discount.Percent));
            json.WriteNumber("discountMinor", content.Discount.MinorUnits);
            json.WriteString("tax", content.Tax?.Name ?? "");
            json.WriteString("taxPercent", Number(content.Tax?.Percent ?? 0));
            json.WriteString("depositPercent", Number(content.Deposit.Percent));
            json.WriteNumber("depositMinor", content.Deposit.MinorUnits);
            json.WriteString("validThrough", content.ValidThrough.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            if (sentAt is { } sent)
            {
                json.WriteString("sentAt", Instant(sent));
            }

            json.WriteString("expiresAt", Instant(expiresAt));
            json.WriteString("terms", content.Terms);
            json.WriteString("notes", content.Notes);
        });

    /// <summary>The whole evidence of an approval, the version's document within it.</summary>
    public static string OfConsent(
        Id<Consent> id,
        string versionDocument,
        IEnumerable<string> ticked,
        EstimateTotals totals,
        ConsentGiven given,
        string typedName,
        string wording
    ) =>
        Write(json =>
        {
            json.WriteString("document", given.Package.Length > 0 ? "altitude.consent/2" : "altitude.consent/1");
            json.WriteString("consent", id.Value.ToString());
            json.WriteString("estimate", versionDocument);
            json.WriteStartArray("options");
            foreach (var key in ticked.Order(StringComparer.Ordinal))
            {
                json.WriteStringValue(key);
            }

            json.WriteEndArray();
            if (given.Package.Length > 0)
            {
                json.WriteString("package", given.Package);
            }

            json.WriteNumber("total", totals.Total.MinorUnits);
            json.WriteNumber("deposit", totals.Deposit.MinorUnits);
            json.WriteString("typedName", typedName);
            json.WriteString("normalisedName", Consent.Normalise(typedName));
            json.WriteString("wording", wording);
            json.WriteString("contact", given.Contact.Value.ToString());
            json.WriteString("contactName", given.ContactName);
            json.WriteString("session", given.Session.Value.ToString());
            json.WriteString("channel", given.Channel.ToString());
            json.WriteString("at", Instant(given.At));
            json.WriteString("ip", given.Origin.IpAddress);
            json.WriteString("userAgent", given.Origin.UserAgent);
        });

    /// <summary>The whole evidence of an approval that staff wrote down, the version's document within it.</summary>
    public static string OfRecordedConsent(
        Id<Consent> id,
        string versionDocument,
        IEnumerable<string> ticked,
        EstimateTotals totals,
        ConsentRecorded recorded,
        string wording
    ) =>
        Write(json =>
        {
            json.WriteString("document", recorded.Package.Length > 0 ? "altitude.recorded-consent/2" : "altitude.recorded-consent/1");
            json.WriteString("consent", id.Value.ToString());
            json.WriteString("estimate", versionDocument);
            json.WriteStartArray("options");
            foreach (var key in ticked.Order(StringComparer.Ordinal))
            {
                json.WriteStringValue(key);
            }

            json.WriteEndArray();
            if (recorded.Package.Length > 0)
            {
                json.WriteString("package", recorded.Package);
            }

            json.WriteNumber("total", totals.Total.MinorUnits);
            json.WriteNumber("deposit", totals.Deposit.MinorUnits);
            json.WriteString("typedName", recorded.TypedName);
            json.WriteString("normalisedName", Consent.Normalise(recorded.TypedName));
            json.WriteString("wording", wording);
            json.WriteString("kind", recorded.Kind.ToString());
            json.WriteString("at", Instant(recorded.GivenAt));
            json.WriteString("recordedBy", recorded.By.Value.ToString());
            json.WriteString("recordedByName", recorded.ByName);
            json.WriteString("recordedAt", Instant(recorded.At));
            json.WriteString("note", recorded.Note);
        });

    private static string Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Number(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>Whole microseconds, which is what PostgreSQL keeps.</summary>
    public static string Instant(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
