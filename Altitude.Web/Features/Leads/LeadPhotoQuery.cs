using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Leads;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Leads;

/// <summary>A picture with the name that it is saved under.</summary>
public sealed record LeadPhotoFile(byte[] Jpeg, string Name);

/// <summary>Reads one picture of a request, for the company's staff.</summary>
public sealed class LeadPhotoQuery(WorkspaceDbFactory workspaces)
{
    /// <returns>Null: there is none of that id here.</returns>
    public async Task<LeadPhotoFile?> FindAsync(Staff staff, Id<LeadPhoto> id, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var found = await db
            .LeadPhotos.Where(p => p.Id == id)
            .Select(p => new
            {
                p.Content,
                p.Position,
                Number = db.Leads.Where(l => l.Id == p.LeadId).Select(l => l.Number).First(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new LeadPhotoFile(found.Content, $"{found.Number}-{found.Position}.jpg");
    }
}
