using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Background;
using Altitude.Web.Components;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Payments.Emails;

/// <summary>The receipt: one for each payment, whoever wrote it down.</summary>
public sealed class ReceiptMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken) =>
        await MoneyFacts.ReadAsync(db, await FollowedLine.ReadAsync(db, task, cancellationToken), cancellationToken) is { } money
            ? await money.ReadersAsync(db, "receipt", cancellationToken)
            : [];

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        if (
            await MoneyFacts.ReadAsync(db, line, cancellationToken) is not { Payment.IsReversed: false } money // Undone before the mail could leave.
            || await money.ContactAsync(db, delivery, cancellationToken) is not { } contact
        )
        {
            return null;
        }

        var (texts, amount) = (new ReceiptTexts(head.Words.Culture), head.Words.Money(money.Payment.Charged));
        return new MoneyLetter(
            head,
            texts.ReceiptSubject(amount, money.Number),
            contact.Name,
            texts.ReceiptIntro(head.Name, amount, money.Number, money.Title),
            [
                new(texts.Paid, amount),
                .. texts.PartsOf(money.Payment).Select(p => new EmailFact(p.Name, head.Words.Money(p.Amount))),
                new(texts.PaidWith, texts.MeansOf(money.Payment)),
                new(texts.On, head.Words.Day(money.Payment.ReceivedOn)),
                new(texts.Invoice, money.Number),
                new(texts.InvoiceTotal, head.Words.Money(money.Total)),
                .. money.StillDue is { } due ? [new EmailFact(texts.StillDue, head.Words.Money(due))] : Array.Empty<EmailFact>(),
            ],
            money.Payment.IsLive == false ? texts.TestPayment : "",
            texts.SeeReceipt,
            await money.LinkAsync(db, delivery, contact, head, $"/receipts/{money.Payment.Id}", cancellationToken),
            money.Job
        )
        {
            Values = MoneyLetter.ValuesOf(amount, money.Number, money.Title),
        };
    }
}

/// <summary>Money goes back to the customer.</summary>
public sealed class RefundedMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await MoneyFacts.ReadAsync(db, line, cancellationToken) is { } money && RefundOf(line, money) is not null
            ? await money.ReadersAsync(db, "refund", cancellationToken)
            : [];
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
        if (
            await MoneyFacts.ReadAsync(db, line, cancellationToken) is not { } money
            || RefundOf(line, money) is not { Counts: true } refund // It failed before the mail could leave.
            || await money.ContactAsync(db, delivery, cancellationToken) is not { } contact
        )
        {
            return null;
        }

        var (texts, amount) = (new ReceiptTexts(head.Words.Culture), head.Words.Money(refund.Whole));
        var isElectronic = refund.ProviderRefund is not null;
        return new MoneyLetter(
            head,
            refund.IsTakenBack ? texts.TakenBackSubject(amount, money.Number) : texts.RefundSubject(head.Name, amount, money.Number),
            contact.Name,
            refund.IsTakenBack ? texts.TakenBackIntro(head.Name, amount, money.Number)
                : isElectronic ? texts.RefundIntro(head.Name, amount, money.Number)
                : texts.RefundByHandIntro(head.Name, amount, money.Number),
            [
                new(texts.Refunded, amount),
                new(texts.GoesBackTo, isElectronic ? texts.MeansOf(money.Payment) : texts.NameOf(refund.Method)),
                new(texts.On, head.Words.Day(refund.RefundedOn)),
                new(texts.Invoice, money.Number),
                .. money.StillDue is { MinorUnits: > 0 } due ? [new EmailFact(texts.StillDue, head.Words.Money(due))] : Array.Empty<EmailFact>(),
            ],
            money.Payment.IsLive == false ? texts.TestPayment : "",
            texts.SeeInvoice,
            await money.LinkAsync(db, delivery, contact, head, "", cancellationToken),
            money.Job
        )
        {
            Values = MoneyLetter.ValuesOf(amount, money.Number, money.Title),
        };
    }

    /// <summary>Null: it is gone from the record.</summary>
    private static Refund? RefundOf(FollowedLine line, MoneyFacts money) =>
        Guid.TryParse(line.Detail("refund"), out var id) ? money.Payment.Refunds.FirstOrDefault(r => r.Id.Value == id) : null;
}

