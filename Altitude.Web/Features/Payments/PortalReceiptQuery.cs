using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Payments;

/// <summary>A receipt: what was paid, how, and what of it went back since.</summary>
/// <param name="CustomerName">Whom it is for.</param>
/// <param name="Payment">With its refunds.</param>
/// <param name="Balance">Still due on the invoice now.</param>
public sealed record PortalReceipt(string Number, string Title, string CustomerName, Payment Payment, Money Total, Money Balance);

/// <summary>Reads the receipt of a payment of a customer's own invoice.</summary>
public sealed class PortalReceiptQuery(WorkspaceDbFactory workspaces)
{
    /// <returns>Null: there is none, it was undone, it is another customer's, or invoices are not this contact's to see.</returns>
    public async Task<PortalReceipt?> RunAsync(PortalReader reader, string number, Guid payment, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        if (!reader.MaySeeInvoices() || !PlainText.Fits(number, 32))
        {
            return null;
        }

        var id = new Id<Payment>(payment);
        var found = await (
            from i in db.Invoices
            where i.Number == number && i.CustomerId == reader.CustomerId
            join c in db.Customers on i.CustomerId equals c.Id
            select new
            {
                i.Number,
                i.Content.Title,
                c.Name,
                i.Total,
                Sums = InvoiceSums.Of(
                    i.Total.Currency,
                    i.Total.MinorUnits,
                    i.Deposit.MinorUnits,
                    EF.Property<long>(i, InvoiceColumns.Paid),
                    EF.Property<long>(i, InvoiceColumns.Refunded),
                    EF.Property<long>(i, InvoiceColumns.Credited),
                    i.VoidedAt != null
                ),
                Payment = i.Payments.SingleOrDefault(p => p.Id == id && p.ReversedAt == null),
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (found?.Payment is null)
        {
            return null;
        }

        var paid = await db.Payments.Include(p => p.Refunds).SingleAsync(p => p.Id == id, cancellationToken);
        return new PortalReceipt(found.Number, found.Title, found.Name, paid, found.Total, found.Sums.Balance);
    }
}
