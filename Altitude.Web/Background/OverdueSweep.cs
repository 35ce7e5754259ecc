using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Background;

/// <summary>
/// Reminds customers of invoices that are due soon or overdue. Paid, void or in the bank's hands stops it; what fell due together, because the program was away,
/// is one reminder.
/// </summary>
public sealed class OverdueSweep(WorkspaceDbFactory workspaces) : Sweep(workspaces)
{
    /// <summary>Whoever has just paid a part, or was just sent the invoice, is left alone for so long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(2);

    protected override string Name => "overdue invoices";

    protected override async Task<Swept> LookAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
        var settings = company.Notifications;
        var soon = settings.Sends("invoice-due-soon") ? settings.InvoiceDueSoonDays : 0;
        var late = settings.Sends("invoice-overdue") || settings.Sends("invoice-overdue-office") ? settings.InvoiceOverdueDays : [];
        if (soon == 0 && late.Count == 0)
        {
            return Swept.Of("invoices reminded of", 0);
        }

        var today = company.DayOf(db.Now);
        var (from, through, graceFrom) = (
            today.AddDays(-late.DefaultIfEmpty(0).Max() - RemindersSweep.Latest.Days),
            today.AddDays(soon),
            db.Now - Grace
        );
        var candidates = await db
            .Invoices.AsNoTracking()
            .Where(i =>
                i.VoidedAt == null
                && EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) < i.Total.MinorUnits
                && i.DueOn >= from
                && i.DueOn <= through
                && i.SentAt != null
                && i.SentAt < graceFrom
            )
            .Where(i => !db.Payments.Any(p => p.InvoiceId == i.Id && p.At > graceFrom && p.ReversedAt == null))
            .Where(i => !db.CheckoutAttempts.Any(a => a.InvoiceId == i.Id && a.State == CheckoutState.Processing))
            .OrderBy(i => i.DueOn)
            .ThenBy(i => i.Id)
            .Take(5_000)
            .Select(i => new
            {
                i.Id,
                i.Number,
                i.CustomerId,
                i.JobId,
                i.DueOn,
                i.Total,
                SentAt = i.SentAt!.Value, // Filtered above.
                Paid = EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited),
            })
            .ToListAsync(cancellationToken);
        var reminded = 0;
        foreach (var invoice in candidates)
        {
            var of = RemindersSweep.MorningOf(invoice.DueOn, company.Zone);
            var overdue = late.Where(days => IsDue(RemindersSweep.MorningOf(invoice.DueOn.AddDays(days), company.Zone), invoice.SentAt, db.Now))
                .ToArray();
            var isSoon =
                soon > 0
                && today <= invoice.DueOn
                && IsDue(RemindersSweep.MorningOf(invoice.DueOn.AddDays(-soon), company.Zone), invoice.SentAt, db.Now);
            var kind = overdue.Length > 0 ? InvoiceReminded.Overdue : InvoiceReminded.DueSoon;
            if (
                !await Reminders.MarkAsync(
                    db,
                    kind,
                    invoice.Id.Value,
                    of,
                    overdue.Length > 0 ? overdue
                        : isSoon ? [soon]
                        : [],
                    cancellationToken
                ) || await WasSentAgainAsync(db, invoice.Id, graceFrom, cancellationToken)
            )
            {
                continue;
            }

            var isFirst = !await db.Activity.AnyAsync(a => a.Subject == invoice.Id.Value && a.Kind == kind, cancellationToken);
            db.Record(
                new InvoiceReminded(
                    kind,
                    invoice.Id,
                    invoice.Number,
                    new Money(invoice.Total.MinorUnits - invoice.Paid, invoice.Total.Currency),
                    invoice.CustomerId,
                    invoice.JobId,
                    isFirst
                )
            );
            if (++reminded == Most)
            {
                return Swept.Of("invoices reminded of", reminded, isMore: true);
            }
        }

        return Swept.Of("invoices reminded of", reminded);
    }

    private static bool IsDue(DateTimeOffset due, DateTimeOffset sentAt, DateTimeOffset now) =>
        due <= now && due > sentAt && now - due < RemindersSweep.Latest;

    /// <summary>Somebody of the company has just reminded them by hand.</summary>
    private static Task<bool> WasSentAgainAsync(WorkspaceDb db, Id<Invoice> invoice, DateTimeOffset since, CancellationToken cancellationToken) =>
        db.Activity.AnyAsync(a => a.Subject == invoice.Value && a.Kind == "invoice.sent" && a.At > since, cancellationToken);
}
