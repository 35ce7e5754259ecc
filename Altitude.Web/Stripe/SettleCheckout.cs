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

    /// <summary>What stands here is not what the provider took or gave back, and nothing that may change can mend it.</summary>
    Differs,
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
                .CheckoutAttempts.Where(a => a.LeadId == null && (a.PaymentIntent == intent || a.Id == attempt))
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
        List<Place> places;
        await using (var db = await workspaces.ReadAsync(actor, cancellationToken))
        {
            // The provider repeats the attempt's id, which counts where its answer with the page's id was lost. Either is looked up within this company alone.
            var claimed = new Id<CheckoutAttempt>(session.Attempt ?? Guid.Empty);
            var lead = await db
                .CheckoutAttempts.Where(a => a.LeadId == null && (a.SessionId == session.Id || a.Id == claimed && a.SessionId == null))
                .Select(a => (Id<CheckoutAttempt>?)a.Id)
                .FirstOrDefaultAsync(cancellationToken);
            places = lead is not { } page
                ? []
                : await db
                    .CheckoutAttempts.Where(a => a.Id == page || a.LeadId == page)
                    .OrderBy(a => a.Part)
                    .Select(a => new Place(a.Id, a.InvoiceId, a.JobId, a.Mode))
                    .ToListAsync(cancellationToken);
        }

        if (places.Count == 0 || places[0].Mode == ProviderMode.Live != session.IsLive)
        {
            return (Settlement.Unknown, false);
        }

        var recorded = await workspaces.ActAsync(
            actor,
            RequestKey.New("settle-checkout"),
            db => RecordAsync(db, places, session, money, cancellationToken),
            cancellationToken
        );
        var end =
            recorded.Differs ? Settlement.Differs
            : recorded.HasChanged ? Settlement.Changed
            : Settlement.Same;
        return (end, session.Status == "open" && !recorded.IsUnderWay);
    }

    private static async Task<Recorded> RecordAsync(
        WorkspaceDb db,
        List<Place> places,
        ProviderSession session,
        ProviderMoney? money,
        CancellationToken cancellationToken
    )
    {
        foreach (var job in places.Select(p => p.Job).OfType<Id<Job>>().Distinct().OrderBy(id => id.Value))
        {
            await db.LockAsync(job, cancellationToken);
        }

        foreach (var place in places.OrderBy(p => p.Invoice.Value))
        {
            await db.LockAsync(place.Invoice, place.Attempt, cancellationToken);
        }

        var (ofAttempts, ofInvoices) = (places.Select(p => p.Attempt).ToArray(), places.Select(p => p.Invoice).ToArray());
        var attempts = await db.CheckoutAttempts.Where(a => ofAttempts.Contains(a.Id)).OrderBy(a => a.Part).ToListAsync(cancellationToken);
        var invoices = await db
            .Invoices.Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .AsSplitQuery()
            .Where(i => ofInvoices.Contains(i.Id))
            .ToDictionaryAsync(i => i.Id, cancellationToken);
        var before = (attempts.Sum(a => (long)a.Revision), invoices.Values.Sum(i => (long)i.Revision));
        foreach (var attempt in attempts)
        {
            Follow(attempt, session, money, db.Now);
        }

        var differs = false;
        if (money is { HasSucceeded: true })
        {
            var zone = await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken);
            var today = LocalDay.Of(db.Now, TimeZoneInfo.FindSystemTimeZoneById(zone));
            differs = !Receive([.. attempts.Select(a => (a, invoices[a.InvoiceId]))], money, today, db.Now);
        }

        if (invoices.Values.Sum(i => (long)i.Revision) != before.Item2)
        {
            foreach (var job in places.Select(p => p.Job).OfType<Id<Job>>().Distinct())
            {
                await JobFactsQuery.RestageAsync(db, await db.Jobs.SingleAsync(j => j.Id == job, cancellationToken), cancellationToken);
            }
        }

        var after = (attempts.Sum(a => (long)a.Revision), invoices.Values.Sum(i => (long)i.Revision));
        return new Recorded(after != before, attempts[0].IsUnderWay, differs);
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

    /// <returns>Whether what stands here is, to the last unit, what the provider took and gave back.</returns>
    private static bool Receive(
        IReadOnlyList<(CheckoutAttempt Attempt, Invoice Invoice)> parts,
        ProviderMoney money,
        DateOnly today,
        DateTimeOffset now
    )
    {
        var shares = PaymentShare.Of(money.Received, [.. parts.Select(p => p.Attempt)]);
        List<(Invoice Invoice, Payment Payment)> received = [];
        for (var i = 0; i < parts.Count; i++)
        {
            if (shares[i].Amount.MinorUnits > 0)
            {
                var told = new ProviderPayment(
                    money.PaymentIntent,
                    money.IsLive,
                    shares[i].Amount,
                    money.Method,
                    today,
                    now,
                    money.Label,
                    parts[i].Attempt.Part,
                    shares[i].Extras.Surcharge.MinorUnits,
                    shares[i].Extras.Tip.MinorUnits
                );
                received.Add((parts[i].Invoice, parts[i].Invoice.Receive(Id<Payment>.New(), told)));
            }
        }

        foreach (var refund in money.Refunds)
        {
            Return(received, new ProviderRefund(refund.Id, refund.Amount, refund.State, today, now), refund.Payment);
        }

        if (money.Dispute is { } dispute)
        {
            foreach (var (attempt, _) in parts)
            {
                attempt.Disputed(dispute.Status);
            }

            if (dispute.Status == "lost")
            {
                // The bank has taken the money back for good: for the invoice that is a refund, though the company never made one.
                var taken = new ProviderRefund(
                    dispute.Id,
                    dispute.Amount,
                    RefundState.Succeeded,
                    today,
                    now,
                    "Taken back by the payer's bank",
                    IsTakenBack: true
                );
                Return(received, taken, null);
            }
        }

        var returned = money.Refunds.Where(r => r.State != RefundState.Failed).Sum(r => r.Amount.MinorUnits);
        returned += money.Dispute is { Status: "lost" } lost ? lost.Amount.MinorUnits : 0;
        return received.Sum(r => r.Payment.Charged.MinorUnits) == money.Received.MinorUnits
            && received.SelectMany(r => r.Payment.Refunds).Where(r => r is { Counts: true, ProviderRefund: not null }).Sum(r => r.Whole.MinorUnits)
                == returned;
    }

    /// <summary>
    /// Books a refund of the provider on the payments that it took at one page: as it was booked before, where it is known; else on the payment that it was asked for, and
    /// then from the last to the first.
    /// </summary>
    private static void Return(IReadOnlyList<(Invoice Invoice, Payment Payment)> received, ProviderRefund refund, Guid? askedFor)
    {
        var known = received
            .Select(r => (r.Invoice, r.Payment, Refund: r.Payment.Refunds.FirstOrDefault(x => x.ProviderRefund == refund.Id)))
            .Where(r => r.Refund is not null)
            .ToArray();
        if (known.Length > 0)
        {
            foreach (var (invoice, payment, booked) in known)
            {
                invoice.Refund(booked!.Id, payment.Id, refund with { Amount = booked.Whole }); // Filtered above.
            }

            return;
        }

        var rest = refund.Amount.MinorUnits;
        var order = received.Reverse().OrderByDescending(r => r.Payment.Id.Value == askedFor).ToArray();
        for (var i = 0; i < order.Length && rest > 0; i++)
        {
            // The last to be asked bears what none has left: it is the provider's word that it went back.
            var share = i == order.Length - 1 ? rest : Math.Min(rest, order[i].Payment.Returnable.MinorUnits);
            if (share > 0)
            {
                order[i].Invoice.Refund(Id<Refund>.New(), order[i].Payment.Id, refund with { Amount = new Money(share, refund.Amount.Currency) });
                rest -= share;
            }
        }
    }

    private sealed record Recorded(bool HasChanged, bool IsUnderWay, bool Differs);

    private sealed record Place(Id<CheckoutAttempt> Attempt, Id<Invoice> Invoice, Id<Job>? Job, ProviderMode Mode);
}
