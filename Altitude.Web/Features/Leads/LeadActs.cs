using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Leads;

/// <summary>Staff note when to come back to a request, and what for.</summary>
public sealed class FollowUpLead(WorkspaceDbFactory workspaces)
{
    /// <param name="day">Null: no day.</param>
    /// <exception cref="RuleViolation">It is closed, the note is too long, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, string number, DateOnly? day, string note, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "look after requests");
        return workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedLead.FindAsync(db, number, cancellationToken)).FollowUp(day, note),
            cancellationToken
        );
    }
}

/// <summary>Staff say why nothing came of a request.</summary>
public sealed class LoseLead(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">It is closed, no reason was given, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, string number, string reason, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "look after requests");
        return workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedLead.FindAsync(db, number, cancellationToken)).Lose(reason),
            cancellationToken
        );
    }
}

/// <summary>A request that was lost is open again.</summary>
public sealed class ReopenLead(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">It is not lost, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, string number, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "look after requests");
        return workspaces.ActAsync(staff, key, async db => (await LockedLead.FindAsync(db, number, cancellationToken)).Reopen(), cancellationToken);
    }
}

/// <summary>Finds and locks a request that staff act on.</summary>
internal static class LockedLead
{
    /// <exception cref="RuleViolation"><see cref="LeadRules.Missing"/>.</exception>
    public static async Task<Lead> FindAsync(WorkspaceDb db, string number, CancellationToken cancellationToken)
    {
        var id = await db.Leads.AsNoTracking().Where(l => l.Number == number).Select(l => (Id<Lead>?)l.Id).SingleOrDefaultAsync(cancellationToken);
        if (id is not { } found)
        {
            throw new RuleViolation(LeadRules.Missing, "There is no such request.");
        }

        await db.LockAsync(found, cancellationToken);
        return await db.Leads.SingleAsync(l => l.Id == found, cancellationToken);
    }
}
