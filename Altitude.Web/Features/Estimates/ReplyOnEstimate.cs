using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Estimates;

/// <summary>Staff answer what a customer wrote about an estimate.</summary>
public sealed class ReplyOnEstimate(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Not allowed, never sent, or nothing is written.</exception>
    public Task RunAsync(Staff staff, string number, string text, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "answer customers about estimates");
                var (estimate, _) = await StaffEstimate.LockAsync(db, number, revision: null, cancellationToken);
                db.EstimateRemarks.Add(estimate.Reply(Id<EstimateRemark>.New(), staff.StaffId, staff.StaffName, text, db.Now));
            },
            cancellationToken
        );
}
