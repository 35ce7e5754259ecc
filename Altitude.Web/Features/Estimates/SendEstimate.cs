using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>Staff put the draft before the customer; its mail, the board and its end of validity follow.</summary>
public sealed class SendEstimate(WorkspaceDbFactory workspaces)
{
    /// <summary>Nobody of the customer may decide on it.</summary>
    public const string NobodyToAsk = "estimate.nobody-to-ask";

    /// <param name="revision">What the sender looked at: nothing is sent that they have not seen.</param>
    /// <exception cref="RuleViolation">Not allowed, changed by somebody else, nothing to send, its last day is over, or nobody may decide.</exception>
    public Task RunAsync(Staff staff, string number, int revision, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "send estimates");
                var (estimate, job) = await StaffEstimate.LockAsync(db, number, revision, cancellationToken);
                var mayDecide = await db.Contacts.AnyAsync(
                    c => c.CustomerId == estimate.CustomerId && c.RemovedAt == null && c.Rights != ContactRights.BillingOnly,
                    cancellationToken
                );
                RuleViolation.Unless(mayDecide, NobodyToAsk, "None of this customer's contacts may approve. Add one who may, then send.");
                var zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken));

                estimate.Send(zone, db.Now);
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
                db.Queue(OutboxKinds.ExpireEstimate, estimate.Id.Value, due: estimate.Sent?.ExpiresAt);
            },
            cancellationToken
        );
}
