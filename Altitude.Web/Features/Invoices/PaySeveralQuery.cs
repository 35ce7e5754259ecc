using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>What can be paid online of a customer's invoices, and what became of a payment that somebody comes back from.</summary>
/// <param name="IsOffered">The company can be paid online.</param>
/// <param name="Waiting">Numbers of invoices about which a bank has the word.</param>
/// <param name="Returned">Null: they come from elsewhere.</param>
/// <param name="OnTop">What may be, or is, paid on top.</param>
public sealed record PaySeveralView(
    bool IsOffered,
    bool IsTest,
    IReadOnlySet<string> Waiting,
    CheckoutState? Returned,
    Money? ReturnedAmount,
    ExtrasOffer OnTop
);

/// <summary>Reads what can be paid at one page.</summary>
public sealed class PaySeveralQuery(WorkspaceDbFactory workspaces)
{
    /// <param name="paid">The attempt that the person comes back from, as the address says; null: none.</param>
    /// <returns>Null: invoices are not this contact's to see.</returns>
    public async Task<PaySeveralView?> RunAsync(PortalReader reader, Guid? paid, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        if (!reader.MaySeeInvoices())
        {
            return null;
        }

        var account = await db.PaymentAccounts.SingleOrDefaultAsync(cancellationToken);
        var waiting = await db
            .CheckoutAttempts.Where(a => a.CustomerId == reader.CustomerId && a.State == CheckoutState.Processing)
            .Select(a => a.InvoiceNumber)
            .Take(200)
            .ToListAsync(cancellationToken);
        var lead = new Id<CheckoutAttempt>(paid ?? Guid.Empty);
        var back = await db
            .CheckoutAttempts.Where(a => a.CustomerId == reader.CustomerId && (a.Id == lead || a.LeadId == lead))
            .Take(PayInvoice.Most)
            .ToListAsync(cancellationToken);
        return new PaySeveralView(
            account?.IsReady == true,
            account?.Mode == ProviderMode.Test,
            waiting.ToHashSet(),
            back.FirstOrDefault(a => a.Id == lead)?.State,
            back.Count == 0 ? null : new Money(back.Sum(a => a.Charged.MinorUnits), back[0].Amount.Currency),
            new ExtrasOffer(account, await db.Workspaces.Select(w => w.Currency).SingleAsync(cancellationToken))
        );
    }
}
