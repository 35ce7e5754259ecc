using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Invoices;

/// <summary>A payment as the office reads it.</summary>
/// <param name="Method">One of <see cref="PaymentMethods"/>.</param>
/// <param name="By">Who wrote it down; empty: the payment provider told of it.</param>
/// <param name="Left">What can still be refunded.</param>
/// <param name="ReversedBy">Who took it back; empty: it stands.</param>
public sealed record PaymentRow(
    Id<Payment> Id,
    DateOnly On,
    Money Amount,
    string Method,
    string Note,
    string By,
    Money Left,
    string ReversedBy,
    IReadOnlyList<RefundRow> Refunds,
    PaymentExtras Extras
)
{
    public bool IsByHand => By.Length > 0;
    public bool IsReversed => ReversedBy.Length > 0;
    public bool CanBeUndone => IsByHand && !IsReversed && Method != PaymentMethods.Applied && !Refunds.Any(r => r.State != RefundState.Failed);
    public bool CanBeRefunded => Left.MinorUnits > 0;
}

/// <summary>A refund as the office reads it.</summary>
/// <param name="By">Who did it; empty: it was made at the payment provider.</param>
/// <param name="OnTop">What of surcharge and tip went back with it.</param>
public sealed record RefundRow(Id<Refund> Id, DateOnly On, Money Amount, string Method, string Note, string By, RefundState State, Money OnTop);

/// <summary>A credit as the office reads it.</summary>
/// <param name="ReversedBy">Who took it back; empty: it stands.</param>
public sealed record CreditRow(Id<Credit> Id, DateOnly On, Money Amount, string Reason, string By, string ReversedBy);

/// <summary>Somebody of the customer who sees invoices.</summary>
public sealed record InvoiceReader(string Name, string Email);

/// <summary>Something that happened to an invoice.</summary>
/// <param name="Who">Empty: by itself.</param>
public sealed record InvoiceNote(long Seq, string Text, string Who, string When);

/// <summary>All that the office sees of an invoice.</summary>
/// <param name="DepositDue">What is due at once while the balance was not sent; zero: nothing.</param>
/// <param name="SentAt">UTC; null: the balance was not asked for yet.</param>
/// <param name="JobNumber">Null: it stands alone.</param>
/// <param name="EstimateNumber">The estimate that it bills; null: none.</param>
/// <param name="Readers">Whom it is sent to.</param>
/// <param name="History">Newest first.</param>
/// <param name="Now">UTC; when it was read.</param>
/// <param name="Today">The company's day then.</param>
public sealed record InvoiceView(
    WorkspaceView Company,
    Id<Invoice> Id,
    string Number,
    InvoiceStatus Status,
    InvoiceContent Content,
    InvoiceSums Sums,
    Money DepositDue,
    DateOnly IssuedOn,
    DateOnly DueOn,
    DateTimeOffset? SentAt,
    DateTimeOffset? VoidedAt,
    string VoidReason,
    Id<Customer> CustomerId,
    string Customer,
    Id<Job>? JobId,
    string? JobNumber,
    string? JobTitle,
    string? EstimateNumber,
    IReadOnlyList<PaymentRow> Payments,
    IReadOnlyList<CreditRow> Credits,
    IReadOnlyList<InvoiceReader> Readers,
    IReadOnlyList<InvoiceNote> History,
    DateTimeOffset Now,
    DateOnly Today
)
{
    public bool IsVoid => VoidedAt is not null;
    public bool CanBeSent => !IsVoid && Sums.Balance.MinorUnits > 0;
    public bool CanBePaid => CanBeSent;
    public bool CanBeVoided => !IsVoid && Sums.Paid.MinorUnits == 0;
    public bool CanBeCredited => !IsVoid && Sums.Owed.MinorUnits > 0;
}

/// <summary>Reads an invoice for its page in the office.</summary>
public sealed class InvoicePageQuery(WorkspaceDbFactory workspaces)
{
    private const int MostNotes = 50;

    /// <returns>Null: there is no such invoice.</returns>
    public async Task<InvoiceView?> RunAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        if (!PlainText.Fits(number, 32))
        {
            return null;
        }

