using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Stripe;

/// <summary>The payment pages that are open at the provider: finds out about one, and ends it before its terms change.</summary>
public sealed class OpenCheckouts(WorkspaceDbFactory workspaces, StripeGateway gateway, PaymentKeys keys, SettleCheckout settle)
{
    /// <summary>Ends the invoice's payment page at the provider, if there is one. After that nobody pays the old amount any more.</summary>
    /// <exception cref="RuleViolation"><see cref="PaymentRules.Unreachable"/>: whether it is still open is not known.</exception>
    public async Task CloseAsync(Id<Workspace> workspace, Id<Invoice> invoice, CancellationToken cancellationToken)
    {
        ProviderKey? key;
        CheckoutAttempt? attempt;
        await using (var db = await workspaces.ReadAsync(new Provider(workspace), cancellationToken))
        {
            attempt = await db.CheckoutAttempts.SingleOrDefaultAsync(
                a => a.InvoiceId == invoice && (a.State == CheckoutState.Opening || a.State == CheckoutState.Open),
                cancellationToken
            );
            attempt = attempt?.LeadId is { } lead ? await db.CheckoutAttempts.SingleAsync(a => a.Id == lead, cancellationToken) : attempt;
            key = await keys.FindAsync(db, cancellationToken);
        }

        if (attempt is not null)
        {
            await CloseAsync(attempt, key, cancellationToken);
        }
    }

    /// <summary>The same by the invoice's number, for staff who are about to change what is due.</summary>
    /// <exception cref="RuleViolation">As above. Who acts may not be here.</exception>
    public async Task CloseAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        Id<Invoice>? invoice;
        await using (var db = await workspaces.ReadAsync(staff, cancellationToken))
        {
            invoice = await db.Invoices.Where(i => i.Number == number).Select(i => (Id<Invoice>?)i.Id).SingleOrDefaultAsync(cancellationToken);
        }

        if (invoice is { } id)
        {
            await CloseAsync(staff.WorkspaceId, id, cancellationToken);
        }
    }

    /// <summary>Asked under the invoice's lock by whoever changes what is due: a page that was opened since the last one was ended asks for the old amount.</summary>
    /// <exception cref="RuleViolation"><see cref="PaymentRules.UnderWay"/>.</exception>
    public static async Task RequireClosedAsync(WorkspaceDb db, Id<Invoice> invoice, CancellationToken cancellationToken)
    {
        var isOpen = await db.CheckoutAttempts.AnyAsync(
            a => a.InvoiceId == invoice && (a.State == CheckoutState.Opening || a.State == CheckoutState.Open),
            cancellationToken
        );
        RuleViolation.Unless(!isOpen, PaymentRules.UnderWay, "The customer has opened the payment page just now. Nothing was changed. Try again.");
    }

    /// <summary>Ends a page that nobody counts on, as far as the provider answers.</summary>
    public async Task EndPageAsync(Id<Workspace> workspace, ProviderKey key, string session, CancellationToken cancellationToken)
    {
        try
        {
            await settle.RunAsync(workspace, key, await gateway.ExpireAsync(key.Secret, session, cancellationToken), cancellationToken);
        }
        catch (Exception unsaid) when (unsaid is ProviderUnreachableException or ProviderRefusedException)
        {
            // The attempt's own timer looks again.
        }
    }

    /// <summary>Asks the provider what became of an attempt.</summary>
    /// <exception cref="ProviderUnreachableException">It does not say.</exception>
    public async Task<Settlement> LookAsync(CheckoutAttempt attempt, ProviderKey key, CancellationToken cancellationToken)
    {
        try
        {
            if (attempt.SessionId is { } session)
            {
                return await settle.BySessionAsync(attempt.WorkspaceId, key, session, cancellationToken);
            }

            if (await FindAsync(attempt, key, cancellationToken) is { } found)
            {
                return await settle.RunAsync(attempt.WorkspaceId, key, found, cancellationToken);
            }
        }
        catch (ProviderRefusedException gone) when (gone.IsMissing)
        {
            // The provider knows of no such page.
        }

        await EndAsync(attempt, "The payment page never opened.", cancellationToken);
        return Settlement.Changed;
    }

    /// <summary>The page of an attempt whose answer was lost; null: there is none.</summary>
    public async Task<ProviderSession?> FindAsync(CheckoutAttempt attempt, ProviderKey key, CancellationToken cancellationToken)
    {
        var sessions = await gateway.SessionsSinceAsync(key.Secret, attempt.CreatedAt.AddMinutes(-5), cancellationToken);
        return sessions.FirstOrDefault(s => s.Attempt == attempt.Id.Value);
    }

    private async Task CloseAsync(CheckoutAttempt attempt, ProviderKey? key, CancellationToken cancellationToken)
    {
        try
        {
            if (key is null || key.Mode != attempt.Mode)
            {
                await EndAsync(attempt, "The company's account with the payment provider has changed.", cancellationToken);
                return;
            }

            var session = attempt.SessionId ?? (await FindAsync(attempt, key, cancellationToken))?.Id;
            if (session is null)
            {
                await EndAsync(attempt, "The payment page never opened.", cancellationToken);
                return;
            }

            await settle.RunAsync(attempt.WorkspaceId, key, await gateway.ExpireAsync(key.Secret, session, cancellationToken), cancellationToken);
        }
        catch (ProviderRefusedException gone) when (gone.IsMissing)
        {
            await EndAsync(attempt, "The payment provider knows of no such page.", cancellationToken);
        }
        catch (Exception unsaid) when (unsaid is ProviderUnreachableException or ProviderRefusedException)
        {
            throw new RuleViolation(
                PaymentRules.Unreachable,
                "A payment page for this invoice is open, and the payment provider did not answer when we wanted to close it. Nothing was changed. Try again in a minute."
            );
        }
    }

    private Task EndAsync(CheckoutAttempt attempt, string reason, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            new Provider(attempt.WorkspaceId),
            RequestKey.New("end-checkout"),
            async db =>
            {
                var places = await db
                    .CheckoutAttempts.AsNoTracking()
                    .Where(a => a.Id == attempt.Id || a.LeadId == attempt.Id)
                    .Select(a => new { a.Id, a.InvoiceId })
                    .ToListAsync(cancellationToken);
                foreach (var place in places.OrderBy(p => p.InvoiceId.Value))
                {
                    await db.LockAsync(place.InvoiceId, place.Id, cancellationToken);
                }

                var all = await db.CheckoutAttempts.Where(a => a.Id == attempt.Id || a.LeadId == attempt.Id).ToListAsync(cancellationToken);
                all.ForEach(a => a.Expired(reason, db.Now));
            },
            cancellationToken
        );
}
