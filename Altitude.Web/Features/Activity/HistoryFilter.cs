using System.Globalization;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Activity;

/// <summary>Which part of the company's history somebody wants to see. Made of an address, so it takes any text and keeps what it understands.</summary>
/// <param name="Topic">One of <see cref="Topics"/>; null: everything.</param>
/// <param name="Staff">Only what this member of staff did; null: whoever did it.</param>
/// <param name="Side">Only what customers did, or what happened by itself; null: whoever did it.</param>
/// <param name="From">The first local day; null: from the beginning.</param>
/// <param name="Through">The last local day, itself included; null: until now.</param>
public sealed record HistoryFilter(string? Topic, Guid? Staff, HistorySide? Side, DateOnly? From, DateOnly? Through)
{
    public static readonly HistoryFilter All = new(null, null, null, null, null);

    /// <summary>What one may ask for, with the beginnings of the kinds of activity that it means.</summary>
    public static readonly IReadOnlyList<(string Topic, string Name, string[] Kinds)> Topics =
    [
        ("estimates", "Estimates", ["estimate."]),
        ("jobs", "Jobs", ["job.", "file."]),
        ("requests", "Requests", ["lead."]),
        ("visits", "Visits", ["appointment."]),
        ("money", "Invoices and payments", ["invoice.", "invoice-draft.", "payment.", "checkout."]),
        ("messages", "Messages", ["message.", "job-message.", "conversation."]),
        ("customers", "Customers", ["customer.", "contact.", "location."]),
        ("access", "Links and sign-ins", ["link.", "session.", "access.", "invitation.", "viewing.", "staff-session.", "calendar."]),
        ("settings", "Settings and team", ["workspace.", "export.", "notifications.", "sweep.", "staff.", "price-item.", "template."]),
        ("mails", "Mail", ["mail."]),
    ];

    private const string Day = "yyyy-MM-dd";

    /// <param name="who">A member of staff's id, "customers" or "system".</param>
    public static HistoryFilter Of(string? topic, string? who, string? from, string? through) =>
        new(
            Topics.Any(t => t.Topic == topic) ? topic : null,
            Guid.TryParse(who, out var staff) ? staff : null,
            who switch
            {
                "customers" => HistorySide.Customers,
                "system" => HistorySide.System,
                _ => null,
            },
            DayOf(from),
            DayOf(through)
        );

    public string? Who =>
        Side switch
        {
            HistorySide.Customers => "customers",
            HistorySide.System => "system",
            _ => Staff?.ToString(),
        };

    /// <summary>Beginnings of kinds; empty: every kind.</summary>
    public IReadOnlyList<string> Kinds => Topics.FirstOrDefault(t => t.Topic == Topic).Kinds ?? [];

    /// <summary>The address of these choices at <paramref name="path"/>.</summary>
    public string At(string path)
    {
        var parts = new (string Name, string? Value)[]
        {
            ("topic", Topic),
            ("who", Who),
            ("from", From?.ToString(Day, CultureInfo.InvariantCulture)),
            ("through", Through?.ToString(Day, CultureInfo.InvariantCulture)),
        };
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}")); // The ones that are there.
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999 // A day has a beginning and an end in every zone.
            ? day
            : null;
}

/// <summary>Who else than staff brings something about.</summary>
public enum HistorySide
{
    Customers,

    /// <summary>Sweeps, mails, the payment provider, the operator.</summary>
    System,
}
