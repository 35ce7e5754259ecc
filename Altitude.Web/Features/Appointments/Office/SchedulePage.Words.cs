using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;

namespace Altitude.Web.Features.Appointments.Office;

/// <content>Words and addresses; asked once the sheet is there.</content>
public sealed partial class SchedulePage
{
    private string TodayPath => (_sheet!.Address with { Day = _today!.Value }).Path;

    private string PathBy(int by) => _sheet!.Address.Step(by).Path;

    private string PathOf(ScheduleView view) => (_sheet!.Address with { View = view }).Path;

    private string DayPath(DateOnly day) => (_sheet!.Address with { View = ScheduleView.Day, Day = day }).Path;

    private string? PathOf(ScheduleTrack track) =>
        _sheet!.Address.View switch
        {
            ScheduleView.Week => DayPath(track.Day.Date),
            ScheduleView.Dispatch when track.Who is { } who => (_sheet.Address with { View = ScheduleView.Week, Technician = who.Id }).Path,
            _ => null,
        };

    private string StepName(int by) =>
        $"{(by < 0 ? "Previous" : "Next")} {_sheet!.Address.View switch { ScheduleView.Week => "week", ScheduleView.Month => "month", _ => "day" }}";

    private string TitleInWords
    {
        get
        {
            var (address, culture) = (_sheet!.Address, _sheet.Snapshot.Company.Culture);
            return address.View switch
            {
                ScheduleView.Month => address.Day.ToString("MMMM yyyy", culture),
                ScheduleView.Week =>
                    $"{_sheet.Snapshot.Range.From.ToString("MMM d", culture)} – {_sheet.Snapshot.Range.Until.AddDays(-1).ToString("MMM d, yyyy", culture)}",
                _ => _sheet.Snapshot.Company.Words.Day(address.Day),
            };
        }
    }

    /// <summary>"Denver, MDT"; both names where the clocks change in between.</summary>
    private string ZoneInWords
    {
        get
        {
            var words = _sheet!.Snapshot.Company.Words;
            var (first, last) = (words.ZoneName(_sheet.Axis.Longest.Start), words.ZoneName(_sheet.Axis.Longest.End));
            var place = _sheet.Snapshot.Company.Zone.Id.Split('/')[^1].Replace('_', ' ');
            var hours = _sheet.Tracks.IsEmpty ? null : _sheet.Tracks.Select(t => t.Day).FirstOrDefault(d => d.IsUneven);
            return hours is null
                ? $"{place}, {last}"
                : $"{place}, {words.ZoneName(hours.Start)} to {words.ZoneName(hours.End)}: {words.Day(hours.Date, hours.Date.Year)} has {(hours.End - hours.Start).TotalHours:0.#} hours";
        }
    }

    private string NothingInWords =>
        MaySchedule ? "Nothing is planned here. Draw over a time to book a visit, or drag a job onto it." : "Nothing is planned here.";

    private string HoursLook => $"hours hours-{ViewName}";

    private string AxisFigures => string.Create(CultureInfo.InvariantCulture, $"--tracks:{_sheet!.Tracks.Length};--minutes:{_sheet.Axis.Minutes}");

    private string NameOf(ScheduleTrack track) =>
        _sheet!.Address.View == ScheduleView.Dispatch ? track.Who?.Name ?? "Nobody yet" : DayInWords(track.Day.Date);

    private string HeadOf(ScheduleTrack track) =>
        _sheet!.Address.View == ScheduleView.Dispatch ? NameOf(track)
        : _sheet.Address.View == ScheduleView.Day ? DayInWords(track.Day.Date)
        : $"{track.Day.Date.ToString("ddd", _sheet.Snapshot.Company.Culture)} {track.Day.Date.Day}";

    private string SmallOf(ScheduleTrack track) =>
        _sheet!.Address.View == ScheduleView.Dispatch ? CountOf(track)
        : track.Day.IsUneven ? $"{(track.Day.End - track.Day.Start).TotalHours:0.#} hours"
        : "";

    private string CountOf(ScheduleTrack track) =>
        track.Visits.Length + track.WholeDay.Length is > 0 and var count ? _sheet!.Snapshot.Company.Words.Count(count, "visit") : "free";

    private double? NowOf(ScheduleTrack track)
    {
        var snapshot = _sheet!.Snapshot;
        return snapshot.Now >= track.Day.Start && snapshot.Now < track.Day.End ? _sheet.Axis.At(track.Day, snapshot.Now) : null;
    }

    private string DayInWords(DateOnly day) => _sheet!.Snapshot.Company.Words.Day(day, _today!.Value.Year);

    private string TimeInWords(DateTimeOffset at)
    {
        var company = _sheet!.Snapshot.Company;
        var day = LocalDay.Of(at, company.Zone);
        return $"{company.Words.Day(day, _today!.Value.Year)}, {EndInWords(at)}";
    }

    private string EndInWords(DateTimeOffset at)
    {
        var company = _sheet!.Snapshot.Company;
        var isUneven = _sheet.Tracks.Any(t => t.Day.IsUneven && at >= t.Day.Start && at <= t.Day.End);
        return isUneven ? $"{company.Words.Time(at)} {company.Words.ZoneName(at)}" : company.Words.Time(at);
    }

    private string NameOf(Id<StaffMember>? who) =>
        who is { } id ? _sheet!.Snapshot.Staff.FirstOrDefault(s => s.Id == id)?.Name ?? "somebody who has left" : "nobody yet";

    /// <summary>A full hour beside the days.</summary>
    private sealed record HourMark(int At, string Figures, string Words)
    {
        public static HourMark Of(int at, DateTimeOffset instant, bool isTwice, WorkspaceView company)
        {
            var local = TimeZoneInfo.ConvertTime(instant, company.Zone);
            var isTwelve = company.Culture.DateTimeFormat.ShortTimePattern.Contains('t', StringComparison.Ordinal);
            var words = local.ToString(isTwelve ? "h tt" : "HH:mm", company.Culture);
            return new HourMark(
                at,
                string.Create(CultureInfo.InvariantCulture, $"--from:{at}"),
                isTwice ? $"{words} {company.Words.ZoneName(instant)}" : words
            );
        }
    }
}
