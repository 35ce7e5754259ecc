using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>Staff say otherwise what a job is about; its customer reads it, too.</summary>
public sealed class RenameJob(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, no title, or it has left the board.</exception>
    public Task RunAsync(Staff staff, string number, string title, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "rename jobs");
        return workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedJob.FindAsync(db, number, cancellationToken)).Rename(title),
            cancellationToken
        );
    }
}

/// <summary>Staff say where the work is done.</summary>
public sealed class ChangeJobPlace(WorkspaceDbFactory workspaces)
{
    /// <param name="place">Null: not known.</param>
    /// <exception cref="RuleViolation">Their role does not allow it, the place is another's, or the job has left the board.</exception>
    public Task RunAsync(Staff staff, string number, Id<ServiceLocation>? place, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "change the place of jobs");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var job = await LockedJob.FindAsync(db, number, cancellationToken);
                job.ChangePlace(
                    place is not { } id
                        ? null
                        : await db.Locations.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, cancellationToken)
                            ?? throw new RuleViolation(CustomerRules.LocationMissing, "This place does not exist any more.")
                );
            },
            cancellationToken
        );
    }
}

/// <summary>Staff take a job off the board: it was lost, or cancelled.</summary>
public sealed class CloseJob(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, no reason, or it has left the board.</exception>
    public Task RunAsync(Staff staff, string number, JobEnd end, string reason, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "close jobs");
        return workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedJob.FindAsync(db, number, cancellationToken)).Close(end, reason),
            cancellationToken
        );
    }
}

/// <summary>A job that had left the board goes on.</summary>
public sealed class ReopenJob(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, or it is on the board.</exception>
    public Task RunAsync(Staff staff, string number, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "open jobs");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var job = await LockedJob.FindAsync(db, number, jobs => jobs, cancellationToken, mayHaveEnded: true);
                job.Reopen();
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
    }
}
