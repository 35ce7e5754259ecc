using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>Staff begin an estimate with what another one says, for the same job or another.</summary>
public sealed class DuplicateEstimate(WorkspaceDbFactory workspaces)
{
    /// <param name="jobNumber">Whom it is for now.</param>
    /// <returns>The new estimate's number.</returns>
    /// <exception cref="RuleViolation">Not allowed, there is no such estimate, or no such job on the board.</exception>
    public Task<string> RunAsync(Staff staff, string number, string jobNumber, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "make estimates");
                var estimate =
                    await db.Estimates.AsNoTracking().Include(e => e.Versions).SingleOrDefaultAsync(e => e.Number == number, cancellationToken)
                    ?? throw new RuleViolation(EstimateRules.Missing, "There is no such estimate.");
                var content = (estimate.Sent ?? estimate.Draft ?? estimate.Versions.MaxBy(v => v.Number)!).Content; // Begun with a version.
                var job = await EstimateOfJob.LockAsync(db, jobNumber, cancellationToken);
                return await EstimateOfJob.BeginAsync(db, job, content, await WorkspaceViews.ReadAsync(db, cancellationToken), cancellationToken);
            },
            cancellationToken
        );
}
