using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Payments.Emails;

/// <summary>Tells the office that a customer has paid.</summary>
public sealed class PaidOfficeMailing : IFurtherMailing
{
    private const string Kind = "paid-office";

    public static IReadOnlyList<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await MoneyFacts.ReadAsync(db, line, cancellationToken) is { Payment.RecordedBy: "" } // Who wrote it down knows.
            ? await MoneyOffice.OfficeAsync(db, Kind, line.Subject, cancellationToken)
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
        if (await MoneyFacts.ReadAsync(db, line, cancellationToken) is not { Payment.IsReversed: false } money)
        {
            return null;
        }

        var texts = new ReceiptTexts(head.Words.Culture);
        var customer = await MoneyOffice.CustomerAsync(db, money.Customer, cancellationToken);
        return new OfficeNoticeLetter(
            head,
            $"{customer} paid {head.Words.Money(money.Payment.Amount)} of {money.Number}",
            Words: "",
            money.Payment.IsLive == false ? texts.TestPayment : "",
            [
                new("Customer", customer),
                new("Invoice", $"{money.Number}, {money.Title}"),
                new(texts.PaidWith, texts.MeansOf(money.Payment)),
                .. money.StillDue is { } due ? [new EmailFact("Still due", head.Words.Money(due))] : Array.Empty<EmailFact>(),
            ],
            "Open the invoice",
            head.Office($"/invoices/{money.Number}"),
            money.Job
        );
    }
}

/// <summary>Tells the office that money goes back to a customer, whoever sent it.</summary>
public sealed class RefundOfficeMailing : IFurtherMailing
{
    private const string Kind = "refund-office";

    public static IReadOnlyList<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await MoneyOffice.OfficeAsync(db, Kind, line.Subject, cancellationToken);
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
            || !Guid.TryParse(line.Detail("refund"), out var id)
            || money.Payment.Refunds.FirstOrDefault(r => r.Id.Value == id) is not { Counts: true } refund
        )
        {
            return null;
        }

        var customer = await MoneyOffice.CustomerAsync(db, money.Customer, cancellationToken);
        return new OfficeNoticeLetter(
            head,
            $"{head.Words.Money(refund.Amount)} of {money.Number} went back to {customer}",
            Words: "",
            Intro: "",
            [new("Customer", customer), new("Invoice", $"{money.Number}, {money.Title}"), new("When", head.Words.Day(refund.RefundedOn))],
            "Open the invoice",
            head.Office($"/invoices/{money.Number}"),
            money.Job
        );
    }
}

/// <summary>Tells the office that a payment that a bank was asked for came to nothing.</summary>
public sealed class PaymentFailedOfficeMailing : IFurtherMailing
{
    private const string Kind = "payment-failed-office";

    public static IReadOnlyList<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        return await AttemptAsync(db, line, cancellationToken) is null
            ? []
            : await MoneyOffice.OfficeAsync(db, Kind, line.Subject, cancellationToken);
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
        if (await AttemptAsync(db, line, cancellationToken) is not { State: CheckoutState.Failed } attempt)
        {
            return null;
        }

        var customer = await MoneyOffice.CustomerAsync(db, attempt.CustomerId, cancellationToken);
        return new OfficeNoticeLetter(
            head,
            $"A payment of {head.Words.Money(attempt.Amount)} for {attempt.InvoiceNumber} failed",
            Words: "",
            "The customer's bank did not pay, and the customer knows. The invoice is open as before.",
            [new("Customer", customer), new("Invoice", attempt.InvoiceNumber)],
            "Open the invoice",
            head.Office($"/invoices/{attempt.InvoiceNumber}"),
            attempt.JobId?.Value
        );
    }

    /// <summary>Null: it failed before its payer's eyes, who chose another card at once.</summary>
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

/// <summary>Who of the company is told about money.</summary>
internal static class MoneyOffice
{
    public static async Task<IReadOnlyList<Addressee>> OfficeAsync(WorkspaceDb db, string kind, Guid invoice, CancellationToken cancellationToken)
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
        return [.. staff.Where(s => s.Role.MayPrice()).Select(s => new Addressee(kind, s.Name, s.Email, invoice))];
    }

    public static async Task<string> CustomerAsync(WorkspaceDb db, Id<Customer> id, CancellationToken cancellationToken) =>
        await db.Customers.Where(c => c.Id == id).Select(c => c.Name).SingleOrDefaultAsync(cancellationToken) ?? "A customer";
}
