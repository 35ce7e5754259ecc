using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>Staff offer what they sent until a later day; an expired estimate is open again, and its customer is told.</summary>
public sealed class ExtendEstimate(WorkspaceDbFactory workspaces)
{
    /// <param name="through">The last local day on which it can be approved.</param>
    /// <exception cref="RuleViolation">Not allowed, never sent, answered meanwhile, or the day is no later one.</exception>
    public Task RunAsync(Staff staff, string number, DateOnly through, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "extend estimates");
                var (estimate, job) = await StaffEstimate.LockAsync(db, number, revision: null, cancellationToken);
                var zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken));

                estimate.Extend(through, zone, db.Now);
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
                db.Queue(OutboxKinds.ExpireEstimate, estimate.Id.Value, due: estimate.Sent?.ExpiresAt);
            },
            cancellationToken
        );
}
