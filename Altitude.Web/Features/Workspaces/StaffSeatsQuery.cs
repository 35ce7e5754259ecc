using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>A company that a person works for.</summary>
public sealed record StaffSeatView(Id<Workspace> Workspace, string Name);

/// <summary>The companies that a person may switch to, their own present one included.</summary>
public sealed class StaffSeatsQuery(IDbContextFactory<PlatformDb> platform, WorkspaceDbFactory workspaces)
{
    private const int Most = 20;

    public async Task<IReadOnlyList<StaffSeatView>> RunAsync(Guid user, CancellationToken cancellationToken)
    {
        List<StaffSeat> seats;
        await using (var db = await platform.CreateDbContextAsync(cancellationToken))
        {
            seats = await db
                .StaffSeats.Where(s => s.UserId == user)
                .Join(db.Workspaces.Where(w => w.ClosedAt == null), s => s.WorkspaceId, w => w.Id, (s, _) => s)
                .OrderBy(s => s.WorkspaceId)
                .Take(Most)
                .ToListAsync(cancellationToken);
        }

        List<StaffSeatView> views = [];
        foreach (var seat in seats)
        {
            await using var db = await workspaces.ReadAsync(new BackgroundTask(seat.WorkspaceId, "switcher"), cancellationToken);
            var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
            if (company.ShutAt is null || await db.Staff.AnyAsync(m => m.Id == seat.StaffId && m.Role == StaffRole.Owner, cancellationToken))
            {
                views.Add(new StaffSeatView(seat.WorkspaceId, company.ShutAt is null ? company.Name : $"{company.Name} (closed)"));
            }
        }

        return views;
    }
}
