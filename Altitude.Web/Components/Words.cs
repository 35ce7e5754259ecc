using System.Collections.Concurrent;
using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Components;

/// <summary>Money, days and instants as a company's customers read them: in its culture and its time zone, wherever the reader or the server stands.</summary>
public sealed class Words(CultureInfo culture, TimeZoneInfo zone)
{
    private static readonly ConcurrentDictionary<(string Culture, Currency Currency), NumberFormatInfo> MoneyFormats = new();

    public CultureInfo Culture => culture;
    public TimeZoneInfo Zone => zone;

    public static Words Of(Workspace workspace) => new(CultureInfo.GetCultureInfo(workspace.Culture), workspace.Zone);

    /// <summary>"$1,083.20"; a currency that is not the culture's own is named by its code: "EUR 12.00".</summary>
    public static string MoneyIn(CultureInfo culture, Money amount) =>
        amount.Major.ToString("C", MoneyFormat(amount.Currency, culture)).Replace(' ', '\u00A0'); // It never wraps.

    /// <inheritdoc cref="MoneyIn"/>
    public string Money(Money amount) => MoneyIn(culture, amount);

    /// <summary>"from $812.26" while a package is still to be chosen.</summary>
    public string Total(ListedTotal total) => total.IsLeast ? new CommonTexts(culture).From(Money(total.Amount)) : Money(total.Amount);

    /// <summary>A difference, with its sign: "+$43.52".</summary>
    public string Difference(Money amount) => amount.MinorUnits > 0 ? "+" + Money(amount) : Money(amount);

    /// <summary>A quantity without idle zeros: "1.5".</summary>
    public string Quantity(decimal quantity) => quantity.ToString("#,##0.###", culture);

    /// <summary>"8.81%", "30%".</summary>
    public string Percent(decimal percent)
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.PercentDecimalDigits = Math.Min(
            3,
            percent.Scale == 0 ? 0 : decimal.Parse(percent.ToString("0.###", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Scale
        );
        return (percent / 100m).ToString("P", format);
    }

    /// <summary>"Tue, June 8, 2027, 12:05 PM MDT": whatever is evidence or lies far away.</summary>
    public string Instant(DateTimeOffset at) => $"{Day(at)}, {Time(at)} {ZoneName(at)}";

    /// <summary>"Tue, June 22, 11:59 PM MDT"; the year only where it is not the present one.</summary>
    public string Instant(DateTimeOffset at, DateTimeOffset now) => $"{Day(at, now)}, {Time(at)} {ZoneName(at)}";

    /// <summary>"Tue, June 8, 2027".</summary>
    public string Day(DateTimeOffset at) => Day(DateOnly.FromDateTime(Local(at)));

    /// <summary>"Tue, June 8"; the year only where it is not the present one.</summary>
    public string Day(DateTimeOffset at, DateTimeOffset now) => Day(DateOnly.FromDateTime(Local(at)), Local(now).Year);

    /// <summary>"Tue, June 8, 2027".</summary>
    public string Day(DateOnly day) => Plain($"{day.ToString("ddd", culture)}, {day.ToString(DayPattern(withYear: true), culture)}");

    /// <summary>"Tue, June 8"; the year only where it is not <paramref name="presentYear"/>.</summary>
    public string Day(DateOnly day, int presentYear) =>
        day.Year == presentYear ? Plain($"{day.ToString("ddd", culture)}, {day.ToString(DayPattern(withYear: false), culture)}") : Day(day);

    /// <summary>"12:05 PM".</summary>
    public string Time(DateTimeOffset at) => Plain(Local(at).ToString("t", culture));

    /// <summary>A time on the wall clock: "10:30 AM".</summary>
    public string Time(TimeOnly time) => Plain(time.ToString("t", culture));

    /// <summary>"12:05 PM" today, "Tue, June 8, 12:05 PM" on another day.</summary>
    public string Moment(DateTimeOffset at, DateTimeOffset now) => Local(at).Date == Local(now).Date ? Time(at) : $"{Day(at, now)}, {Time(at)}";

    /// <summary>Until when something can be done, as people say it: "until Tue, June 22, 11:59 PM MDT".</summary>
    /// <param name="expiresAt">Exclusive: an end at local midnight is said as the last minute of the day before.</param>
    public string ExpiryInWords(DateTimeOffset expiresAt, DateTimeOffset now) => new CommonTexts(culture).Until(Expiry(expiresAt, now));

    /// <summary>The same without "until", for "Approve by …" and columns.</summary>
    public string Expiry(DateTimeOffset expiresAt, DateTimeOffset now)
    {
        var last = Local(expiresAt).TimeOfDay == TimeSpan.Zero ? expiresAt.AddMinutes(-1) : expiresAt;
        return Instant(last, now);
    }

    /// <summary>texts.JustNow, "5 minutes ago", "3 hours ago", "yesterday"; further back the day.</summary>
    public string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var texts = new CommonTexts(culture);
        var days = Local(now).Date.Subtract(Local(at).Date).Days;
        return (now - at) switch
        {
            { TotalSeconds: < 60 } => texts.JustNow,
            { TotalMinutes: < 60 } past => texts.MinutesAgo((int)past.TotalMinutes),
            { TotalHours: < 24 } past when days == 0 || past.TotalHours < 6 => texts.HoursAgo((int)past.TotalHours),
            _ when days == 1 => texts.Yesterday,
            _ when days < 7 => texts.DaysAgo(days),
            _ => Day(at, now),
        };
    }

