using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>What closing the company would cut off, as its owner is told beforehand.</summary>
/// <param name="ExportedAt">UTC; when the latest export that can be fetched was ready; null: there is none.</param>
/// <param name="IsExportFresh">It is young enough to close.</param>
/// <param name="IsExportUnderWay">One is being made.</param>
/// <param name="OpenEstimates">Sent, and not answered. Counted to <see cref="ClosingQuery.Most"/>, as all that follows.</param>
/// <param name="UnpaidInvoices">Something is still owed.</param>
/// <param name="VisitsAhead">Agreed, and not made yet.</param>
/// <param name="OpenCheckouts">Customers who have a payment page open; those are ended first.</param>
/// <param name="OnItsWay">Payments and refunds that the provider has not decided.</param>
/// <param name="CustomersIn">Sessions of customers.</param>
/// <param name="StaffIn">Sign-ins of others than whoever asks.</param>
/// <param name="Now">UTC.</param>
public sealed record ClosingView(
    WorkspaceView Company,
    DateTimeOffset? ExportedAt,
    bool IsExportFresh,
    bool IsExportUnderWay,
    int OpenEstimates,
    int UnpaidInvoices,
    int VisitsAhead,
    int OpenCheckouts,
    int OnItsWay,
    int CustomersIn,
    int StaffIn,
    DateTimeOffset Now
)
{
    /// <summary>UTC, exclusive: until then it could be opened again.</summary>
    public DateTimeOffset EndsAt => Now + ShutRules.ReopenWithin;
}

/// <summary>Reads what closing the company would cut off, for owners.</summary>
public sealed class ClosingQuery(WorkspaceDbFactory workspaces)
{
    /// <summary>Nobody needs to know of more to decide.</summary>
    public const int Most = 100;

    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<ClosingView> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.May(Permission.CloseCompany), "close the company");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var now = db.Now;
        var exported = await ExportedAtAsync(db, cancellationToken);
        return new ClosingView(
            await WorkspaceViews.ReadAsync(db, cancellationToken),
            exported,
            now - exported <= ShutRules.ExportAtMost,
            await db.WorkspaceExports.AnyAsync(e => e.ReadyAt == null, cancellationToken),
            await db.Estimates.Where(e => e.State == EstimateState.Sent && e.ExpiryNotedAt == null).Take(Most).CountAsync(cancellationToken),
            await db
                .Invoices.Where(i =>
                    i.VoidedAt == null
                    && EF.Property<long>(i, InvoiceColumns.Paid) + EF.Property<long>(i, InvoiceColumns.Credited) < i.Total.MinorUnits
                )
                .Take(Most)
                .CountAsync(cancellationToken),
            await db.Appointments.Where(a => a.StartsAt > now && a.State != AppointmentState.Cancelled).Take(Most).CountAsync(cancellationToken),
            await db
                .CheckoutAttempts.Where(a => a.State == CheckoutState.Opening || a.State == CheckoutState.Open)
                .Take(Most)
                .CountAsync(cancellationToken),
            await OnItsWayAsync(db, cancellationToken),
            await db.PortalSessions.Where(s => s.EndedAt == null && s.ExpiresAt > now).Take(Most).CountAsync(cancellationToken),
            await db
                .StaffSessions.Where(s => s.WorkspaceId == db.WorkspaceId && s.EndedAt == null && s.ExpiresAt > now && s.Id != staff.Session)
                .Take(Most)
                .CountAsync(cancellationToken),
            now
        );
    }

    /// <summary>When the latest export that can be fetched was ready, UTC; null: there is none.</summary>
    internal static Task<DateTimeOffset?> ExportedAtAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        var now = db.Now;
        return db
            .WorkspaceExports.Where(e => e.ReadyAt != null && e.ExpiresAt > now)
            .OrderByDescending(e => e.AskedAt)
            .Select(e => e.ReadyAt)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Payments and refunds that the provider has not decided.</summary>
    internal static async Task<int> OnItsWayAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        await db.CheckoutAttempts.Where(a => a.State == CheckoutState.Processing).Take(Most).CountAsync(cancellationToken)
        + await db.Refunds.Where(r => r.State == RefundState.Pending).Take(Most).CountAsync(cancellationToken);
}
