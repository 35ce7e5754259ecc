using System.Globalization;
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

/// <summary>Reminds everybody who sees a customer's invoices that one is due soon or overdue; the office hears once that it is overdue.</summary>
public sealed class InvoiceReminderMailing : IMailing
{
    private const string DueSoon = "invoice-due-soon";
    private const string Overdue = "invoice-overdue";
    private const string OverdueOffice = "invoice-overdue-office";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var customer = new Id<Customer>(line.Customer ?? Guid.Empty);
        var kind = task.Kind == InvoiceReminded.Overdue ? Overdue : DueSoon;
        var contacts = await db
            .Contacts.Where(c => c.CustomerId == customer && c.RemovedAt == null)
            .Select(c => new
            {
                c.Name,
                c.Email,
                c.Rights,
            })
            .ToListAsync(cancellationToken);
        List<Addressee> all = [.. contacts.Where(c => c.Rights.MaySeeInvoices()).Select(c => new Addressee(kind, c.Name, c.Email, line.Subject))];
        if (kind == Overdue && line.Detail("first") == "yes")
        {
            var staff = await db
                .Staff.Where(s => s.RemovedAt == null)
                .Select(s => new
                {
                    s.Name,
                    s.Email,
                    s.Role,
                })
                .ToListAsync(cancellationToken);
            all.AddRange(staff.Where(s => s.Role.MayPrice()).Select(s => new Addressee(OverdueOffice, s.Name, s.Email, line.Subject)));
        }

        return all;
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
        var today = LocalDay.Of(head.Now, head.Company.Zone);
        if (
            invoice.VoidedAt is not null
            || invoice.IsSettled
            || invoice.Balance.MinorUnits.ToString(CultureInfo.InvariantCulture) != line.Detail("amount")
            || (task.Kind == InvoiceReminded.DueSoon && today > invoice.DueOn)
        )
        {
            return null; // Somebody has paid, or it came too late for what it says.
        }

        var texts = new MailTexts(head.Words.Culture);
        var (due, day) = (head.Words.Money(invoice.Balance), head.Words.Day(invoice.DueOn, today.Year));
        if (delivery.Kind == OverdueOffice)
        {
            var customer = await db.Customers.Where(c => c.Id == invoice.CustomerId).Select(c => c.Name).SingleAsync(cancellationToken);
            return new OfficeNoticeLetter(
                head,
                $"{invoice.Number} of {customer} is overdue: {due}",
                Words: "",
                "The customer is reminded by mail, as your settings say. You need not do anything.",
                [new("Customer", customer), new("Invoice", $"{invoice.Number}, {invoice.Content.Title}"), new("Was due", day)],
                "Open the invoice",
                head.Office($"/invoices/{invoice.Number}"),
                invoice.JobId?.Value
            );
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

        var isOverdue = delivery.Kind == Overdue;
        return new NoticeLetter(
            head,
            isOverdue ? texts.OverdueSubject(invoice.Number, due) : texts.DueSoonSubject(invoice.Number, day, due),
            contact.Name,
            isOverdue ? texts.Overdue(head.Name, invoice.Content.Title, day) : texts.DueSoon(head.Name, invoice.Content.Title, day),
            [new(texts.Invoice, invoice.Number), new(texts.StillDue, due), new(texts.DueDay, day)],
            texts.SeeTheInvoice,
            link,
            invoice.JobId?.Value
        )
        {
            Values = new Dictionary<string, string>
            {
                ["invoice.number"] = invoice.Number,
                ["job.title"] = invoice.Content.Title,
                ["invoice.balance"] = due,
                ["invoice.due_on"] = day,
            },
        };
    }
}
