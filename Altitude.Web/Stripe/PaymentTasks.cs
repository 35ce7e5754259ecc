using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Stripe;

/// <summary>Reads, after an event, what is true at the provider now. The event itself is only the reason to look.</summary>
public sealed class ReadPayments(WorkspaceDbFactory workspaces, IDbContextFactory<PlatformDb> platform, PaymentKeys keys, SettleCheckout settle)
    : IBackgroundTask
{
    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        await using var db = await platform.CreateDbContextAsync(cancellationToken);
        var receipt = await db.WebhookInbox.SingleOrDefaultAsync(r => r.Id == task.Subject && r.WorkspaceId == task.WorkspaceId, cancellationToken);
        if (receipt is not { State: ReceiptState.Pending })
        {
            return TaskEnd.Done;
        }

        var key = await keys.FindAsync(workspaces, new Provider(task.WorkspaceId), cancellationToken);
        if (key is null || key.IsLive != receipt.IsLive)
        {
            await EndAsync(db, receipt, ReceiptState.Review, cancellationToken);
            return TaskEnd.Done;
        }

        try
        {
            if (receipt.ObjectId.StartsWith("cs_", StringComparison.Ordinal))
            {
                await settle.BySessionAsync(task.WorkspaceId, key, receipt.ObjectId, cancellationToken);
            }
            else
            {
                await settle.ByObjectAsync(task.WorkspaceId, key, receipt.ObjectId, cancellationToken);
            }
        }
        catch (ProviderRefusedException gone) when (gone.IsMissing)
        {
            await EndAsync(db, receipt, ReceiptState.Review, cancellationToken); // It was told of, and is not there.
            return TaskEnd.Done;
        }

        await EndAsync(db, receipt, ReceiptState.Done, cancellationToken);
        return TaskEnd.Done;
    }

    private static Task<int> EndAsync(PlatformDb db, WebhookReceipt receipt, ReceiptState state, CancellationToken cancellationToken)
    {
        receipt.State = state;
        return db.SaveChangesAsync(cancellationToken);
    }
}

/// <summary>Asks what became of an attempt when its page is over, or when the provider's answer was lost: no event need ever come.</summary>
public sealed class LookAtCheckout(WorkspaceDbFactory workspaces, PaymentKeys keys, OpenCheckouts checkouts) : IBackgroundTask
{
    /// <summary>So often while the page can be paid at.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMinutes(5);

    /// <summary>A debit takes days; it is asked about that often.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromHours(6);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(30);

    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        var id = new Id<CheckoutAttempt>(task.Subject);
        var actor = new BackgroundTask(task.WorkspaceId, "Look at payments");
        var (attempt, key, now) = await ReadAsync(actor, id, cancellationToken);
        if (attempt is null || key is null || key.Mode != attempt.Mode || !attempt.IsUnderWay && attempt.SessionId is not null)
        {
            return TaskEnd.Done;
        }

        await checkouts.LookAsync(attempt, key, cancellationToken); // One that ended before the provider answered too: its page may have opened all the same.
        (attempt, _, now) = await ReadAsync(actor, id, cancellationToken);
        return attempt is not { IsUnderWay: true } || now - attempt.CreatedAt > GiveUpAfter ? TaskEnd.Done
            : attempt.ExpiresAt > now ? TaskEnd.Again(now + Glance) // Somebody may be paying, and its event may be lost.
            : TaskEnd.Again(now + Pause);
    }

    private async Task<(CheckoutAttempt? Attempt, ProviderKey? Key, DateTimeOffset Now)> ReadAsync(
        BackgroundTask actor,
        Id<CheckoutAttempt> id,
        CancellationToken cancellationToken
    )
    {
        await using var db = await workspaces.ReadAsync(actor, cancellationToken);
        var attempt = await db.CheckoutAttempts.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        return (attempt, await keys.FindAsync(db, cancellationToken), db.Now);
    }
}

/// <summary>Compares, once an hour, what we know with what the provider knows.</summary>
public sealed partial class ReconcilePayments(WorkspaceDbFactory workspaces, ReconcileWorkspace reconcile, ILogger<ReconcilePayments> logger)
    : IBackgroundTask
{
    public async Task<TaskEnd> RunAsync(OutboxTask task, CancellationToken cancellationToken)
    {
        var report = await reconcile.RunAsync(task.WorkspaceId, cancellationToken);
        foreach (var difference in report.Differences)
        {
            LogDifference(task.WorkspaceId.Value, difference.What, difference.ProviderId);
        }

        await using var db = await workspaces.OpenAsync(new BackgroundTask(task.WorkspaceId, "Reconcile payments"), cancellationToken);
        await SweepNotes.KeepAsync(db, task.Kind, report.Counts, cancellationToken);
        await workspaces.CommitAsync(db, cancellationToken);
        return report.IsConnected ? TaskEnd.Again(db.Now.AddHours(1)) : TaskEnd.Done;
    }

    [LoggerMessage(LogLevel.Warning, "Reconciliation of workspace {WorkspaceId}: {What} ({ProviderId}).")]
    private partial void LogDifference(Guid workspaceId, string what, string providerId);
}

