using Altitude.Data;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Background;

/// <summary>
/// Finds mails that wait although nothing is left that would send them, and has them sent: the net below the outbox. One whose cause is gone for good is marked as
/// failed, so that somebody sees it.
/// </summary>
public sealed class OutboxSweep(WorkspaceDbFactory workspaces) : Sweep(workspaces)
{
    /// <summary>So long a mail may wait after it was due before it counts as forgotten.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    protected override string Name => "outbox";

    protected override async Task<Swept> LookAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        var before = db.Now - Patience;
        var waiting = await db
            .EmailDeliveries.Where(d => d.State == EmailState.Queued || d.State == EmailState.Deferred)
            .Where(d => (d.NextTryAt ?? d.QueuedAt) < before)
            .Where(d => !db.Outbox.Any(o => o.WorkspaceId == db.WorkspaceId && (o.Subject == d.Cause || o.Id == d.Cause) && o.DoneAt == null))
            .OrderBy(d => d.QueuedAt)
            .Take(Most)
            .ToListAsync(cancellationToken);
        var (taken, lost) = (0, 0);
        foreach (var cause in waiting.GroupBy(d => d.Cause))
        {
            if (await MailCause.ReviveAsync(db, cause.Key, cancellationToken))
            {
                taken += cause.Count();
                continue;
            }

            foreach (var delivery in cause)
            {
                (delivery.State, delivery.NextTryAt, delivery.LastError) = (EmailState.Failed, null, "What it follows from is no longer kept.");
                db.Record(new MailMoved(delivery, job: null));
                lost++;
            }
        }

        return new Swept(new Dictionary<string, int> { ["mails taken up again"] = taken, ["mails given up"] = lost }, waiting.Count == Most);
    }
}
