using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Appointments;

/// <summary>How the schedule is looked at.</summary>
public enum ScheduleView
{
    Day,
    Week,
    Month,

    /// <summary>One day, a row for each technician.</summary>
    Dispatch,
}

/// <summary>What of the schedule is shown, as its address says: back, reload and links lead to the same.</summary>
/// <param name="Technician">Only theirs; null: everybody's.</param>
public sealed record ScheduleAddress(ScheduleView View, DateOnly Day, Id<StaffMember>? Technician)
{
    public const string Page = "/office/schedule";

    /// <summary>What the address leaves out, or says in a way that cannot be, is this week and everybody.</summary>
    public static ScheduleAddress Of(string? view, string? day, string? technician, DateOnly today) =>
        new(
            Enum.TryParse<ScheduleView>(view, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : ScheduleView.Week,
            DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is >= 1901 and <= 2998
                ? date
                : today,
            Guid.TryParse(technician, out var id) ? new Id<StaffMember>(id) : null
        );

    public string Path =>
        string.Create(CultureInfo.InvariantCulture, $"{Page}?view={View.ToString().ToLowerInvariant()}&day={Day:yyyy-MM-dd}")
        + (Technician is { } id ? $"&technician={id}" : "");

    public ScheduleRange Range(DayOfWeek firstOfWeek)
    {
        switch (View)
        {
            case ScheduleView.Week:
                var week = FirstOfWeek(Day, firstOfWeek);
                return new ScheduleRange(week, week.AddDays(7));
            case ScheduleView.Month:
                var first = FirstOfWeek(new DateOnly(Day.Year, Day.Month, 1), firstOfWeek);
                var last = FirstOfWeek(new DateOnly(Day.Year, Day.Month, DateTime.DaysInMonth(Day.Year, Day.Month)), firstOfWeek);
                return new ScheduleRange(first, last.AddDays(7));
            default:
                return new ScheduleRange(Day, Day.AddDays(1));
        }
    }

    /// <summary>The day, week or month before or after.</summary>
    public ScheduleAddress Step(int by) =>
        this with
        {
            Day = View switch
            {
                ScheduleView.Week => Day.AddDays(7 * by),
                ScheduleView.Month => new DateOnly(Day.Year, Day.Month, 1).AddMonths(by),
                _ => Day.AddDays(by),
            },
        };

    private static DateOnly FirstOfWeek(DateOnly day, DayOfWeek first) => day.AddDays(-(((int)day.DayOfWeek - (int)first + 7) % 7));
}
