using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Who of those that ask together may still look. A reading that many share has no sign-in of its own, and asks for each of theirs.</summary>
internal static class StandingStaff
{
    /// <summary>Those sign-ins that stand, by the same rule as at the door.</summary>
    public static async Task<IReadOnlySet<Id<StaffSession>>> AmongAsync(
        WorkspaceDb db,
        IReadOnlyList<Staff> asking,
        CancellationToken cancellationToken
    )
    {
        Guid[] sessions = [.. asking.Select(s => s.Session.Value).Distinct()];
        var standing = await db
            .Database.SqlQuery<Guid>(
                $"""
                select s.id as "Value" from platform.staff_sessions s
                where s.workspace_id = {db.WorkspaceId.Value} and s.id = any({sessions}) and altitude.actor_refusal('staff', s.staff_id, s.id) is null
                """
            )
            .ToListAsync(cancellationToken);
        return standing.Select(id => new Id<StaffSession>(id)).ToHashSet();
    }
}