/// <summary>A payment that the bank was asked for days ago came to nothing: whoever made it has left the page long since.</summary>
public sealed class PaymentFailedMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await AttemptAsync(db, line, cancellationToken) is { } attempt
            ? await db
                .Contacts.Where(c => c.Id == attempt.ContactId && c.RemovedAt == null && c.Rights != Domain.Customers.ContactRights.Approve)
                .Select(c => new Addressee("payment-failed", c.Name, c.Email, line.Subject))
                .ToListAsync(cancellationToken)
            : [];
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
        if (
            await AttemptAsync(db, line, cancellationToken) is not { State: CheckoutState.Failed } attempt
            || await db.Contacts.SingleOrDefaultAsync(
                c =>
                    c.Id == attempt.ContactId
                    && c.Email == delivery.Recipient
                    && c.RemovedAt == null
                    && c.Rights != Domain.Customers.ContactRights.Approve,
                cancellationToken
            )
                is not { } contact
        )
        {
            return null;
        }

        var (texts, amount) = (new ReceiptTexts(head.Words.Culture), head.Words.Money(attempt.Amount));
        return new MoneyLetter(
            head,
            texts.FailedSubject(amount, attempt.InvoiceNumber),
            contact.Name,
            texts.FailedIntro(amount, attempt.InvoiceNumber),
            [new(texts.NotPaid, amount), new(texts.Invoice, attempt.InvoiceNumber)],
            attempt.Mode == ProviderMode.Test ? texts.TestPayment : "",
            texts.SeeInvoice,
            head.Company.Portal.IsOn
                ? await MailedLink.OfMailAsync(
                    db,
                    delivery,
                    contact,
                    $"/portal/{head.Company.Slug}/invoices/{attempt.InvoiceNumber}",
                    head,
                    cancellationToken
                )
                : null,
            attempt.JobId?.Value
        )
        {
            Values = MoneyLetter.ValuesOf(amount, attempt.InvoiceNumber, ""),
        };
    }

    /// <summary>The attempt that failed after its payer was done; null: it failed before their eyes, which they need no mail about.</summary>
    private static async Task<CheckoutAttempt?> AttemptAsync(WorkspaceDb db, FollowedLine line, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(line.Detail("attempt"), out var given))
        {
            return null;
        }

        var (invoice, id) = (new Id<Invoice>(line.Subject), new Id<CheckoutAttempt>(given));
        return await db
            .CheckoutAttempts.AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == id && a.InvoiceId == invoice && a.PaymentIntent != null, cancellationToken);
    }
}

/// <summary>A mail about money, for its customer.</summary>
/// <param name="Intro">What happened, in a sentence or two.</param>
/// <param name="Remark">Empty: none.</param>
/// <param name="Link">Null: the portal is off.</param>
public sealed record MoneyLetter(
    Letterhead Head,
    string Subject,
    string ContactName,
    string Intro,
    IReadOnlyList<EmailFact> Facts,
    string Remark,
    string Act,
    MailedLink? Link,
    Guid? Job
) : ICustomerLetter
{
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
    public string Quote => "";
    public string Proof => Remark;

    /// <summary>What its variables stand for.</summary>
    internal static Dictionary<string, string> ValuesOf(string amount, string invoice, string title) =>
        new()
        {
            ["payment.amount"] = amount,
            ["invoice.number"] = invoice,
            ["job.title"] = title,
        };

    public ReceiptTexts Texts => new(Head.Words.Culture);
    public string Preview => Intro;
    public Type Component => typeof(MoneyEmail);
    public string LinkSaid => Link is null ? "" : Texts.LinkIsYours(Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now));

    public string Text
    {
        get
        {
            List<string> parts = [Texts.Hello(ContactName), Intro, EmailFact.Lines(Facts)];
            if (Remark.Length > 0)
            {
                parts.Add(Remark);
            }

            if (Link is not null)
            {
                parts.Add($"{Act}:\n{Link.Address}");
                parts.Add(LinkSaid);
            }

            parts.Add(Head.Signature);
            return string.Join("\n\n", parts);
        }
    }
}
