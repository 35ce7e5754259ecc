using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Stripe;

/// <summary>What came of looking.</summary>
public enum Settlement
{
    /// <summary>It is nothing of ours: the company uses its account for other things too.</summary>
    Unknown,
    Same,
    Changed,
}

/// <summary>
/// Brings an attempt, and the invoice that it is about, to what is true at the provider now. Whoever calls it, whatever the event said and in whatever order, the end
/// is the same: one payment for each payment intent, one refund for each of the provider's, fenced by unique indexes and by the state under the invoice's lock.
/// </summary>
public sealed class SettleCheckout(WorkspaceDbFactory workspaces, StripeGateway gateway)
{
    /// <summary>By the provider's page.</summary>
    public async Task<Settlement> BySessionAsync(Id<Workspace> workspace, ProviderKey key, string session, CancellationToken cancellationToken) =>
        await RunAsync(workspace, key, await gateway.ReadSessionAsync(key.Secret, session, cancellationToken), cancellationToken);

    /// <summary>By a payment, or by something that a payment has: a charge, a refund, a dispute.</summary>
    public async Task<Settlement> ByObjectAsync(Id<Workspace> workspace, ProviderKey key, string objectId, CancellationToken cancellationToken)
    {
        if (await gateway.PaymentIntentOfAsync(key.Secret, objectId, cancellationToken) is not { } intent)
        {
            return Settlement.Unknown;
        }

        var money = await gateway.ReadMoneyAsync(key.Secret, intent, cancellationToken);
        string? session;
        await using (var db = await workspaces.ReadAsync(new Provider(workspace), cancellationToken))
        {
            var attempt = new Id<CheckoutAttempt>(money.Attempt ?? Guid.Empty);
            session = await db
                .CheckoutAttempts.Where(a => a.PaymentIntent == intent || a.Id == attempt)
                .Select(a => a.SessionId)
                .FirstOrDefaultAsync(cancellationToken);
        }

        return session is null
            ? Settlement.Unknown
            : (await RecordAsync(workspace, await gateway.ReadSessionAsync(key.Secret, session, cancellationToken), money, cancellationToken)).End;
    }

    public async Task<Settlement> RunAsync(Id<Workspace> workspace, ProviderKey key, ProviderSession session, CancellationToken cancellationToken)
    {
        var (end, isOrphan) = await ReadAsync(workspace, key, session, cancellationToken);
        if (isOrphan)
        {
            // Its attempt was over before the provider's answer was there: nobody may pay at a page that we count for nothing.
            await ReadAsync(workspace, key, await gateway.ExpireAsync(key.Secret, session.Id, cancellationToken), cancellationToken);
        }

        return end;
    }

    private async Task<(Settlement End, bool IsOrphan)> ReadAsync(
        Id<Workspace> workspace,
        ProviderKey key,
        ProviderSession session,
        CancellationToken cancellationToken
    )
    {
        var money = session.PaymentIntent is { } intent ? await gateway.ReadMoneyAsync(key.Secret, intent, cancellationToken) : null;
        return await RecordAsync(workspace, session, money, cancellationToken);
    }

    private async Task<(Settlement End, bool IsOrphan)> RecordAsync(
        Id<Workspace> workspace,
        ProviderSession session,
        ProviderMoney? money,
        CancellationToken cancellationToken
    )
    {
        var actor = new Provider(workspace);
        Place? place;
        await using (var db = await workspaces.ReadAsync(actor, cancellationToken))
        {
            // The provider repeats the attempt's id, which counts where its answer with the page's id was lost. Either is looked up within this company alone.
            var claimed = new Id<CheckoutAttempt>(session.Attempt ?? Guid.Empty);
            place = await db
                .CheckoutAttempts.Where(a => a.SessionId == session.Id || a.Id == claimed && a.SessionId == null)
                .Select(a => new Place(a.Id, a.InvoiceId, a.JobId, a.Mode))
                .FirstOrDefaultAsync(cancellationToken);
        }

        if (place is null || place.Mode == ProviderMode.Live != session.IsLive)
        {
            return (Settlement.Unknown, false);
        }

        var recorded = await workspaces.ActAsync(
            actor,
            RequestKey.New("settle-checkout"),
            db => RecordAsync(db, place, session, money, cancellationToken),
            cancellationToken
        );
        return (recorded.HasChanged ? Settlement.Changed : Settlement.Same, session.Status == "open" && !recorded.IsUnderWay);
    }

