using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>An invoice as its customer reads it.</summary>
/// <param name="DepositDue">What is due at once; null: nothing, or not any more.</param>
/// <param name="JobNumber">Null: it stands alone.</param>
/// <param name="Movements">Payments, refunds and credits that stand, oldest first.</param>
public sealed record PortalInvoiceView(
    string Number,
    InvoiceStatus Status,
    InvoiceContent Content,
    InvoiceSums Sums,
    Money? DepositDue,
    DateOnly IssuedOn,
    DateOnly DueOn,
    string? JobNumber,
    IReadOnlyList<InvoiceMovement> Movements
);

/// <summary>What changed what is due.</summary>
public enum InvoiceMovementKind
{
    Payment,
    Refund,
    Credit,
}

/// <summary>Money that came or went, or was let off.</summary>
/// <param name="Method">One of <see cref="PaymentMethods"/>; empty: no money moved.</param>
/// <param name="IsPending">On its way at the payment provider.</param>
public sealed record InvoiceMovement(InvoiceMovementKind Kind, Guid Id, DateOnly On, Money Amount, string Method, bool IsPending);

/// <summary>Reads one invoice of a customer.</summary>
public sealed class PortalInvoiceQuery(WorkspaceDbFactory workspaces)
{
    /// <param name="zone">The company's: whether an invoice is overdue is said of its day.</param>
    /// <returns>Null: there is none, it is another customer's, or invoices are not this contact's to see.</returns>
    public async Task<PortalInvoiceView?> RunAsync(PortalReader reader, string number, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        if (!reader.Rights.MaySeeInvoices())
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

        var job = invoice.JobId is { } id ? await db.Jobs.Where(j => j.Id == id).Select(j => j.Number).SingleOrDefaultAsync(cancellationToken) : null;
        return new PortalInvoiceView(
            invoice.Number,
            invoice.StatusOn(LocalDay.Of(db.Now, zone)),
            invoice.Content,
            invoice.Sums,
            invoice.DepositDue is { MinorUnits: > 0 } deposit ? deposit : null,
            invoice.IssuedOn,
            invoice.DueOn,
            job,
            MovementsOf(invoice)
        );
    }

    private static InvoiceMovement[] MovementsOf(Invoice invoice)
    {
        var payments = invoice.Payments.Where(p => !p.IsReversed).ToArray();
        return
        [
            .. payments
                .Select(p => (p.At, Line: new InvoiceMovement(InvoiceMovementKind.Payment, p.Id.Value, p.ReceivedOn, p.Amount, p.Method, false)))
                .Concat(
                    payments
                        .SelectMany(p => p.Refunds.Where(r => r.Counts))
                        .Select(r =>
                            (
                                r.At,
                                Line: new InvoiceMovement(
                                    InvoiceMovementKind.Refund,
                                    r.Id.Value,
                                    r.RefundedOn,
                                    r.Amount,
                                    r.Method,
                                    r.State == RefundState.Pending
                                )
                            )
                        )
                )
                .Concat(
                    invoice
                        .Credits.Where(c => c.ReversedAt is null)
                        .Select(c => (c.At, Line: new InvoiceMovement(InvoiceMovementKind.Credit, c.Id.Value, c.CreditedOn, c.Amount, "", false)))
                )
                .OrderBy(m => m.At)
                .Select(m => m.Line),
        ];
    }
}
