using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Somebody is invited by mail to work here.</summary>
public sealed class InviteStaff(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">That is no address, they work here or were invited already, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, string email, string name, StaffRole role, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change the team");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                var invitation = StaffInvitation.Invite(
                    Id<StaffInvitation>.New(),
                    staff.WorkspaceId,
                    email,
                    name,
                    role,
                    staff.Role,
                    staff.StaffName,
                    db.Now
                );
                var address = invitation.Email;
                var present = await db.Staff.Where(m => m.RemovedAt == null).Select(m => m.Email).Take(TeamQuery.Most).ToListAsync(cancellationToken);
                RuleViolation.Unless(
                    !present.Contains(address, StringComparer.OrdinalIgnoreCase),
                    StaffRules.Email,
                    "Somebody with this address works here already."
                );
                RuleViolation.Unless(
                    !await db.StaffInvitations.AnyAsync(i => i.Email == address && i.AcceptedAt == null && i.WithdrawnAt == null, cancellationToken),
                    StaffRules.Email,
                    "This address was invited already. Send the invitation again, or withdraw it first."
                );
                db.StaffInvitations.Add(invitation);
            },
            cancellationToken
        );
    }
}

/// <summary>An invitation goes out once more, with a link of its own; the first that is used ends all.</summary>
public sealed class ResendInvitation(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">It was accepted or withdrawn, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<StaffInvitation> invitation, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change the team");
        return workspaces.ActAsync(
            staff,
            key,
            async db => (await Invitations.LockAsync(db, invitation, cancellationToken)).SendAgain(staff.Role, db.Now),
            cancellationToken
        );
    }
}

/// <summary>An invitation is taken back: its links open no more.</summary>
public sealed class WithdrawInvitation(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">It was accepted, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<StaffInvitation> invitation, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change the team");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                (await Invitations.LockAsync(db, invitation, cancellationToken)).Withdraw(staff.Role, db.Now);
                await Invitations.ForgetAsync(db, invitation, cancellationToken);
            },
            cancellationToken
        );
    }
}

/// <summary>Somebody of the company becomes something else. They are signed out, and sign in again as what they are now.</summary>
public sealed class ChangeStaffRole(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Themselves, the last owner, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<StaffMember> member, StaffRole role, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change the team");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var (found, others) = await TeamSeats.LockAsync(db, member, cancellationToken);
                if (found.Become(role, staff.StaffId, staff.Role, others))
                {
                    await db.EndSignInsAsync(s => s.StaffId == member, "role changed", cancellationToken);
                }
            },
            cancellationToken
        );
    }
}

/// <summary>Somebody leaves the company: their sign-ins end, and their open pages go.</summary>
public sealed class RemoveStaff(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Themselves, the last owner, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<StaffMember> member, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change the team");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var (found, others) = await TeamSeats.LockAsync(db, member, cancellationToken);
                found.Leave(staff.StaffId, staff.Role, others, db.Now);
                await db.EndSignInsAsync(s => s.StaffId == member, "removed", cancellationToken);
                await db.ExecuteAsync(
                    "delete from platform.staff_seats where workspace_id = $1 and staff_id = $2",
                    [db.WorkspaceId.Value, member.Value],
                    cancellationToken
                );
            },
            cancellationToken
        );
    }
}

/// <summary>Ends one office sign-in of somebody of the company. Ending it twice changes nothing.</summary>
public sealed class EndTeamSession(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, or it is their own present one.</exception>
    public Task RunAsync(Staff staff, Id<StaffSession> session, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "end sign-ins of the team");
        RuleViolation.Unless(session != staff.Session, StaffRules.Yourself, "That is the sign-in that you use now. Sign out instead.");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.EndSignInsAsync(s => s.Id == session, "ended by the company", cancellationToken);
            },
            cancellationToken
        );
    }
}

internal static class Invitations
{
    /// <exception cref="RuleViolation">There is none.</exception>
    public static async Task<StaffInvitation> LockAsync(WorkspaceDb db, Id<StaffInvitation> id, CancellationToken cancellationToken)
    {
        await db.LockAsync(id, cancellationToken);
        return await db.StaffInvitations.SingleOrDefaultAsync(i => i.Id == id, cancellationToken)
            ?? throw new RuleViolation(StaffRules.Missing, "There is no such invitation.");
    }

    /// <summary>All that was ever sent of it opens no more.</summary>
    public static Task<int> ForgetAsync(WorkspaceDb db, Id<StaffInvitation> id, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "delete from platform.invitation_lookups where workspace_id = $1 and invitation_id = $2",
            [db.WorkspaceId.Value, id.Value],
            cancellationToken
        );
}

internal static class TeamSeats
{
    /// <summary>The whole team is decided on one by one: who is an owner depends on the others.</summary>
    /// <returns>The person, and how many other owners there are.</returns>
    /// <exception cref="RuleViolation">There is none.</exception>
    public static async Task<(StaffMember Member, int OtherOwners)> LockAsync(WorkspaceDb db, Id<StaffMember> id, CancellationToken cancellationToken)
    {
        await db.LockAsync(db.WorkspaceId, cancellationToken);
        await db.LockAsync(id, cancellationToken);
        var member =
            await db.Staff.SingleOrDefaultAsync(m => m.Id == id && m.RemovedAt == null, cancellationToken)
            ?? throw new RuleViolation(StaffRules.Missing, "There is nobody of the team like that.");
        return (member, await db.Staff.CountAsync(m => m.Id != id && m.RemovedAt == null && m.Role == StaffRole.Owner, cancellationToken));
    }
}
