using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Payments;

/// <summary>An attempt to pay online, as the office lists it.</summary>
/// <param name="Amount">All that was asked for, what is paid on top included.</param>
/// <param name="Payment">What came of it; null: nothing yet.</param>
/// <param name="Received">All that came, what was paid on top included.</param>
/// <param name="Left">What can still be refunded of it.</param>
/// <param name="Refunded">What went back of it.</param>
/// <param name="Extras">What of it is paid on top of the invoice's money.</param>
public sealed record PaymentRow(
    Id<CheckoutAttempt> Attempt,
    string Invoice,
    string Customer,
    CheckoutPurpose Purpose,
    CheckoutState State,
    Money Amount,
    string Reason,
    string Dispute,
    ProviderMode Mode,
    DateTimeOffset At,
    Id<Payment>? Payment,
    Money? Received,
    Money? Left,
    Money? Refunded,
    string Label,
    PaymentExtras Extras
)
{
    /// <summary>All of it went back.</summary>
    public bool IsRefunded => Refunded is { MinorUnits: > 0 } refunded && refunded >= Received;

    public bool IsPartlyRefunded => Refunded is { MinorUnits: > 0 } && !IsRefunded;
}

/// <summary>Money that no invoice asks for.</summary>
/// <param name="Payment">The online payment that can give it back; null: it came otherwise.</param>
/// <param name="Refundable">What can go back through the provider: at most what is left over, and what is left of that payment.</param>
/// <param name="Label">"Visa ending 4242"; empty: not told.</param>
/// <param name="Others">The customer's invoices that could use it.</param>
public sealed record UnappliedRow(
    string Invoice,
    string Customer,
    Money Amount,
    bool IsVoid,
    Id<Payment>? Payment,
    Money Refundable,
    string Label,
    IReadOnlyList<DueInvoice> Others
);

/// <summary>An invoice that asks for money.</summary>
public sealed record DueInvoice(string Number, Money Balance);

/// <summary>The company's online payments and what of them needs somebody.</summary>
/// <param name="Reviews">Events that could not be read by themselves.</param>
public sealed record PaymentsView(
    WorkspaceView Company,
    DateTimeOffset Now,
    bool IsReady,
    IReadOnlyList<PaymentRow> Rows,
    IReadOnlyList<UnappliedRow> Unapplied,
    int Reviews,
    bool HasMore
)
{
    public IEnumerable<PaymentRow> Disputed => Rows.Where(r => r.Dispute is not ("" or "won" or "warning_closed"));
    public bool NeedsSomebody => Unapplied.Count > 0 || Reviews > 0 || Disputed.Any();
}