        var invoice = await db
            .Invoices.Include(i => i.Payments)
                .ThenInclude(p => p.Refunds)
            .Include(i => i.Credits)
            .AsSplitQuery()
            .SingleOrDefaultAsync(i => i.Number == number, cancellationToken);
        if (invoice is null)
        {
            return null;
        }

        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var job = invoice.JobId is { } of
            ? await db.Jobs.Where(j => j.Id == of).Select(j => new { j.Number, j.Title }).SingleAsync(cancellationToken)
            : null;
        var today = LocalDay.Of(db.Now, company.Zone);
        return new InvoiceView(
            company,
            invoice.Id,
            invoice.Number,
            invoice.StatusOn(today),
            invoice.Content,
            invoice.Sums,
            invoice.DepositDue,
            invoice.IssuedOn,
            invoice.DueOn,
            invoice.SentAt,
            invoice.VoidedAt,
            invoice.VoidReason,
            invoice.CustomerId,
            await db.Customers.Where(c => c.Id == invoice.CustomerId).Select(c => c.Name).SingleAsync(cancellationToken),
            invoice.JobId,
            job?.Number,
            job?.Title,
            invoice.EstimateId is { } estimate
                ? await db.Estimates.Where(e => e.Id == estimate).Select(e => e.Number).SingleAsync(cancellationToken)
                : null,
            [.. invoice.Payments.OrderBy(p => p.At).Select(RowOf)],
            [.. invoice.Credits.OrderBy(c => c.At).Select(c => new CreditRow(c.Id, c.CreditedOn, c.Amount, c.Reason, c.RecordedBy, c.ReversedBy))],
            await InvoiceReaders.OfAsync(db, invoice.CustomerId, cancellationToken),
            await HistoryAsync(db, invoice.Id.Value, company, cancellationToken),
            db.Now,
            today
        );
    }

    private static PaymentRow RowOf(Payment payment) =>
        new(
            payment.Id,
            payment.ReceivedOn,
            payment.Amount,
            payment.Method,
            payment.Note,
            payment.RecordedBy,
            payment.Left,
            payment.ReversedBy,
            [
                .. payment
                    .Refunds.OrderBy(r => r.At)
                    .Select(r => new RefundRow(r.Id, r.RefundedOn, r.Amount, r.Method, r.Note, r.RecordedBy, r.State, r.Whole - r.Amount)),
            ],
            payment.Extras
        );

    private static async Task<IReadOnlyList<InvoiceNote>> HistoryAsync(
        WorkspaceDb db,
        Guid invoice,
        WorkspaceView company,
        CancellationToken cancellationToken
    )
    {
        var lines = await ActivityQuery
            .Lines(db, db.Activity.Where(a => a.Subject == invoice).OrderByDescending(a => a.Seq).Take(MostNotes))
            .ToListAsync(cancellationToken);
        var actors = lines.Select(l => l.ActorId).OfType<Guid>().Distinct().ToArray();
        Id<StaffMember>[] staffIds = [.. actors.Select(a => new Id<StaffMember>(a))];
        Id<Contact>[] contactIds = [.. actors.Select(a => new Id<Contact>(a))];
        var names = (
            await db.Staff.Where(s => staffIds.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToListAsync(cancellationToken)
        ).ToDictionary(s => s.Id.Value, s => s.Name);
        foreach (
            var contact in await db.Contacts.Where(c => contactIds.Contains(c.Id)).Select(c => new { c.Id, c.Name }).ToListAsync(cancellationToken)
        )
        {
            names[contact.Id.Value] = contact.Name;
        }

        return
        [
            .. lines
                .OrderByDescending(l => l.Seq)
                .Select(l => new InvoiceNote(l.Seq, ActivitySentences.ForStaff(l, company), WhoOf(l, names), company.Words.Moment(l.At, db.Now))),
        ];
    }

    private static string WhoOf(ActivityLine line, Dictionary<Guid, string> names) =>
        line.ActorKind switch
        {
            "staff" or "visitor" => names.GetValueOrDefault(line.ActorId ?? Guid.Empty, ""),
            "provider" => "Payment provider",
            _ => "",
        };
}

/// <summary>Who of a customer sees invoices.</summary>
internal static class InvoiceReaders
{
    public static async Task<IReadOnlyList<InvoiceReader>> OfAsync(WorkspaceDb db, Id<Customer> customer, CancellationToken cancellationToken) =>
        await db
            .Contacts.Where(c => c.CustomerId == customer && c.RemovedAt == null && c.Rights != ContactRights.Approve)
            .OrderBy(c => c.Name)
            .Take(50)
            .Select(c => new InvoiceReader(c.Name, c.Email))
            .ToListAsync(cancellationToken);
}
