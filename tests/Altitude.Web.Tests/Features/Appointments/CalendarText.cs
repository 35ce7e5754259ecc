using System.Globalization;
using System.Text.RegularExpressions;

namespace Altitude.Web.Tests.Features.Appointments;

/// <summary>Reads a calendar file by RFC 5545 alone, so that the library that wrote it has no say in what it means.</summary>
internal sealed class CalendarText
{
    private CalendarText(string? method, IReadOnlyList<CalendarEntry> events) => (Method, Events) = (method, events);

    public string? Method { get; }
    public IReadOnlyList<CalendarEntry> Events { get; }

    public static CalendarText Read(string file)
    {
        Assert.All(file.Split("\r\n"), line => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line), 0, 75)); // Section 3.1.
        var lines = Regex.Replace(file, "\r\n[ \t]", "").Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("BEGIN:VCALENDAR", lines[0]);
        Assert.Equal("END:VCALENDAR", lines[^1]);
        Assert.Contains("VERSION:2.0", lines);
        string? method = null;
        List<CalendarEntry> events = [];
        Dictionary<string, string>? open = null;
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..]);
            switch (name, value)
            {
                case ("BEGIN", "VEVENT"):
                    open = [];
                    break;
                case ("END", "VEVENT"):
                    events.Add(new CalendarEntry(open!)); // Begun before.
                    open = null;
                    break;
                case ("METHOD", _) when open is null:
                    method = value;
                    break;
                default:
                    open?.Add(name, value);
                    break;
            }
        }

        return new CalendarText(method, events);
    }
}

/// <summary>One event of a calendar file.</summary>
internal sealed class CalendarEntry(IReadOnlyDictionary<string, string> properties)
{
    public string Uid => properties["UID"];
    public int Sequence => int.Parse(properties["SEQUENCE"], CultureInfo.InvariantCulture);
    public string Status => properties["STATUS"];
    public string Summary => Text("SUMMARY");
    public string Location => Text("LOCATION");
    public string Description => Text("DESCRIPTION");
    public DateTimeOffset Start => Instant("DTSTART");
    public DateTimeOffset End => Instant("DTEND");

    private string Text(string name) =>
        properties.TryGetValue(name, out var value)
            ? Regex.Replace(value, @"\\(.)", m => m.Groups[1].Value is "n" or "N" ? "\n" : m.Groups[1].Value)
            : "";

    /// <summary>Form 2 of section 3.3.5: UTC.</summary>
    private DateTimeOffset Instant(string name) =>
        DateTimeOffset.ParseExact(properties[name], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
