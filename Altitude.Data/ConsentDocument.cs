using System.Text.Json;
using Altitude.Domain.Estimates;

namespace Altitude.Data;

/// <summary>Reads a sealed consent document again.</summary>
public static class ConsentDocument
{
    /// <summary>Whether the columns that people are shown say what the sealed document says.</summary>
    public static bool Agrees(Consent consent)
    {
        try
        {
            using var json = JsonDocument.Parse(consent.Document);
            var root = json.RootElement;
            return root.GetProperty("typedName").GetString() == consent.TypedName
                && root.GetProperty("normalisedName").GetString() == consent.NormalisedName
                && root.GetProperty("contactName").GetString() == consent.ContactName
                && root.GetProperty("channel").GetString() == consent.Channel.ToString()
                && root.GetProperty("total").GetInt64() == consent.Total.MinorUnits
                && root.GetProperty("deposit").GetInt64() == consent.Deposit.MinorUnits
                && root.GetProperty("wording").GetString() == consent.Wording
                && root.GetProperty("contact").GetString() == consent.ContactId.ToString()
                && root.GetProperty("session").GetString() == consent.SessionId.ToString()
                && root.GetProperty("ip").GetString() == consent.IpAddress
                && root.GetProperty("userAgent").GetString() == consent.UserAgent;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
