using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Branding;

/// <summary>Reads a company's own pictures, which anybody may see who has their address.</summary>
public sealed class BrandPictureQuery(WorkspaceDbFactory workspaces)
{
    /// <returns>PNG; null: this company has no such picture.</returns>
    public async Task<byte[]?> FindAsync(Id<Workspace> workspace, Id<BrandPicture> id, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadByKeyAsync(new BackgroundTask(workspace, "looks"), cancellationToken);
        return await db.BrandPictures.Where(p => p.Id == id).Select(p => p.Png).SingleOrDefaultAsync(cancellationToken);
    }
}
