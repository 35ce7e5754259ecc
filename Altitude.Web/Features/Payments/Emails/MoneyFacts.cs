using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Payments.Emails;

/// <summary>What mails about money name: the payment that came, and what its invoice says.</summary>
/// <param name="Payer">Who paid online; null: nobody did.</param>
/// <param name="StillDue">After it; null: not known any more.</param>
internal sealed record MoneyFacts(
    Payment Payment,
    string Number,
    string Title,
    Id<Customer> Customer,
    Id<Contact>? Payer,
    Money Total,
    Money? StillDue,
    Guid? Job
)
{
    /// <returns>Null: the line tells of none, or it is gone.</returns>
    public static async Task<MoneyFacts?> ReadAsync(WorkspaceDb db, FollowedLine line, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(line.Detail("payment"), out var given))
        {
            return null; // Erased.
        }

        var (invoiceId, paymentId) = (new Id<Invoice>(line.Subject), new Id<Payment>(given));
        var found = await (
            from p in db.Payments.Include(p => p.Refunds)
            join i in db.Invoices on p.InvoiceId equals i.Id
            where i.Id == invoiceId && p.Id == paymentId
            select new
            {
                Payment = p,
                i.Number,
                i.Content.Title,
                i.CustomerId,
                i.Total,
            }
        )
            .AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var payer = found.Payment.ProviderIntent is { } intent
            ? await db
                .CheckoutAttempts.Where(a => a.PaymentIntent == intent)
                .OrderBy(a => a.CreatedAt)
                .Select(a => (Id<Contact>?)a.ContactId)
                .FirstOrDefaultAsync(cancellationToken)
            : null;
        return new MoneyFacts(
            found.Payment,
            found.Number,
            found.Title,
            found.CustomerId,
            payer,
            found.Total,
            long.TryParse(line.Detail("balance"), CultureInfo.InvariantCulture, out var balance) ? new Money(balance, found.Total.Currency) : null,
            line.Job
        );
    }

    /// <summary>Whoever paid, and those who keep the books; where nobody of the customer paid online, everybody who sees invoices.</summary>
    public async Task<IReadOnlyList<Addressee>> ReadersAsync(WorkspaceDb db, string kind, CancellationToken cancellationToken) =>
        await db
            .Contacts.Where(c =>
                c.CustomerId == Customer
                && c.RemovedAt == null
                && c.Rights != ContactRights.Approve
                && (Payer == null || c.Id == Payer || c.Rights == ContactRights.BillingOnly)
            )
            .Select(c => new Addressee(kind, c.Name, c.Email, Payment.InvoiceId.Value))
            .ToListAsync(cancellationToken);

    /// <summary>Who a mail is for, if they may still see invoices; null: not any more.</summary>
    public Task<Contact?> ContactAsync(WorkspaceDb db, EmailDelivery delivery, CancellationToken cancellationToken) =>
        db.Contacts.SingleOrDefaultAsync(
            c => c.CustomerId == Customer && c.Email == delivery.Recipient && c.RemovedAt == null && c.Rights != ContactRights.Approve,
            cancellationToken
        );

    /// <summary>The mail's own way into the portal; null: the portal is off, or the link was used.</summary>
    public async Task<MailedLink?> LinkAsync(
        WorkspaceDb db,
        EmailDelivery delivery,
        Contact contact,
        Letterhead head,
        string below,
        CancellationToken cancellationToken
    ) =>
        head.Company.Portal.IsOn
            ? await MailedLink.OfMailAsync(db, delivery, contact, $"/portal/{head.Company.Slug}/invoices/{Number}{below}", head, cancellationToken)
            : null;
}
