using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices.Emails;

/// <summary>Asks every contact who sees invoices for the balance, each with a link of their own; sent again, it is a reminder.</summary>
public sealed class InvoiceSentMailing : IMailing
{
    private const string Kind = "invoice-sent";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var customer = new Id<Customer>(line.Customer ?? Guid.Empty);
        var contacts = await db
            .Contacts.Where(c => c.CustomerId == customer && c.RemovedAt == null)
            .Select(c => new
            {
                c.Name,
                c.Email,
                c.Rights,
            })
            .ToListAsync(cancellationToken);
        return [.. contacts.Where(c => c.Rights.MaySeeInvoices()).Select(c => new Addressee(Kind, c.Name, c.Email, line.Subject))];
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var id = new Id<Invoice>(line.Subject);
        var invoice = await db
            .Invoices.AsNoTracking()
            .Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .AsSplitQuery()
            .SingleAsync(i => i.Id == id, cancellationToken);
        if (invoice.VoidedAt is not null || invoice.IsSettled)
        {
            return null; // Voided or paid before the mail could leave.
        }

        var contact = await db.Contacts.SingleOrDefaultAsync(
            c => c.CustomerId == invoice.CustomerId && c.Email == delivery.Recipient && c.RemovedAt == null,
            cancellationToken
        );
        if (contact is null || !contact.Rights.MaySeeInvoices())
        {
            return null;
        }

        MailedLink? link = null;
        if (head.Company.Portal.IsOn)
        {
            var target = $"/portal/{head.Company.Slug}/invoices/{invoice.Number}";
            link = await MailedLink.OfMailAsync(db, delivery, contact, target, head, cancellationToken);
            if (link is null)
            {
                return null; // Its link was used: it has arrived.
            }
        }

        return new InvoiceSentLetter(
            head,
            contact.Name,
            invoice.Number,
            invoice.Content.Title,
            invoice.Sums,
            invoice.DueOn,
            invoice.StatusOn(LocalDay.Of(head.Now, head.Company.Zone)) == InvoiceStatus.Overdue ? InvoiceSentAs.Overdue
                : invoice.SentAt < line.At.AddMilliseconds(-1) ? InvoiceSentAs.Reminder // Asked for before this line was written.
                : InvoiceSentAs.First,
            link,
            invoice.JobId?.Value
        );
    }
}

/// <summary>Why an invoice comes to a customer.</summary>
public enum InvoiceSentAs
{
    First,

    /// <summary>It was sent before.</summary>
    Reminder,

    /// <summary>Its due day is over.</summary>
    Overdue,
}

/// <summary>"Your invoice is here."</summary>
/// <param name="Link">Null: the portal is switched off.</param>
public sealed record InvoiceSentLetter(
    Letterhead Head,
    string ContactName,
    string Number,
    string Title,
    InvoiceSums Sums,
    DateOnly DueOn,
    InvoiceSentAs As,
    MailedLink? Link,
    Guid? Job
) : ICustomerLetter
{
    public IReadOnlyDictionary<string, string> Values =>
        new Dictionary<string, string>
        {
            ["invoice.number"] = Number,
            ["job.title"] = Title,
            ["invoice.balance"] = Due,
            ["invoice.due_on"] = DueDay,
        };
    public string Quote => "";
    public string Act => Texts.SeeTheInvoice;
    public bool MayBeWorded => As == InvoiceSentAs.First;

    public InvoiceTexts Texts => new(Head.Words.Culture);

    public string Subject =>
        As switch
        {
            InvoiceSentAs.Overdue => Texts.MailOverdueSubject(Number, Due),
            InvoiceSentAs.Reminder => Texts.MailReminderSubject(Number, Due, DueDay),
            _ => Texts.MailSubject(Number, Head.Name, Due, DueDay),
        };

    public string Heading =>
        As switch
        {
            InvoiceSentAs.Overdue => Texts.MailOverdueHeading(Number),
            InvoiceSentAs.Reminder => Texts.MailReminderHeading(Number),
            _ => Texts.MailHeading(Number),
        };

    public string Preview => Texts.MailPreview(Due, DueDay);
    public Type Component => typeof(InvoiceSentEmail);

    public string Opening =>
        As switch
        {
            InvoiceSentAs.Overdue => Texts.MailOverdueOpening(Head.Name, Title, DueDay),
            InvoiceSentAs.Reminder => Texts.MailReminderOpening(Head.Name, Title),
            _ => Texts.MailOpening(Head.Name, Title),
        };

    public string LinkSaid => Link is null ? "" : Texts.MailLinkIsYours(Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now));

    public IReadOnlyList<EmailFact> Facts =>
        [
            new(Texts.Total, Head.Words.Money(Sums.Total)),
            .. Sums.Credited.MinorUnits > 0 ? [new EmailFact(Texts.Credited, Head.Words.Money(-Sums.Credited))] : Array.Empty<EmailFact>(),
            .. Sums.Paid.MinorUnits > 0 ? [new EmailFact(Texts.PaidSoFar, Head.Words.Money(Sums.Paid))] : Array.Empty<EmailFact>(),
            new(Texts.StillDue, Due),
            new(Texts.Due, DueDay),
        ];

    public string Text
    {
        get
        {
            List<string> parts = [Texts.MailHello(ContactName), Opening, EmailFact.Lines(Facts)];
            if (Link is not null)
            {
                parts.Add($"{Texts.SeeTheInvoice}:\n{Link.Address}");
                parts.Add(LinkSaid);
            }

            parts.Add(Head.Signature);
            return string.Join("\n\n", parts);
        }
    }

    private string Due => Head.Words.Money(Sums.Balance);

    private string DueDay => Head.Words.Day(DueOn, LocalDay.Of(Head.Now, Head.Company.Zone).Year);
}
