using Altitude.Domain.Appointments;

namespace Altitude.Domain.Workspaces;

/// <summary>What a company decides about its mails: which are sent, when they rest, and when it reminds.</summary>
/// <param name="Switched">Cells of the table that differ from what holds at first, by their keys: true is on.</param>
/// <param name="Quiet">Null: mails leave at any hour.</param>
/// <param name="VisitReminderHours">So many hours before a visit its customer is reminded; none: never.</param>
/// <param name="EstimateUnansweredDays">After so many days without an answer a customer is asked once; 0: never.</param>
/// <param name="EstimateExpiringDays">So many days before it ends a customer is told; 0: never.</param>
/// <param name="InvoiceDueSoonDays">So many days before the due day; 0: never.</param>
/// <param name="InvoiceOverdueDays">So many days after the due day, each time once; none: never.</param>
/// <param name="LeadWaitingHours">A request that nobody came back to for so long is told to the office; 0: never.</param>
public sealed record NotificationSettings(
    IReadOnlyDictionary<string, bool> Switched,
    QuietHours? Quiet,
    IReadOnlyList<int> VisitReminderHours,
    int EstimateUnansweredDays,
    int EstimateExpiringDays,
    int InvoiceDueSoonDays,
    IReadOnlyList<int> InvoiceOverdueDays,
    int LeadWaitingHours
)
{
    public const int MostReminders = 4;
    public const int MostReminderHours = 14 * 24;
    public const int MostDays = 60;
    public const int MostLeadHours = 14 * 24;

    public static readonly NotificationSettings Default = new(
        new Dictionary<string, bool>(),
        Quiet: null,
        VisitReminderHours: [24],
        EstimateUnansweredDays: 3,
        EstimateExpiringDays: 2,
        InvoiceDueSoonDays: 3,
        InvoiceOverdueDays: [1, 7, 14],
        LeadWaitingHours: 24
    );

    public bool IsOn(NotificationCell cell) => !cell.CanBeSwitchedOff || Switched.GetValueOrDefault(cell.Key, !cell.Row.IsOffAtFirst);

    /// <summary>Whether a mail of this kind is sent at all.</summary>
    public bool Sends(string mail) => NotificationTable.OfMail(mail) is not { } cell || IsOn(cell);

    /// <summary>So many hours before a visit its customer is reminded; none while the reminder is switched off.</summary>
    public IReadOnlyList<int> VisitRemindersGiven() => Sends("appointment-reminder") ? VisitReminderHours : [];

    /// <summary>Until when a mail that is due at <paramref name="now"/> rests, UTC; null: it may leave.</summary>
    public DateTimeOffset? RestsUntil(string mail, DateTimeOffset now, TimeZoneInfo zone) =>
        Quiet is not { } quiet || NotificationTable.OfMail(mail) is not { Row.Answers: false } ? null : quiet.EndAt(now, zone);

    /// <summary>With one cell of the table on or off; what holds at first is not written down.</summary>
    /// <exception cref="RuleViolation">There is no such cell, or it cannot be switched off.</exception>
    public NotificationSettings Switch(string key, bool on)
    {
        var cell = NotificationTable.Find(key) ?? throw new RuleViolation(NotificationRules.Unknown, "There is no such mail. Load the page again.");
        RuleViolation.Unless(on || cell.CanBeSwitchedOff, NotificationRules.Always, cell.Row.Always);
        var switched = Switched.Where(s => s.Key != key).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        if (on == cell.Row.IsOffAtFirst)
        {
            switched[key] = on;
        }

        return this with
        {
            Switched = switched,
        };
    }

    /// <exception cref="RuleViolation">A cell that cannot be switched off is, or a figure is out of all measure.</exception>
    public void Require()
    {
        foreach (var (key, on) in Switched)
        {
            Switch(key, on);
        }

        RuleViolation.Unless(Quiet is null || Quiet.From != Quiet.Until, NotificationRules.Quiet, "Quiet hours begin and end at different times.");
        RuleViolation.Unless(
            IsSensible(VisitReminderHours, MostReminderHours),
            NotificationRules.VisitReminders,
            $"Remind of visits at most {MostReminders} times, 1 to {MostReminderHours} hours before, each time once."
        );
        RuleViolation.Unless(
            EstimateUnansweredDays is >= 0 and <= MostDays && EstimateExpiringDays is >= 0 and <= MostDays,
            NotificationRules.EstimateReminders,
            $"Ask about estimates after 0 to {MostDays} days, and remind 0 to {MostDays} days before they end. 0 is never."
        );
        RuleViolation.Unless(
            InvoiceDueSoonDays is >= 0 and <= MostDays && IsSensible(InvoiceOverdueDays, MostDays),
            NotificationRules.InvoiceReminders,
            $"Remind of invoices 0 to {MostDays} days before they are due, and at most {MostReminders} times 1 to {MostDays} days after."
        );
        RuleViolation.Unless(
            LeadWaitingHours is >= 0 and <= MostLeadHours,
            NotificationRules.LeadReminders,
            $"Remind of requests after 0 to {MostLeadHours} hours. 0 is never."
        );
    }

    public bool SameAs(NotificationSettings other) =>
        Switched.OrderBy(s => s.Key, StringComparer.Ordinal).SequenceEqual(other.Switched.OrderBy(s => s.Key, StringComparer.Ordinal))
        && IsSame(VisitReminderHours, other.VisitReminderHours)
        && IsSame(InvoiceOverdueDays, other.InvoiceOverdueDays)
        && this with
        {
            Switched = other.Switched,
            VisitReminderHours = other.VisitReminderHours,
            InvoiceOverdueDays = other.InvoiceOverdueDays,
        } == other;

    /// <summary>What differs from <paramref name="before"/>, in words: "Viewed, to staff: on".</summary>
    public IReadOnlyList<string> ChangesSince(NotificationSettings before) =>
        [
            .. NotificationTable
                .All.SelectMany(e => e.Cells)
                .Where(cell => IsOn(cell) != before.IsOn(cell))
                .Select(cell =>
                    $"{cell.Event.Topic}, {cell.Event.Name}, to {(cell.Audience == NotificationAudience.Staff ? "staff" : "customers")}: {(IsOn(cell) ? "on" : "off")}"
                ),
            .. Quiet == before.Quiet
                ? []
                : new[] { Quiet is null ? "Quiet hours: none" : $"Quiet hours: {Quiet.From:HH\\:mm} to {Quiet.Until:HH\\:mm}" },
            .. IsSame(VisitReminderHours, before.VisitReminderHours)
                ? []
                : new[] { $"Visit reminders: {Listed(VisitReminderHours, "hours before")}" },
            .. EstimateUnansweredDays == before.EstimateUnansweredDays
                ? []
                : new[] { $"Estimates without an answer: {Each(EstimateUnansweredDays, "days")}" },
            .. EstimateExpiringDays == before.EstimateExpiringDays
                ? []
                : new[] { $"Estimates about to expire: {Each(EstimateExpiringDays, "days before")}" },
            .. InvoiceDueSoonDays == before.InvoiceDueSoonDays ? [] : new[] { $"Invoices due soon: {Each(InvoiceDueSoonDays, "days before")}" },
            .. IsSame(InvoiceOverdueDays, before.InvoiceOverdueDays) ? [] : new[] { $"Overdue invoices: {Listed(InvoiceOverdueDays, "days after")}" },
            .. LeadWaitingHours == before.LeadWaitingHours ? [] : new[] { $"Requests that wait: {Each(LeadWaitingHours, "hours")}" },
        ];

    /// <summary>In whatever order they were written.</summary>
    private static bool IsSame(IReadOnlyList<int> one, IReadOnlyList<int> other) => one.Order().SequenceEqual(other.Order());

    private static string Listed(IReadOnlyList<int> figures, string unit) => figures.Count == 0 ? "never" : $"{string.Join(", ", figures)} {unit}";

    private static string Each(int figure, string unit) => figure == 0 ? "never" : $"{figure} {unit}";

    private static bool IsSensible(IReadOnlyList<int> figures, int most) =>
        figures.Count <= MostReminders && figures.All(f => f >= 1 && f <= most) && figures.Distinct().Count() == figures.Count;
}

