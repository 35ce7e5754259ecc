using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Web.Hosting;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>What somebody wants to pay.</summary>
/// <param name="Part">Counts for a part only; null: no amount that could be read.</param>
public sealed record PayWish(CheckoutPurpose Purpose, Money? Part);

/// <summary>
/// Leads a customer to the provider's page for an invoice. The attempt is committed before the provider is asked; asked again for the same, the same page opens; asked
/// for something else, the old page is ended first. Whether anything was paid is the provider's word alone, and comes later.
/// </summary>
public sealed class PayInvoice(WorkspaceDbFactory workspaces, StripeGateway gateway, OpenCheckouts checkouts, PaymentKeys keys, PublicAddress site)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(45);

    /// <summary>How often terms may change under somebody who presses once.</summary>
    private const int MostTries = 3;

    /// <returns>The address of the page at the provider.</returns>
    /// <exception cref="RuleViolation">It is not theirs, nothing is due, or the provider does not answer.</exception>
    public async Task<string> RunAsync(Visitor visitor, string number, PayWish wish, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var begun = await workspaces.ActAsync(
                visitor,
                RequestKey.New("pay-invoice"),
                db => BeginAsync(db, visitor, number, wish, cancellationToken),
                cancellationToken
            );
            if (begun.Url is { } open)
            {
                return open;
            }

            if (begun.IsToBeClosed)
            {
                await checkouts.CloseAsync(visitor.WorkspaceId, new Id<Invoice>(begun.Invoice), cancellationToken);
                continue;
            }

            return await OpenAsync(visitor, begun, cancellationToken);
        }

        throw new RuleViolation(PaymentRules.UnderWay, "Somebody else is paying this invoice just now. Load the page again.");
    }

    private static async Task<Begun> BeginAsync(WorkspaceDb db, Visitor visitor, string number, PayWish wish, CancellationToken cancellationToken)
    {
        var id = visitor.Rights.MaySeeInvoices()
            ? await db
                .Invoices.Where(i => i.Number == number && i.CustomerId == visitor.CustomerId)
                .Select(i => (Id<Invoice>?)i.Id)
                .SingleOrDefaultAsync(cancellationToken)
            : null;
        if (id is not { } invoiceId || !await db.LockAsync(invoiceId, cancellationToken))
        {
            throw new RuleViolation(InvoiceRules.Missing, "There is no such invoice.");
        }

        var account = await db.PaymentAccounts.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        RuleViolation.Unless(
            account is { IsReady: true },
            PaymentRules.NotOffered,
            "This invoice cannot be paid online at the moment. Call the company, or pay as the invoice says."
        );
        var invoice = await db
            .Invoices.Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .SingleAsync(i => i.Id == invoiceId, cancellationToken);
        var amount = AmountOf(invoice, wish, account!.LeastPart); // Ready, so it is there.
        StripeAmounts.ToStripe(amount); // Refused here, before anything is written down.
        var slug = await db.Workspaces.Select(w => w.Slug).SingleAsync(cancellationToken);
        var email = await db.Contacts.Where(c => c.Id == visitor.ContactId).Select(c => c.Email).SingleAsync(cancellationToken);
        var present = await db.CheckoutAttempts.SingleOrDefaultAsync(
            a =>
                a.InvoiceId == invoiceId
                && (a.State == CheckoutState.Opening || a.State == CheckoutState.Open || a.State == CheckoutState.Processing),
            cancellationToken
        );
        RuleViolation.Unless(
            present is not { State: CheckoutState.Processing },
            PaymentRules.UnderWay,
            "A payment from a bank account is on its way. When the bank has answered, this page says so."
        );
        if (present is null)
        {
            present = CheckoutAttempt.SetOut(
                Id<CheckoutAttempt>.New(),
                invoice,
                visitor.ContactId,
                wish.Purpose,
                amount,
                account.Mode,
                db.Now,
                Lasts
            );
            db.CheckoutAttempts.Add(present);
            db.Queue(OutboxKinds.LookAtCheckout, present.Id.Value, db.Now.AddMinutes(2));
        }
        else if (!present.Asks(wish.Purpose, amount, account.Mode) || present.State == CheckoutState.Open && !present.IsFresh(db.Now))
        {
            return new Begun(
                present.Id.Value,
                invoiceId.Value,
                slug,
                number,
                amount.MinorUnits,
                amount.Currency.Code,
                wish.Purpose,
                present.ExpiresAt,
                email,
                null,
                true
            );
        }

        return new Begun(
            present.Id.Value,
            invoiceId.Value,
            slug,
            number,
            amount.MinorUnits,
            amount.Currency.Code,
            wish.Purpose,
            present.ExpiresAt,
            email,
            present.State == CheckoutState.Open ? present.Url : null,
            false
        );
    }

    private static Money AmountOf(Invoice invoice, PayWish wish, long leastPart)
    {
        RuleViolation.Unless(
            invoice.VoidedAt is null && invoice.Balance.MinorUnits > 0,
            PaymentRules.NothingDue,
            invoice.VoidedAt is null ? $"{invoice.Number} is paid. Nothing is due any more." : $"{invoice.Number} is void. Nothing is due."
        );
        switch (wish.Purpose)
        {
            case CheckoutPurpose.Deposit:
                RuleViolation.Unless(invoice.DepositDue.MinorUnits > 0, PaymentRules.NothingDue, "The deposit is paid. The rest is due later.");
                return invoice.DepositDue;
            case CheckoutPurpose.Balance:
                return invoice.Balance;
            default:
                var least = Math.Min(leastPart, invoice.Balance.MinorUnits);
                RuleViolation.Unless(
                    leastPart > 0
                        && wish.Part is { } part
                        && part.Currency == invoice.Total.Currency
                        && part.MinorUnits >= least
                        && part <= invoice.Balance,
                    PaymentRules.Part,
                    leastPart > 0
                        ? $"Write an amount from {new Money(least, invoice.Total.Currency)} to {invoice.Balance}."
                        : "Parts of an invoice cannot be paid online."
                );
                return wish.Part!.Value; // Required above.
        }
    }

    private async Task<string> OpenAsync(Visitor visitor, Begun begun, CancellationToken cancellationToken)
    {
        var actor = new Provider(visitor.WorkspaceId);
        var id = new Id<CheckoutAttempt>(begun.Attempt);
        var key =
            await keys.FindAsync(workspaces, actor, cancellationToken)
            ?? throw new RuleViolation(PaymentRules.NotOffered, "This invoice cannot be paid online at the moment.");
        ProviderSession session;
        try
        {
            session = await gateway.OpenAsync(key.Secret, RequestOf(begun), cancellationToken);
        }
        catch (ProviderUnreachableException)
        {
            throw new RuleViolation(
                PaymentRules.Unreachable,
                "The payment page did not open, because the payment provider does not answer at the moment. Nothing was paid. Try again in a minute."
            );
        }
        catch (ProviderRefusedException refused)
        {
            if (refused.Status == HttpStatusCode.BadRequest && await FindAsync(id, actor, key, cancellationToken) is { } found)
            {
                session = found; // It was opened before, with other words about it.
            }
            else
            {
                await EndAsync(actor, id, refused, cancellationToken);
                throw new RuleViolation(
                    PaymentRules.Refused,
                    "The payment page could not be opened. Nothing was paid. Call the company, or pay as the invoice says."
                );
            }
        }

        var opened = await workspaces.ActAsync(
            actor,
            RequestKey.New("open-checkout"),
            async db =>
            {
                await db.LockAsync(new Id<Invoice>(begun.Invoice), id, cancellationToken);
                var attempt = await db.CheckoutAttempts.SingleAsync(a => a.Id == id, cancellationToken);
                attempt.Opened(session.Id, session.Url ?? "");
                return attempt.Url ?? "";
            },
            cancellationToken
        );
        if (opened.Length > 0)
        {
            return opened;
        }

        // The attempt was ended while the provider was asked: its page is ended too, now or by the attempt's own timer.
        await checkouts.EndPageAsync(visitor.WorkspaceId, key, session.Id, cancellationToken);
        throw new RuleViolation(PaymentRules.UnderWay, "The invoice has changed meanwhile. Load the page again.");
    }

    private async Task<ProviderSession?> FindAsync(Id<CheckoutAttempt> id, Provider actor, ProviderKey key, CancellationToken cancellationToken)
    {
        CheckoutAttempt attempt;
        await using (var db = await workspaces.ReadAsync(actor, cancellationToken))
        {
            attempt = await db.CheckoutAttempts.SingleAsync(a => a.Id == id, cancellationToken);
        }

        try
        {
            return await checkouts.FindAsync(attempt, key, cancellationToken) is { Status: "open", Url: not null } found ? found : null;
        }
        catch (Exception unsaid) when (unsaid is ProviderUnreachableException or ProviderRefusedException)
        {
            return null;
        }
    }

    private Task EndAsync(Provider actor, Id<CheckoutAttempt> id, ProviderRefusedException refused, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            actor,
            RequestKey.New("refuse-checkout"),
            async db =>
            {
                await db.LockAsync(id, cancellationToken);
                (await db.CheckoutAttempts.SingleAsync(a => a.Id == id, cancellationToken)).Failed(refused.Message, db.Now);
            },
            cancellationToken
        );

    /// <summary>The same for the same attempt, whenever it is asked: the provider compares.</summary>
    private CheckoutRequest RequestOf(Begun begun)
    {
        var page = $"/portal/{begun.Slug}/invoices/{begun.Number}";
        return new CheckoutRequest(
            begun.Attempt,
            $"checkout-{begun.Attempt:N}",
            new Money(begun.Amount, new Currency(begun.Currency)),
            begun.Purpose == CheckoutPurpose.Deposit ? $"{begun.Number}, deposit" : begun.Number,
            begun.Email.Length > 0 ? begun.Email : null,
            begun.ExpiresAt,
            site.To($"{page}?paid={begun.Attempt:N}"),
            site.To(page)
        );
    }

    /// <summary>What was written down before the provider is asked.</summary>
    /// <param name="Url">The page that is open already.</param>
    /// <param name="IsToBeClosed">It asks for something else, or ends too soon.</param>
    private sealed record Begun(
        Guid Attempt,
        Guid Invoice,
        string Slug,
        string Number,
        long Amount,
        string Currency,
        CheckoutPurpose Purpose,
        DateTimeOffset ExpiresAt,
        string Email,
        string? Url,
        bool IsToBeClosed
    );
}
