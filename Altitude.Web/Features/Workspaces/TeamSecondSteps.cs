using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>The company asks everybody who works there for a second step, or no more. Those who came in without one are led to set it up, from pages that are open too.</summary>
public sealed class RequireSecondStep(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">They have not shown one themselves, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, bool required, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change the team");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                var hasOne = await db.StaffSessions.AnyAsync(
                    s => s.WorkspaceId == db.WorkspaceId && s.Id == staff.Session && s.SecondStepAt != null,
                    cancellationToken
                );
                (await db.Workspaces.SingleAsync(cancellationToken)).RequireSecondStep(required, hasOne, staff.StaffName);
            },
            cancellationToken
        );
    }
}

/// <summary>An owner takes away the second step of somebody who lost what it needs. They are signed out, come in with their password, and set up another.</summary>
public sealed class ResetSecondStep(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">
    /// Themselves, they have none, it belongs to another company, too, or their role does not allow it.
    /// </exception>
    public Task RunAsync(Staff staff, Id<StaffMember> member, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.May(Permission.ResetSecondSteps), "reset a second step");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var (found, _) = await TeamSeats.LockAsync(db, member, cancellationToken);
                RuleViolation.Unless(
                    member != staff.StaffId,
                    StaffRules.Yourself,
                    "Change your own second step on your profile, or ask another owner to reset it."
                );
                RuleViolation.Unless(
                    (await SecondSteps.AmongAsync(db, [found], cancellationToken)).Count == 1,
                    SecondStepRules.Changed,
                    $"{found.Name} has no second step any more."
                );
                RuleViolation.Unless(
                    !await IsSharedAsync(db, found, cancellationToken),
                    SecondStepRules.Shared,
                    $"{found.Name} signs in to another company with it, too, so that no company alone may take it away. They can use a recovery code."
                );
                foreach (var forget in s_forget)
                {
                    await db.ExecuteAsync(forget, [found.UserId], cancellationToken);
                }

                await db.EndSignInsAsync(s => s.StaffId == member, "second step reset", cancellationToken);
                db.Record(new SecondStepChanged(found.Id, found.Name, SecondStepChange.Reset, By: staff.StaffName));
            },
            cancellationToken
        );
    }

    /// <summary>Its key and codes, its passkeys, what waits for it; and links to a new password that were mailed before.</summary>
    private static readonly string[] s_forget =
    [
        "delete from platform.user_tokens where user_id = $1 and login_provider = 'altitude'",
        "delete from platform.user_passkeys where user_id = $1",
        "delete from platform.sign_in_steps where user_id = $1 and kind <> 'used-code'",
        """
            update platform.users set two_factor_enabled = false, second_step_failed_count = 0, second_step_locked_until = null,
                security_stamp = gen_random_uuid()::text, concurrency_stamp = gen_random_uuid()::text
              where id = $1
            """,
    ];

    private static Task<bool> IsSharedAsync(WorkspaceDb db, StaffMember member, CancellationToken cancellationToken) =>
        db
            .Database.SqlQuery<bool>(
                $"""
                select exists (select from platform.staff_seats s join platform.workspaces w on w.id = s.workspace_id and w.closed_at is null
                               where s.user_id = {member.UserId} and s.workspace_id <> {member.WorkspaceId.Value}) as "Value"
                """
            )
            .SingleAsync(cancellationToken);
}