/// <summary>Reads the company's online payments, newest first.</summary>
public sealed class PaymentsQuery(WorkspaceDbFactory workspaces)
{
    public const int Page = 50;
    public const int Most = 400;

    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<PaymentsView> RunAsync(Staff staff, int take, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "see payments");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var isReady = await db.PaymentAccounts.Select(a => a.SecretKey != null && a.WebhookSecret != null).SingleOrDefaultAsync(cancellationToken);
        var rows = await (
            from a in db.CheckoutAttempts
            orderby a.CreatedAt descending, a.Id descending
            join c in db.Customers on a.CustomerId equals c.Id
            select new
            {
                Attempt = a,
                c.Name,
                Payment = db
                    .Payments.Where(p => p.ProviderIntent != null && p.ProviderIntent == a.PaymentIntent && p.InvoiceId == a.InvoiceId)
                    .FirstOrDefault(),
            }
        )
            .Take(Math.Clamp(take, 1, Most) + 1)
            .ToListAsync(cancellationToken);
        var ids = rows.Where(r => r.Payment is not null).Select(r => r.Payment!.Id).ToArray(); // Filtered before.
        var gone = (
            await db
                .Refunds.Where(r => ids.Contains(r.PaymentId) && r.State != RefundState.Failed)
                .Select(r => new
                {
                    r.PaymentId,
                    r.Method,
                    MinorUnits = r.Amount.MinorUnits + r.ExtrasMinorUnits,
                })
                .ToListAsync(cancellationToken)
        ).ToLookup(r => r.PaymentId, r => (IsApplied: r.Method == PaymentMethods.Applied, r.MinorUnits));
        var unapplied = await (
            from i in db.Invoices
            where
                EF.Property<long>(i, InvoiceColumns.Paid) > 0
                && (
                    i.VoidedAt != null
                    || EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) > i.Total.MinorUnits
                )
            orderby i.IssuedOn descending
            join c in db.Customers on i.CustomerId equals c.Id
            select new
            {
                i.Id,
                i.Number,
                i.CustomerId,
                c.Name,
                i.Total.Currency,
                Total = i.Total.MinorUnits,
                Paid = EF.Property<long>(i, InvoiceColumns.Paid),
                Credited = EF.Property<long>(i, InvoiceColumns.Credited),
                IsVoid = i.VoidedAt != null,
            }
        )
            .Take(100)
            .ToListAsync(cancellationToken);
        var (over, whose) = (unapplied.Select(u => u.Id).ToArray(), unapplied.Select(u => u.CustomerId).Distinct().ToArray());
        var givers = await db
            .Payments.Include(p => p.Refunds)
            .Where(p => over.Contains(p.InvoiceId) && p.ProviderIntent != null)
            .OrderByDescending(p => p.At)
            .Take(400)
            .ToListAsync(cancellationToken);
        var due = (
            await db
                .Invoices.Where(i =>
                    whose.Contains(i.CustomerId)
                    && i.VoidedAt == null
                    && EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) < i.Total.MinorUnits
                )
                .OrderBy(i => i.DueOn)
                .Take(400)
                .Select(i => new
                {
                    i.CustomerId,
                    i.Number,
                    Balance = i.Total.MinorUnits - EF.Property<long>(i, InvoiceColumns.Credited) - EF.Property<long>(i, InvoiceColumns.Paid),
                    i.Total.Currency,
                })
                .ToListAsync(cancellationToken)
        ).ToLookup(i => i.CustomerId, i => new DueInvoice(i.Number, new Money(i.Balance, i.Currency)));
        var reviews = await db
            .WebhookInbox.Where(r => r.WorkspaceId == staff.WorkspaceId && r.State == ReceiptState.Review)
            .Take(1_000)
            .CountAsync(cancellationToken);
        return new PaymentsView(
            company,
            db.Now,
            isReady,
            [
                .. rows.Take(take)
                    .Select(r => new PaymentRow(
                        r.Attempt.Id,
                        r.Attempt.InvoiceNumber,
                        r.Name,
                        r.Attempt.Purpose,
                        r.Attempt.State,
                        r.Attempt.Charged,
                        r.Attempt.Reason,
                        r.Attempt.Dispute,
                        r.Attempt.Mode,
                        r.Attempt.CreatedAt,
                        r.Payment?.Id,
                        r.Payment?.Charged,
                        r.Payment is { } payment
                            ? new Money(Math.Max(0, payment.Charged.MinorUnits - gone[payment.Id].Sum(g => g.MinorUnits)), payment.Amount.Currency)
                            : null,
                        r.Payment is { } paid ? new Money(gone[paid.Id].Where(g => !g.IsApplied).Sum(g => g.MinorUnits), paid.Amount.Currency) : null,
                        r.Payment?.Note ?? "",
                        r.Payment?.Extras ?? r.Attempt.Extras
                    )),
            ],
            [
                .. unapplied.Select(u =>
                {
                    var amount = new Money(u.IsVoid ? u.Paid : u.Paid - Math.Max(0, u.Total - u.Credited), u.Currency);
                    var giver = givers.Where(p => p.InvoiceId == u.Id && p.Left.MinorUnits > 0).MaxBy(p => p.Left.MinorUnits);
                    var refundable =
                        giver is null ? Money.Zero(u.Currency)
                        : giver.Left <= amount ? giver.Returnable // All of it goes back: what was paid on top too.
                        : amount;
                    return new UnappliedRow(u.Number, u.Name, amount, u.IsVoid, giver?.Id, refundable, giver?.Note ?? "", [.. due[u.CustomerId]]);
                }),
            ],
            reviews,
            rows.Count > take
        );
    }
}
