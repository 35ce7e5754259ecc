using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>How an invoice can be paid online, and how far a payment has come.</summary>
/// <param name="Deposit">Zero: not due by itself.</param>
/// <param name="Balance">Zero: nothing is due.</param>
/// <param name="LeastPart">Zero: parts are not offered.</param>
/// <param name="UnderWay">A bank has the word about so much; null: none has.</param>
/// <param name="Returned">What became of the payment that the person comes back from; null: they come from elsewhere.</param>
/// <param name="IsTest">No money moves.</param>
/// <param name="OnTop">What may be, or is, paid on top.</param>
public sealed record InvoicePayView(
    bool IsOffered,
    Money Deposit,
    Money Balance,
    Money LeastPart,
    Money? UnderWay,
    CheckoutState? Returned,
    Money? ReturnedAmount,
    bool IsTest,
    ExtrasOffer OnTop
)
{
    /// <summary>They come back from the provider's page, and its word has not come yet.</summary>
    public bool IsBeingConfirmed => Returned is CheckoutState.Open or CheckoutState.Opening;

    public bool CanPay => IsOffered && Balance.MinorUnits > 0 && UnderWay is null && !IsBeingConfirmed;
    public bool OffersDeposit => Deposit.MinorUnits > 0 && Deposit < Balance;
    public bool OffersPart => LeastPart.MinorUnits > 0 && LeastPart < Balance;
}

/// <summary>Reads how an invoice can be paid online.</summary>
public sealed class InvoicePayQuery(WorkspaceDbFactory workspaces)
{
    /// <param name="paid">The attempt that the person comes back from, as the address says; null: none.</param>
    /// <returns>Null: there is no such invoice, or it is not theirs.</returns>
    public async Task<InvoicePayView?> RunAsync(PortalReader reader, string number, Guid? paid, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        if (!reader.MaySeeInvoices())
        {
            return null;
        }

        var invoice = await db
            .Invoices.Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .AsSplitQuery()
            .SingleOrDefaultAsync(i => i.Number == number && i.CustomerId == reader.CustomerId, cancellationToken);
        if (invoice is null)
        {
            return null;
        }

        var account = await db.PaymentAccounts.SingleOrDefaultAsync(cancellationToken);
        var returned = new Id<CheckoutAttempt>(paid ?? Guid.Empty);
        var attempts = await db
            .CheckoutAttempts.Where(a => a.InvoiceId == invoice.Id && (a.State == CheckoutState.Processing || a.Id == returned))
            .Take(3)
            .ToListAsync(cancellationToken);
        var back = attempts.FirstOrDefault(a => a.Id == returned);
        return new InvoicePayView(
            account?.IsReady == true,
            invoice.DepositDue,
            invoice.Balance,
            new Money(account?.LeastPart ?? 0, invoice.Total.Currency),
            attempts.FirstOrDefault(a => a.State == CheckoutState.Processing)?.Charged,
            back?.State,
            back?.Charged,
            account?.Mode == ProviderMode.Test,
            new ExtrasOffer(account, invoice.Total.Currency)
        );
    }
}