/// <summary>Something that differed between us and the provider.</summary>
/// <param name="IsRepaired">It is the same now; else somebody must look.</param>
public sealed record PaymentDifference(string ProviderId, string What, bool IsRepaired);

/// <summary>What a reconciliation found.</summary>
/// <param name="IsConnected">There is an account to compare with.</param>
public sealed record ReconcileReport(bool IsConnected, int LookedAt, IReadOnlyList<PaymentDifference> Differences)
{
    public static readonly ReconcileReport NotConnected = new(false, 0, []);

    /// <summary>What was found to differ, by how it ended; nothing where all agreed.</summary>
    public IReadOnlyDictionary<string, int> Counts =>
        Differences
            .GroupBy(d => d.IsRepaired ? "payments repaired" : "payments to look at")
            .ToDictionary(d => d.Key, d => d.Count(), StringComparer.Ordinal);
}

/// <summary>Open attempts and the last 48 hours, one by one, brought to what is true at the provider. What cannot be brought there is named.</summary>
public sealed class ReconcileWorkspace(
    WorkspaceDbFactory workspaces,
    PaymentKeys keys,
    StripeGateway gateway,
    SettleCheckout settle,
    OpenCheckouts checkouts
)
{
    private static readonly TimeSpan Back = TimeSpan.FromHours(48);

    /// <exception cref="ProviderUnreachableException">The provider does not answer; what was done so far stays.</exception>
    public async Task<ReconcileReport> RunAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        ProviderKey? key;
        List<CheckoutAttempt> open;
        HashSet<Guid> known;
        DateTimeOffset since;
        await using (var db = await workspaces.ReadAsync(new Provider(workspace), cancellationToken))
        {
            key = await keys.FindAsync(db, cancellationToken);
            since = db.Now - Back;
            open = await db
                .CheckoutAttempts.Where(a =>
                    a.LeadId == null && (a.State == CheckoutState.Opening || a.State == CheckoutState.Open || a.State == CheckoutState.Processing)
                )
                .OrderBy(a => a.CreatedAt)
                .Take(5_000)
                .ToListAsync(cancellationToken);
            known =
            [
                .. (await db.CheckoutAttempts.Where(a => a.CreatedAt >= since.AddHours(-1)).Select(a => a.Id).ToListAsync(cancellationToken)).Select(
                    id => id.Value
                ),
            ];
        }

        if (key is null)
        {
            return ReconcileReport.NotConnected;
        }

        List<PaymentDifference> differences = [];
        var sessions = await gateway.SessionsSinceAsync(key.Secret, since, cancellationToken);
        HashSet<Guid> seen = [];
        foreach (var session in sessions.Where(s => s.Attempt is not null))
        {
            seen.Add(session.Attempt!.Value); // Filtered above.
            var end = await settle.RunAsync(workspace, key, session, cancellationToken);
            if (end == Settlement.Changed)
            {
                differences.Add(new PaymentDifference(session.Id, "was not known as it is at the provider, and is now", IsRepaired: true));
            }
            else if (end == Settlement.Differs)
            {
                differences.Add(new PaymentDifference(session.Id, "is written down at another amount than the provider has it", IsRepaired: false));
            }
            else if (end == Settlement.Unknown && session.IsPaid && !known.Contains(session.Attempt.Value))
            {
                differences.Add(new PaymentDifference(session.Id, "was paid, and belongs to no attempt here", IsRepaired: false));
            }
        }

        foreach (var attempt in open.Where(a => !seen.Contains(a.Id.Value)))
        {
            if (attempt.Mode != key.Mode)
            {
                differences.Add(
                    new PaymentDifference(attempt.SessionId ?? attempt.IdempotencyKey, "is of the other mode than the present key", IsRepaired: false)
                );
            }
            else if (await checkouts.LookAsync(attempt, key, cancellationToken) == Settlement.Changed)
            {
                differences.Add(
                    new PaymentDifference(attempt.SessionId ?? attempt.IdempotencyKey, "was under way here and not at the provider", IsRepaired: true)
                );
            }
        }

        return new ReconcileReport(true, sessions.Count + open.Count(a => !seen.Contains(a.Id.Value)), differences);
    }
}
