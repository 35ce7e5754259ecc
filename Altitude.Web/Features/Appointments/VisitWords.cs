using Altitude.Domain.Appointments;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;

namespace Altitude.Web.Features.Appointments;

/// <summary>How a visit's time is said: always on the wall clock of the zone that it was agreed in, and with that zone's name.</summary>
public sealed class VisitWords(WorkspaceView company, string zoneId)
{
    private readonly Words _words = new(company.Culture, TimeZoneInfo.FindSystemTimeZoneById(zoneId));

    private AppointmentTexts Texts => new(company.Culture);

    /// <summary>"Tue, June 8, 10:30 AM MDT".</summary>
    public string When(DateTimeOffset at, DateTimeOffset now) => _words.Instant(at, now);

    /// <summary>"Tue, June 8, 2027, 10:30 AM MDT".</summary>
    public string When(DateTimeOffset at) => _words.Instant(at);

    /// <summary>"Tue, June 8".</summary>
    public string Day(DateTimeOffset at, DateTimeOffset now) => _words.Day(at, now);

    /// <summary>"10:30 AM MDT".</summary>
    public string Time(DateTimeOffset at) => $"{_words.Time(at)} {_words.ZoneName(at)}";

    /// <summary>"10:30 AM".</summary>
    public string BareTime(DateTimeOffset at) => _words.Time(at);

    /// <summary>"Tue, June 8, 10:30 AM MDT, until about 11:30 AM"; the end's zone where the clocks change in between.</summary>
    public string Span(DateTimeOffset from, DateTimeOffset until, DateTimeOffset now) =>
        Texts.UntilAbout(
            When(from, now),
            _words.Day(from) != _words.Day(until) ? When(until, now)
                : _words.ZoneName(from) == _words.ZoneName(until) ? _words.Time(until)
                : Time(until)
        );

    /// <summary>"between 10:30 AM and 12:30 PM".</summary>
    public string Arrival(TimeWindow arrival) => Texts.Between(_words.Time(arrival.From), _words.Time(arrival.Until));

    /// <summary>"Dana Whitfield and Omar Reyes"; empty: nobody yet.</summary>
    public string People(IReadOnlyList<string> names) =>
        names switch
        {
            [] => "",
            [var only] => only,
            _ => Texts.WithPeople(string.Join(", ", names.SkipLast(1)), names[^1]),
        };
}