    private static async Task<Recorded> RecordAsync(
        WorkspaceDb db,
        Place place,
        ProviderSession session,
        ProviderMoney? money,
        CancellationToken cancellationToken
    )
    {
        if (place.Job is { } jobId)
        {
            await db.LockAsync(jobId, cancellationToken);
        }

        await db.LockAsync(place.Invoice, place.Attempt, cancellationToken);
        var attempt = await db.CheckoutAttempts.SingleAsync(a => a.Id == place.Attempt, cancellationToken);
        var invoice = await db
            .Invoices.Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .SingleAsync(i => i.Id == place.Invoice, cancellationToken);
        var before = (attempt.Revision, invoice.Revision);
        Follow(attempt, session, money, db.Now);
        if (money is { HasSucceeded: true })
        {
            var zone = await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken);
            var today = LocalDay.Of(db.Now, TimeZoneInfo.FindSystemTimeZoneById(zone));
            Receive(attempt, invoice, money, today, db.Now);
        }

        if (place.Job is { } job && invoice.Revision != before.Item2)
        {
            await JobFactsQuery.RestageAsync(db, await db.Jobs.SingleAsync(j => j.Id == job, cancellationToken), cancellationToken);
        }

        return new Recorded((attempt.Revision, invoice.Revision) != before, attempt.IsUnderWay);
    }

    private static void Follow(CheckoutAttempt attempt, ProviderSession session, ProviderMoney? money, DateTimeOffset now)
    {
        if (session is { Status: "open", Url: { } url })
        {
            attempt.Opened(session.Id, url);
        }

        attempt.Known(session.Id);
        if (money is { HasSucceeded: true })
        {
            attempt.Paid(money.PaymentIntent, now);
        }
        else if (session.Status == "expired")
        {
            attempt.Expired("", now);
        }
        else if (session.Status == "complete" && money is not null)
        {
            attempt.Processing(money.PaymentIntent);
            if (money.Status is "requires_payment_method" or "canceled")
            {
                attempt.Failed(money.Failure ?? "The bank did not pay.", now);
            }
        }
    }

    private static void Receive(CheckoutAttempt attempt, Invoice invoice, ProviderMoney money, DateOnly today, DateTimeOffset now)
    {
        var payment = invoice.Receive(
            Id<Payment>.New(),
            new ProviderPayment(money.PaymentIntent, money.IsLive, money.Received, money.Method, today, now, money.Label)
        );
        foreach (var refund in money.Refunds)
        {
            invoice.Refund(Id<Refund>.New(), payment.Id, new ProviderRefund(refund.Id, refund.Amount, refund.State, today, now));
        }

        if (money.Dispute is { } dispute)
        {
            attempt.Disputed(dispute.Status);
            if (dispute.Status == "lost")
            {
                // The bank has taken the money back for good: for the invoice that is a refund, though the company never made one.
                invoice.Refund(
                    Id<Refund>.New(),
                    payment.Id,
                    new ProviderRefund(
                        dispute.Id,
                        dispute.Amount,
                        RefundState.Succeeded,
                        today,
                        now,
                        "Taken back by the payer's bank",
                        IsTakenBack: true
                    )
                );
            }
        }
    }

    private sealed record Recorded(bool HasChanged, bool IsUnderWay);

    private sealed record Place(Id<CheckoutAttempt> Attempt, Id<Invoice> Invoice, Id<Job>? Job, ProviderMode Mode);
}
