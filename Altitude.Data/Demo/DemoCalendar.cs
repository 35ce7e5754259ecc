using Altitude.Domain.Workspaces;

namespace Altitude.Data.Demo;

/// <summary>The demo's days, told from today: its first visit is the first Tuesday at least a week ahead.</summary>
internal sealed class DemoCalendar(DateTimeOffset now, TimeZoneInfo zone)
{
    private static readonly DateOnly ToldVisit = new(2027, 6, 8);

    public TimeZoneInfo Zone => zone;
    public DateTimeOffset Now => now;
    public DateOnly Today { get; } = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    /// <summary>A day of the story as it was written, moved by whole weeks.</summary>
    public DateOnly Told(int year, int month, int day) => new DateOnly(year, month, day).AddDays(FirstVisit.DayNumber - ToldVisit.DayNumber);

    public DateOnly FirstVisit
    {
        get
        {
            var day = Today.AddDays(7);
            return day.AddDays(((int)DayOfWeek.Tuesday - (int)day.DayOfWeek + 7) % 7);
        }
    }

    /// <summary>The weekday <paramref name="days"/> weekdays from today; 0 is today or, at the weekend, Monday.</summary>
    public DateOnly Workday(int days)
    {
        var day = OnOrAfterWeekend(Today);
        for (; days > 0; days--)
        {
            day = OnOrAfterWeekend(day.AddDays(1));
        }

        return day;
    }

    public static DateOnly OnOrAfterWeekend(DateOnly day) =>
        day.DayOfWeek switch
        {
            DayOfWeek.Saturday => day.AddDays(2),
            DayOfWeek.Sunday => day.AddDays(1),
            _ => day,
        };

    /// <summary>UTC; where the clocks skip that time, an hour later. Never after now: what is told has happened.</summary>
    public DateTimeOffset Past(DateOnly day, int hour, int minute)
    {
        var local = day.ToDateTime(new TimeOnly(hour, minute));
        var instant = LocalDay.Instant(local, zone) ?? LocalDay.Instant(local.AddHours(1), zone) ?? now;
        return instant < now ? instant : now;
    }
}
