using Altitude.Data;
using Altitude.Domain.Estimates;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Background;

/// <summary>
/// Reminds customers of estimates that wait for their answer, and the office of requests that nobody came back to. An answer, a question or a newer version stops
/// it; what fell due together, because the program was away, is one reminder.
/// </summary>
public sealed class RemindersSweep(WorkspaceDbFactory workspaces) : Sweep(workspaces)
{
    /// <summary>What should have been said so long ago is not said any more.</summary>
    internal static readonly TimeSpan Latest = TimeSpan.FromDays(7);

    /// <summary>Nobody is reminded of the same twice within this.</summary>
    internal static readonly TimeSpan Apart = TimeSpan.FromHours(20);

    /// <summary>When reminders that go by the day are given, on the company's clocks.</summary>
    private static readonly TimeOnly Morning = new(9, 0);

    protected override string Name => "reminders";

    protected override async Task<Swept> LookAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
        var (estimates, moreEstimates) = await EstimatesAsync(db, company, cancellationToken);
        var (leads, moreLeads) = await LeadsAsync(db, company, cancellationToken);
        return new Swept(
            new Dictionary<string, int> { ["estimates reminded of"] = estimates, ["requests that wait"] = leads },
            moreEstimates || moreLeads
        );
    }

    /// <summary>The morning of a day; where clocks skip it, the day's end is near enough.</summary>
    internal static DateTimeOffset MorningOf(DateOnly day, TimeZoneInfo zone) =>
        LocalDay.Instant(day.ToDateTime(Morning), zone) ?? LocalDay.End(day.AddDays(-1), zone).AddHours(Morning.Hour);

    private static async Task<(int Reminded, bool IsMore)> EstimatesAsync(WorkspaceDb db, Workspace company, CancellationToken cancellationToken)
    {
        var settings = company.Notifications;
        var unansweredDays = settings.Sends("estimate-unanswered") ? settings.EstimateUnansweredDays : 0;
        var expiringDays = settings.Sends("estimate-expiring") ? settings.EstimateExpiringDays : 0;
        if (unansweredDays == 0 && expiringDays == 0)
        {
            return (0, false);
        }

        var (sentBefore, sentAfter) = (db.Now.AddDays(-unansweredDays), db.Now.AddDays(-unansweredDays) - Latest);
        var endsBefore = db.Now.AddDays(expiringDays + 1);
        var candidates = await (
            from e in db.Estimates
            where e.State == EstimateState.Sent && e.ExpiryNotedAt == null && e.Wish == null
            join v in db.EstimateVersions on new { EstimateId = e.Id, Number = e.SentVersion } equals new { v.EstimateId, Number = (int?)v.Number }
            where v.ExpiresAt > db.Now
            where
                (
                    unansweredDays > 0
                    && v.SentAt <= sentBefore
                    && v.SentAt > sentAfter
                    && !db.ReminderMarks.Any(m =>
                        m.Kind == EstimateReminded.Unanswered && m.Subject == (Guid)(object)e.Id && m.Of == v.SentAt && m.Step == unansweredDays
                    )
                )
                || (
                    expiringDays > 0
                    && v.ExpiresAt <= endsBefore
                    && !db.ReminderMarks.Any(m =>
                        m.Kind == EstimateReminded.Expiring && m.Subject == (Guid)(object)e.Id && m.Of == v.SentAt && m.Step == expiringDays
                    )
                )
            orderby e.CreatedAt
            select new
            {
                e.Id,
                e.Number,
                e.CustomerId,
                e.JobId,
                Version = v.Number,
                SentAt = v.SentAt!.Value, // What is sent has both.
                ExpiresAt = v.ExpiresAt!.Value,
                LastReminded = db
                    .ReminderMarks.Where(m =>
                        (m.Kind == EstimateReminded.Unanswered || m.Kind == EstimateReminded.Expiring) && m.Subject == (Guid)(object)e.Id
                    )
                    .Max(m => (DateTimeOffset?)m.At),
            }
        )
            .Take(Most)
            .ToListAsync(cancellationToken);
        var reminded = 0;
        foreach (var estimate in candidates)
        {
            var unanswered = estimate.SentAt.AddDays(unansweredDays);
            var expiring = MorningOf(LocalDay.Of(estimate.ExpiresAt.AddTicks(-1), company.Zone).AddDays(-expiringDays), company.Zone);
            var isUnanswered = unansweredDays > 0 && unanswered <= db.Now && db.Now - unanswered < Latest;
            var isExpiring = expiringDays > 0 && expiring <= db.Now && expiring > estimate.SentAt; // Sent for a shorter time, it said so itself.
            var kind = isExpiring ? EstimateReminded.Expiring : EstimateReminded.Unanswered;
            var isNew = false;
            if (isExpiring)
            {
                isNew |= await Reminders.MarkAsync(
                    db,
                    EstimateReminded.Expiring,
                    estimate.Id.Value,
                    estimate.SentAt,
                    [expiringDays],
                    cancellationToken
                );
            }

            if (isUnanswered)
            {
                isNew |= await Reminders.MarkAsync(
                    db,
                    EstimateReminded.Unanswered,
                    estimate.Id.Value,
                    estimate.SentAt,
                    [unansweredDays],
                    cancellationToken
                );
            }

            if (isNew && !(estimate.LastReminded > db.Now - Apart))
            {
                db.Record(new EstimateReminded(kind, estimate.Id, estimate.Number, estimate.Version, estimate.CustomerId, estimate.JobId));
                reminded++;
            }
        }

        return (reminded, candidates.Count == Most && reminded > 0);
    }

    private static async Task<(int Waiting, bool IsMore)> LeadsAsync(WorkspaceDb db, Workspace company, CancellationToken cancellationToken)
    {
        var settings = company.Notifications;
        if (settings.LeadWaitingHours == 0 || !settings.Sends("request-waiting-office"))
        {
            return (0, false);
        }

        var today = company.DayOf(db.Now);
        var (before, after, lastWeek) = (
            db.Now.AddHours(-settings.LeadWaitingHours),
            db.Now.AddHours(-settings.LeadWaitingHours) - Latest,
            today.AddDays(-7)
        );
        var leads = await db
            .Leads.AsNoTracking()
            .Where(l => l.State == LeadState.Open)
            .Where(l =>
                l.FollowUpOn == null
                    ? l.FollowUpNote == "" && l.ReceivedAt <= before && l.ReceivedAt > after
                    : l.FollowUpOn <= today && l.FollowUpOn > lastWeek
            )
            .OrderBy(l => l.ReceivedAt)
            .Take(Most)
            .Select(l => new
            {
                l.Id,
                l.Number,
                l.Name,
                l.ReceivedAt,
                l.FollowUpOn,
            })
            .ToListAsync(cancellationToken);
        var waiting = 0;
        foreach (var lead in leads)
        {
            var of = lead.FollowUpOn is { } day ? MorningOf(day, company.Zone) : lead.ReceivedAt;
            if (of <= db.Now && await Reminders.MarkAsync(db, LeadWaits.Waiting, lead.Id.Value, of, [0], cancellationToken))
            {
                db.Record(new LeadWaits(lead.Id, lead.Number, lead.Name, lead.FollowUpOn is not null));
                waiting++;
            }
        }

        return (waiting, leads.Count == Most && waiting > 0);
    }
}
