using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>One day of the month. Drawn again only when something of its own changed.</summary>
public sealed partial class MonthCell
{
    private (ScheduleCell? Cell, HandPlace? Hand, bool IsToday) _drawn;

    [Parameter, EditorRequired]
    public required ScheduleCell Cell { get; set; }

    /// <summary>The day in words.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary>Of the day's own page.</summary>
    [Parameter, EditorRequired]
    public required string Path { get; set; }

    [Parameter]
    public HandPlace? Hand { get; set; }

    [Parameter]
    public bool IsToday { get; set; }

    private string Key => Cell.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    private string? Today => IsToday ? "true" : null;
    private string? Other => Cell.IsOfMonth ? null : "true";

    protected override bool ShouldRender()
    {
        if (ReferenceEquals(_drawn.Cell, Cell) && _drawn.Hand == Hand && _drawn.IsToday == IsToday)
        {
            return false;
        }

        _drawn = (Cell, Hand, IsToday);
        return true;
    }
}