    /// <summary>"1 job", "72 jobs": the office's English. What customers read counts by <see cref="Texts"/>.</summary>
    public string Count(int count, string one) => $"{count.ToString("N0", culture)} {one}{(count == 1 ? "" : "s")}";

    /// <summary>What people of the zone call it at this instant: "MDT" in summer, "MST" in winter; "UTC-3" where it has no name.</summary>
    public string ZoneName(DateTimeOffset at) => ZoneNames.Of(zone, at);

    private DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>The culture's own order of day and month: "June 22", "22 juin".</summary>
    private string DayPattern(bool withYear)
    {
        var monthDay = culture.DateTimeFormat.MonthDayPattern;
        if (!withYear)
        {
            return monthDay;
        }

        var isMonthFirst = monthDay.TrimStart().StartsWith('M');
        return isMonthFirst ? monthDay + "', 'yyyy" : monthDay + " yyyy";
    }

    /// <summary>ICU puts narrow no-break spaces before AM and PM, which mail clients and searches stumble over.</summary>
    private static string Plain(string text) => text.Replace('\u202F', ' ').Replace('\u00A0', ' ');

    private static NumberFormatInfo MoneyFormat(Currency currency, CultureInfo culture) =>
        MoneyFormats.GetOrAdd(
            (culture.Name, currency),
            static (_, made) =>
            {
                var format = (NumberFormatInfo)made.culture.NumberFormat.Clone();
                format.CurrencyDecimalDigits = made.currency.Exponent;
                if (!IsOwn(made.culture, made.currency))
                {
                    // Patterns 0 ("$n") and 1 ("n$") have no space of their own.
                    var code = made.currency.Code;
                    format.CurrencySymbol = format.CurrencyPositivePattern switch
                    {
                        0 => code + "\u00A0",
                        1 => "\u00A0" + code,
                        _ => code,
                    };
                }

                return NumberFormatInfo.ReadOnly(format);
            },
            (culture, currency)
        );

    private static bool IsOwn(CultureInfo culture, Currency currency) =>
        !culture.IsNeutralCulture && culture.Name.Length > 0 && new RegionInfo(culture.Name).ISOCurrencySymbol == currency.Code;
}

/// <summary>
/// Short names of time zones. .NET knows only the long ones; the short ones stand in the zone's file, whose last line says what its times are called from now on
/// (RFC 9636, section 3.3: "MST7MDT,M3.2.0,M11.1.0").
/// </summary>
internal static class ZoneNames
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<(string Name, TimeSpan Offset)>> Known = new(StringComparer.Ordinal);

    public static string Of(TimeZoneInfo zone, DateTimeOffset at)
    {
        var offset = zone.GetUtcOffset(at);
        var named = Known.GetOrAdd(zone.Id, Read).FirstOrDefault(n => n.Offset == offset).Name;
        return named
            ?? (
                offset == TimeSpan.Zero
                    ? "UTC"
                    : "UTC"
                        + (offset < TimeSpan.Zero ? "-" : "+")
                        + offset.ToString(offset.Minutes == 0 ? "%h" : @"h\:mm", CultureInfo.InvariantCulture)
            );
    }

    private static IReadOnlyList<(string Name, TimeSpan Offset)> Read(string zoneId)
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("TZDIR") ?? "/usr/share/zoneinfo", zoneId);
        if (zoneId.Contains("..", StringComparison.Ordinal) || !File.Exists(file))
        {
            return [];
        }

        var content = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)).TrimEnd('\n');
        return Parse(content[(content.LastIndexOf('\n') + 1)..].Split(',')[0]);
    }

    /// <summary>Name, offset west of Greenwich, and perhaps the same for summer, an hour ahead unless it says otherwise. Names in angle brackets are only numbers.</summary>
    private static List<(string Name, TimeSpan Offset)> Parse(string rule)
    {
        List<(string Name, TimeSpan Offset)> names = [];
        for (var at = 0; at < rule.Length && names.Count < 2; )
        {
            var bracket = rule[at] == '<';
            var end = at;
            while (end < rule.Length && (bracket ? rule[end] != '>' : char.IsAsciiLetter(rule[end])))
            {
                end++;
            }

            var name = rule[at..end];
            at = bracket ? end + 1 : end;
            end = at;
            while (end < rule.Length && (char.IsAsciiDigit(rule[end]) || rule[end] is '+' or '-' or ':'))
            {
                end++;
            }

            var offset =
                rule[at..end] is { Length: > 0 } written ? -Hours(written)
                : names.Count > 0 ? names[0].Offset + TimeSpan.FromHours(1)
                : TimeSpan.Zero;
            if (name.Length == 0 && !bracket)
            {
                break;
            }

            names.Add((bracket ? null! : name, offset)); // Null: no name but a number, which the offset says better.
            at = Math.Max(end, at);
        }

        return names;
    }

    private static TimeSpan Hours(string written)
    {
        var parts = written.TrimStart('+', '-').Split(':');
        var time = new TimeSpan(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0,
            0
        );
        return written[0] == '-' ? -time : time;
    }
}
