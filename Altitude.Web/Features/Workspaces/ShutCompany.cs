using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>
/// An owner closes the company. Payment pages are ended at the provider first; then, in one act, every session of portal and office ends but the owner's own, which
/// from then on opens nothing but the way back. Nothing is removed.
/// </summary>
public sealed class ShutCompany(WorkspaceDbFactory workspaces, OpenCheckouts checkouts)
{
    /// <param name="typed">The company's name, typed by whoever means it.</param>
    /// <exception cref="RuleViolation">
    /// One of <see cref="ShutRules"/>; <see cref="PaymentRules.Unreachable"/>: a payment page could not be ended; or their role does not allow it.
    /// </exception>
    public async Task RunAsync(Staff staff, string typed, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.May(Permission.CloseCompany), "close the company");
        await using (var db = await workspaces.ReadAsync(staff, cancellationToken))
        {
            var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
            company.Shut( // Asked before anybody's payment page is ended for nothing; this company is thrown away.
                typed,
                await ClosingQuery.ExportedAtAsync(db, cancellationToken),
                await ClosingQuery.OnItsWayAsync(db, cancellationToken),
                staff.StaffName,
                db.Now
            );
        }

        await EndCheckoutsAsync(staff, cancellationToken);
        await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                var company = await db.Workspaces.SingleAsync(cancellationToken);
                company.Shut(
                    typed,
                    await ClosingQuery.ExportedAtAsync(db, cancellationToken),
                    await ClosingQuery.OnItsWayAsync(db, cancellationToken),
                    staff.StaffName,
                    db.Now
                );
                await RevokeAccess.EndSessionsAsync(db, cancellationToken);
                await db.ExecuteAsync(
                    "update platform.staff_sessions set ended_at = altitude.now() where workspace_id = $1 and id <> $2 and ended_at is null",
                    [staff.WorkspaceId.Value, staff.Session.Value],
                    cancellationToken
                );
                db.Queue(OutboxKinds.EndWorkspace, staff.WorkspaceId.Value, company.EndsAt!.Value); // It was closed above.
            },
            cancellationToken
        );
    }

    private async Task EndCheckoutsAsync(Staff staff, CancellationToken cancellationToken)
    {
        while (await FindCheckoutsAsync(staff, cancellationToken) is [_, ..] open)
        {
            foreach (var invoice in open)
            {
                await checkouts.CloseAsync(staff.WorkspaceId, invoice, cancellationToken); // Paid meanwhile, it is on its way: the act says so.
            }
        }
    }

    private async Task<List<Id<Invoice>>> FindCheckoutsAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await db
            .CheckoutAttempts.Where(a => a.LeadId == null && (a.State == CheckoutState.Opening || a.State == CheckoutState.Open))
            .OrderBy(a => a.InvoiceId)
            .Select(a => a.InvoiceId)
            .Take(ClosingQuery.Most)
            .ToListAsync(cancellationToken);
    }
}

/// <summary>An owner opens the company again. What rested in the background is due at once; customers and staff sign in anew.</summary>
public sealed class ReopenCompany(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation"><see cref="ShutRules.TooLate"/>, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.May(Permission.CloseCompany), "open the company again");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                (await db.Workspaces.SingleAsync(cancellationToken)).Reopen(staff.StaffName, db.Now);

                // A task that comes early looks at the clock itself.
                await db.ExecuteAsync(
                    "update platform.outbox set due_at = altitude.now() where workspace_id = $1 and done_at is null and due_at between altitude.now() and altitude.now() + $2",
                    [staff.WorkspaceId.Value, Background.OutboxRun.ShutPause],
                    cancellationToken
                );
            },
            cancellationToken
        );
    }
}
