using System.Collections.Concurrent;
using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;

namespace Altitude.Web.Components;

/// <summary>Money, times and states in people's words, in the workspace's culture and zone.</summary>
public static class Words
{
    private static readonly ConcurrentDictionary<(string Culture, string Currency), NumberFormatInfo> Formats = new();

    /// <summary>With the currency's own symbol and decimals: "$1,083.20", "¥1,083", "KWD 1.083".</summary>
    public static string Money(Money amount, CultureInfo culture) => amount.Major.ToString("C", FormatOf(amount.Currency, culture));

    /// <summary>"Tue, June 22, 11:59 PM MDT"; with the year where it is not this one.</summary>
    public static string Instant(DateTimeOffset at, TimeZoneInfo zone, CultureInfo culture)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return $"{local.ToString("ddd, MMMM d", culture)}, {local.ToString("h:mm tt", culture)} {ZoneName(at, zone)}";
    }

    /// <summary>"Tue, June 22, 2027".</summary>
    public static string Day(DateOnly day, CultureInfo culture) => day.ToString("ddd, MMMM d, yyyy", culture);

    /// <summary>"Tue, Jun 8, 10:30 AM": a local time as it was agreed.</summary>
    public static string LocalTime(DateTime local, CultureInfo culture) => local.ToString("ddd, MMM d, h:mm tt", culture);

    /// <summary>The last minute before an exclusive end: an estimate that ends at midnight is open "until 11:59 PM".</summary>
    public static string Until(DateTimeOffset exclusiveEnd, TimeZoneInfo zone, CultureInfo culture) => Instant(exclusiveEnd.AddMinutes(-1), zone, culture);

    /// <summary>"just now", "5 min ago", "3 h ago", "2 days ago", then the day.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone, CultureInfo culture) =>
        (now - at) switch
        {
            { TotalMinutes: < 1 } => "just now",
            { TotalMinutes: < 60 } passed => $"{(int)passed.TotalMinutes} min ago",
            { TotalHours: < 24 } passed => $"{(int)passed.TotalHours} h ago",
            { TotalDays: < 7 } passed => (int)passed.TotalDays == 1 ? "1 day ago" : $"{(int)passed.TotalDays} days ago",
            _ => TimeZoneInfo.ConvertTime(at, zone).ToString("MMM d, yyyy", culture),
        };

    /// <summary>"1.5 h", "3 lb", "1".</summary>
    public static string Quantity(decimal quantity, string unit, CultureInfo culture)
    {
        var number = quantity.ToString("0.###", culture);
        return unit.Length == 0 ? number : $"{number} {unit}";
    }

    public static string Percent(decimal percent, CultureInfo culture) => percent.ToString("0.####", culture) + "%";

    public static string Stage(string stage) => Enum.TryParse<JobStage>(stage, out var parsed) ? Stage(parsed) : stage;

    public static string Stage(JobStage stage) =>
        stage switch
        {
            JobStage.EstimateSent => "Estimate sent",
            _ => stage.ToString(),
        };

    public static string State(EstimateState state) => state.ToString();

    public static string State(InvoiceStatus status) => status == InvoiceStatus.PartiallyPaid ? "Partially paid" : status.ToString();

    public static string State(AppointmentState state) =>
        state switch
        {
            AppointmentState.OnMyWay => "On my way",
            AppointmentState.NoShow => "No-show",
            _ => state.ToString(),
        };

    /// <summary>The abbreviation that people of the zone use: "MDT". .NET knows only long names, so the usual American ones are listed; elsewhere the offset.</summary>
    public static string ZoneName(DateTimeOffset at, TimeZoneInfo zone)
    {
        var isDaylight = zone.IsDaylightSavingTime(at);
        return (zone.Id, isDaylight) switch
        {
            ("America/Denver" or "America/Boise", true) => "MDT",
            ("America/Denver" or "America/Boise" or "America/Phoenix", false) => "MST",
            ("America/New_York" or "America/Detroit" or "America/Toronto", true) => "EDT",
            ("America/New_York" or "America/Detroit" or "America/Toronto", false) => "EST",
            ("America/Chicago" or "America/Winnipeg", true) => "CDT",
            ("America/Chicago" or "America/Winnipeg", false) => "CST",
            ("America/Los_Angeles" or "America/Vancouver", true) => "PDT",
            ("America/Los_Angeles" or "America/Vancouver", false) => "PST",
            ("America/Anchorage", true) => "AKDT",
            ("America/Anchorage", false) => "AKST",
            ("Pacific/Honolulu", _) => "HST",
            ("Europe/London", true) => "BST",
            ("Europe/London", false) or ("UTC", _) or ("Etc/UTC", _) => zone.Id == "Europe/London" ? "GMT" : "UTC",
            ("Europe/Berlin" or "Europe/Paris" or "Europe/Madrid" or "Europe/Rome" or "Europe/Amsterdam" or "Europe/Vienna" or "Europe/Zurich", true) => "CEST",
            ("Europe/Berlin" or "Europe/Paris" or "Europe/Madrid" or "Europe/Rome" or "Europe/Amsterdam" or "Europe/Vienna" or "Europe/Zurich", false) => "CET",
            _ => Offset(zone.GetUtcOffset(at)),
        };
    }

    private static string Offset(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "UTC-" : "UTC+") + (offset.Minutes == 0 ? offset.ToString("%h", CultureInfo.InvariantCulture) : offset.ToString(@"h\:mm", CultureInfo.InvariantCulture));

    private static NumberFormatInfo FormatOf(Currency currency, CultureInfo culture) =>
        Formats.GetOrAdd(
            (culture.Name, currency.Code),
            _ =>
            {
                var format = (NumberFormatInfo)culture.NumberFormat.Clone();
                format.CurrencyDecimalDigits = currency.Exponent;
                format.CurrencySymbol = SymbolOf(currency, culture);
                format.CurrencyNegativePattern = 1; // -$50.00
                return format;
            }
        );

    private static string SymbolOf(Currency currency, CultureInfo culture)
    {
        if (!culture.IsNeutralCulture && culture.Name.Length > 0 && new RegionInfo(culture.Name) is { } region && region.ISOCurrencySymbol == currency.Code)
        {
            return region.CurrencySymbol;
        }

        return currency.Code switch
        {
            "USD" => "US$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" => "¥",
            _ => currency.Code + "\u00a0",
        };
    }
}
