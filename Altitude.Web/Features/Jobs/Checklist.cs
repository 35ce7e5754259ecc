using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>Staff write down what is to be done on a job.</summary>
public sealed class AddChecklistItem(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, nothing is written, or there are enough.</exception>
    public Task<Id<ChecklistItem>> RunAsync(Staff staff, string number, string text, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "change checklists");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var job = await LockedJob.FindAsync(db, number, jobs => jobs.Include(j => j.Checklist), cancellationToken);
                var item = job.AddItem(Id<ChecklistItem>.New(), text);
                db.Add(item); // Its id is known, so that change tracking would take it for one that is already there.
                return item.Id;
            },
            cancellationToken
        );
    }
}

/// <summary>Whoever did it ticks an item, or takes the tick away; technicians may, too.</summary>
public sealed class TickChecklistItem(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">There is no such item any more.</exception>
    public Task RunAsync(Staff staff, string number, Id<ChecklistItem> item, bool isDone, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
                (await LockedJob.FindAsync(db, number, jobs => jobs.Include(j => j.Checklist), cancellationToken)).Tick(
                    item,
                    isDone,
                    staff.StaffId,
                    db.Now
                ),
            cancellationToken
        );
}

/// <summary>Staff put an item elsewhere on the list.</summary>
public sealed class MoveChecklistItem(WorkspaceDbFactory workspaces)
{
    /// <param name="place">Counted from 1.</param>
    /// <exception cref="RuleViolation">Their role does not allow it, or there is no such item any more.</exception>
    public Task RunAsync(Staff staff, string number, Id<ChecklistItem> item, int place, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "change checklists");
        return workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedJob.FindAsync(db, number, jobs => jobs.Include(j => j.Checklist), cancellationToken)).MoveItem(item, place),
            cancellationToken
        );
    }
}

/// <summary>Staff take an item off the list, or bring it back.</summary>
public sealed class RemoveChecklistItem(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, or there never was such an item.</exception>
    public Task RunAsync(Staff staff, string number, Id<ChecklistItem> item, bool isRemoved, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "change checklists");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
                (await LockedJob.FindAsync(db, number, jobs => jobs.Include(j => j.Checklist), cancellationToken)).RemoveItem(
                    item,
                    isRemoved,
                    db.Now
                ),
            cancellationToken
        );
    }
}
