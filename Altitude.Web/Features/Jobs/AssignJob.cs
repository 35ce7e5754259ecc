using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Jobs;

/// <summary>Staff say who answers for a job.</summary>
public sealed class AssignJob(WorkspaceDbFactory workspaces)
{
    /// <param name="assignee">Null: nobody.</param>
    /// <exception cref="RuleViolation">Their role does not allow it, the job has left the board, or the person the company.</exception>
    public Task RunAsync(Staff staff, string number, Id<StaffMember>? assignee, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "assign jobs");
                var job = await LockedJob.FindAsync(db, number, cancellationToken);
                if (job.AssigneeId != assignee)
                {
                    job.Assign(assignee, await StaffOfCompany.NameAsync(db, assignee, cancellationToken));
                }
            },
            cancellationToken
        );
}
