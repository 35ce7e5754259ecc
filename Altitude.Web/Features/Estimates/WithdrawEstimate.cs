using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Estimates;

/// <summary>Staff take back an estimate that was sent and not answered.</summary>
public sealed class WithdrawEstimate(WorkspaceDbFactory workspaces)
{
    /// <param name="reason">For the office's own memory; may be empty.</param>
    /// <exception cref="RuleViolation">Not allowed, never sent, or answered meanwhile.</exception>
    public Task RunAsync(Staff staff, string number, string reason, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "withdraw estimates");
                var (estimate, job) = await StaffEstimate.LockAsync(db, number, revision: null, cancellationToken);
                estimate.Withdraw(staff.StaffName, reason, db.Now);
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
}
