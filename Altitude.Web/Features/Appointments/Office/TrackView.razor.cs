using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>A column or row of the schedule. Drawn again only when something of its own changed.</summary>
public sealed partial class TrackView
{
    private (ScheduleTrack? Track, HandPlace? Hand, double? Now, bool IsToday) _drawn;

    [Parameter, EditorRequired]
    public required ScheduleTrack Track { get; set; }

    [Parameter, EditorRequired]
    public required ScheduleAxis Axis { get; set; }

    /// <summary>For screen readers.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required string Head { get; set; }

    [Parameter]
    public string Small { get; set; } = "";

    /// <summary>Where its name leads; null: nowhere.</summary>
    [Parameter]
    public string? Path { get; set; }

    /// <summary>Where the keyboard holds a visit now; null: not here.</summary>
    [Parameter]
    public HandPlace? Hand { get; set; }

    /// <summary>The present, in minutes of the axis; null: not here.</summary>
    [Parameter]
    public double? Now { get; set; }

    [Parameter]
    public bool IsToday { get; set; }

    private string? Today => IsToday ? "true" : null;
    private string LaneFigures => string.Create(CultureInfo.InvariantCulture, $"--rows:{Track.Lanes}");
    private string? AtNow => Now?.ToString("0.##", CultureInfo.InvariantCulture);
    private IReadOnlyList<(int From, int Until)> Missing => Axis.MissingOn(Track.Day);

    protected override bool ShouldRender()
    {
        var now = (Track, Hand, Now, IsToday);
        if (ReferenceEquals(_drawn.Track, Track) && _drawn.Hand == Hand && _drawn.Now == Now && _drawn.IsToday == IsToday)
        {
            return false;
        }

        _drawn = now;
        return true;
    }

    private static string FiguresOf(double from, double until) =>
        string.Create(CultureInfo.InvariantCulture, $"--from:{from:0.##};--until:{until:0.##};--lane:0;--lanes:1");
}

/// <summary>Where somebody holds a visit by keyboard, before letting it go.</summary>
/// <param name="From">Minutes of the axis.</param>
/// <param name="Until">Minutes of the axis.</param>
public sealed record HandPlace(string Track, double From, double Until, string Words);
