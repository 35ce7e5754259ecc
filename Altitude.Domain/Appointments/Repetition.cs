namespace Altitude.Domain.Appointments;

/// <summary>How visits repeat: every so many days, weeks or months, so many times or up to a day; always at the same time on the wall clock.</summary>
/// <param name="Every">2 with <see cref="RepeatUnit.Weeks"/>: every other week.</param>
/// <param name="Count">How many there are, the first included; null: up to <paramref name="Until"/>.</param>
/// <param name="Until">The last day on which one may be; null: <paramref name="Count"/> decides.</param>
public sealed record Repetition(int Every, RepeatUnit Unit, int? Count, DateOnly? Until)
{
    /// <summary>Two years of weekly visits.</summary>
    public const int Most = 104;

    /// <summary>Their local starts, the first among them. A month that lacks the day has its visit on its last.</summary>
    /// <exception cref="RuleViolation">It never ends, has too many or only one, or repeats in no sensible step.</exception>
    public IReadOnlyList<DateTime> Starts(DateTime first)
    {
        RuleViolation.Unless(Every is >= 1 and <= 60, AppointmentRules.Repetition, "Repeat every 1 to 60 days, weeks or months.");
        RuleViolation.Unless(
            Count is not null || Until is not null,
            AppointmentRules.Repetition,
            "Say how many visits there are, or until which day they repeat."
        );
        List<DateTime> starts = [];
        for (var n = 0; starts.Count <= Most && (Count is not { } count || starts.Count < count); n++)
        {
            var start = Unit switch
            {
                RepeatUnit.Days => first.AddDays(n * Every),
                RepeatUnit.Weeks => first.AddDays(7 * n * Every),
                _ => first.AddMonths(n * Every),
            };
            if (Until is { } last && DateOnly.FromDateTime(start) > last)
            {
                break;
            }

            starts.Add(start);
        }

        RuleViolation.Unless(
            starts.Count is >= 2 and <= Most,
            AppointmentRules.Repetition,
            $"That makes {(starts.Count > Most ? $"more than {Most} visits" : "only one visit")}. Choose 2 to {Most}."
        );
        return starts;
    }
}

/// <summary>In what visits are spaced.</summary>
public enum RepeatUnit
{
    Days,
    Weeks,
    Months,
}

/// <summary>How far a change of a repeating visit reaches.</summary>
public enum VisitScope
{
    ThisOne,

    /// <summary>And every later one of its series that is still to come.</summary>
    ThisAndFollowing,
}
