using Altitude.Data;
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
}
