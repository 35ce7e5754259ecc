using Altitude.Data;

namespace Altitude.Web.Background;

/// <summary>A sweep as the company's owners see it.</summary>
/// <param name="Kind">Of its outbox rows.</param>
/// <param name="What">What it looks for, in a sentence.</param>
public sealed record SweepInfo(string Kind, string Name, string What, string Rhythm);

/// <summary>Every sweep there is.</summary>
public static class SweepCatalogue
{
    public static readonly IReadOnlyList<SweepInfo> All =
    [
        new(
            OutboxKinds.SweepReminders,
            "Reminders",
            "Reminds of estimates that wait or end soon, and of requests that nobody came back to.",
            "every hour"
        ),
        new(OutboxKinds.SweepOverdue, "Overdue invoices", "Reminds of invoices that are due soon or overdue.", "every hour"),
        new(
            OutboxKinds.SweepEstimates,
            "Estimates",
            "Notes the end of estimates that nobody answered, should their own minute have been missed.",
            "every hour"
        ),
        new(OutboxKinds.SweepOutbox, "Outbox", "Takes up mails that wait although nothing is left that would send them.", "every hour"),
        new(
            OutboxKinds.ReconcilePayments,
            "Reconciliation",
            "Compares payments with the payment provider and repairs what webhooks lost.",
            "every hour, once payments are connected"
        ),
        new(OutboxKinds.SweepLinks, "Links", "Forgets the secrets of setup links that ended a month ago.", "every day"),
        new(OutboxKinds.SweepSessions, "Sessions", "Forgets the look-ups of sessions that ended long ago.", "every day"),
        new(OutboxKinds.TidyWorkspace, "Retention", "Forgets old links, sessions and request keys. Consent, money and activity stay.", "every day"),
    ];

    public static SweepInfo? Find(string kind) => All.FirstOrDefault(s => s.Kind == kind);
}
