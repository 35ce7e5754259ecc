using System.Linq.Expressions;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Rows of a sign-in that change together with a company's.</summary>
internal static class SignInRows
{
    /// <summary>What is written here is written in the company's transaction; an act that is repeated comes here with another one.</summary>
    public static async Task JoinAsync(this PlatformDb platform, WorkspaceDb db, CancellationToken cancellationToken)
    {
        platform.ChangeTracker.Clear();
        await platform.Database.UseTransactionAsync(null, cancellationToken);
        platform.Database.SetDbConnection(db.Database.GetDbConnection());
        await platform.Database.UseTransactionAsync(db.Database.CurrentTransaction!.GetDbTransaction(), cancellationToken); // Opened with the act.
    }

    /// <summary>Ends living sign-ins to this company's office, each with a line of its own: open pages hear of it, and go.</summary>
    /// <param name="which">One, all of somebody, or all there are.</param>
    /// <param name="reason">Stands in the history: "removed".</param>
    /// <returns>How many there were.</returns>
    public static async Task<int> EndSignInsAsync(
        this WorkspaceDb db,
        Expression<Func<StaffSessionRow, bool>> which,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var living = await db
            .StaffSessions.Where(s => s.WorkspaceId == db.WorkspaceId && s.EndedAt == null)
            .Where(which)
            .OrderBy(s => s.Id)
            .ToListAsync(cancellationToken);
        var staff = living.Select(s => s.StaffId).Distinct().ToArray();
        var names = await db.Staff.Where(m => staff.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.Name, cancellationToken);
        foreach (var session in living)
        {
            session.EndedAt = db.Now;
            db.Record(new StaffSessionEnded(session.Id, names.GetValueOrDefault(session.StaffId, ""), reason));
        }

        return living.Count;
    }
}