/// <summary>Hours in which mails wait, on the company's wall clock; over midnight where they end before they begin.</summary>
/// <param name="Until">Exclusive.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly Until)
{
    /// <summary>The instant at which they end that <paramref name="now"/> lies in, UTC; null: it lies in none.</summary>
    public DateTimeOffset? EndAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = WallTime.Of(now, zone);
        var time = TimeOnly.FromDateTime(local);
        var isWithin = From < Until ? time >= From && time < Until : time >= From || time < Until;
        if (!isWithin)
        {
            return null;
        }

        var day = DateOnly.FromDateTime(local);
        var end = (time < Until ? day : day.AddDays(1)).ToDateTime(Until);
        return WallTime.Instants(end, zone).FirstOrDefault(at => at > now) is var at && at > now ? at
            : WallTime.Nearest(end, zone) is [_, var after] ? after // The clocks skip the end.
            : null;
    }
}

/// <summary>Rule codes of notifications.</summary>
public static class NotificationRules
{
    public const string Unknown = "notification.unknown";
    public const string Always = "notification.always";
    public const string Quiet = "notification.quiet-hours";
    public const string VisitReminders = "notification.visit-reminders";
    public const string EstimateReminders = "notification.estimate-reminders";
    public const string InvoiceReminders = "notification.invoice-reminders";
    public const string LeadReminders = "notification.lead-reminders";
    public const string Subject = "notification.subject";
    public const string Text = "notification.text";
    public const string Variable = "notification.variable";
}

/// <summary>What the company decides about its mails changed.</summary>
public sealed record NotificationsChanged(Id<Workspace> Workspace, IReadOnlyList<string> Changes)
    : DomainEvent("notifications.changed", Workspace.Value)
{
    /// <summary>So many are said in the history; more only count.</summary>
    private const int MostSaid = 12;

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["what"] = string.Join("; ", Changes.Take(MostSaid)) + (Changes.Count > MostSaid ? $"; and {Changes.Count - MostSaid} more" : ""),
        };
}
