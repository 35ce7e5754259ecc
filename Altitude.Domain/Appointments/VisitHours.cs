using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Appointments;

/// <summary>When the company makes visits, and how it offers them to customers.</summary>
/// <param name="From">On the company's wall clock.</param>
/// <param name="Until">Exclusive: visits are over by then.</param>
/// <param name="SlotMinutes">Offered starts lie so far apart.</param>
/// <param name="LeadHours">Nothing is offered sooner than this.</param>
/// <param name="TravelMinutes">Kept free before and after a technician's other visits.</param>
/// <param name="DaysAhead">Nothing is offered later than this.</param>
public sealed record VisitHours(
    IReadOnlyList<DayOfWeek> Days,
    TimeOnly From,
    TimeOnly Until,
    int SlotMinutes,
    int LeadHours,
    int TravelMinutes,
    int DaysAhead
)
{
    public static readonly VisitHours Default = new(
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday],
        new TimeOnly(8, 0),
        new TimeOnly(17, 0),
        SlotMinutes: 60,
        LeadHours: 24,
        TravelMinutes: 30,
        DaysAhead: 28
    );

    /// <summary>At most so many days are offered, however free a technician is.</summary>
    public const int MostDays = 5;

    /// <exception cref="RuleViolation">Hours that no visit fits into, or figures out of all measure.</exception>
    public void Require() =>
        RuleViolation.Unless(
            Days.Count is >= 1 and <= 7
                && Days.Distinct().Count() == Days.Count
                && Days.All(Enum.IsDefined)
                && From < Until
                && SlotMinutes is >= 15 and <= 480
                && LeadHours is >= 0 and <= 720
                && TravelMinutes is >= 0 and <= 480
                && DaysAhead is >= 1 and <= 180,
            AppointmentRules.Hours,
            "Choose at least one day, hours that end after they begin, starts 15 minutes to 8 hours apart, and at most 180 days ahead."
        );

    /// <summary>The latest instant that may be offered, UTC: a technician's visits up to here are what matters.</summary>
    public DateTimeOffset Horizon(DateTimeOffset now, TimeZoneInfo zone) => LocalDay.End(LocalDay.Of(now, zone).AddDays(DaysAhead), zone);

    /// <summary>Starts that can be offered, UTC, the earliest first, of at most <see cref="MostDays"/> days.</summary>
    /// <param name="busy">The technician's other visits.</param>
    public IReadOnlyList<DateTimeOffset> FreeStarts(TimeZoneInfo zone, DateTimeOffset now, TimeSpan length, IReadOnlyList<Span> busy)
    {
        List<DateTimeOffset> free = [];
        var (today, travel) = (LocalDay.Of(now, zone), TimeSpan.FromMinutes(TravelMinutes));
        var days = 0;
        for (var ahead = 0; ahead <= DaysAhead && days < MostDays; ahead++)
        {
            var day = today.AddDays(ahead);
            if (!Days.Contains(day.DayOfWeek))
            {
                continue;
            }

            var before = free.Count;
            var closes = day.ToDateTime(Until);
            for (var local = day.ToDateTime(From); local + length <= closes; local = local.AddMinutes(SlotMinutes))
            {
                if (
                    WallTime.Instants(local, zone) is [var start, ..]
                    && start >= now.AddHours(LeadHours)
                    && busy.All(b => start + length + travel <= b.From || start >= b.Until + travel)
                )
                {
                    free.Add(start);
                }
            }

            days += free.Count > before ? 1 : 0;
        }

        return free;
    }
}

/// <summary>A time in which somebody is taken, UTC.</summary>
/// <param name="Until">Exclusive.</param>
public sealed record Span(DateTimeOffset From, DateTimeOffset Until);
