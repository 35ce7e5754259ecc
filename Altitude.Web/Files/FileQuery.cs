using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Files;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Files;

/// <summary>A file with the name that it is saved under.</summary>
/// <param name="IsShown">A browser may draw it; else it is only saved.</param>
public sealed record ServedFile(byte[] Bytes, string MediaType, string Name, bool IsShown);

/// <summary>Reads one file for whoever may have it: staff of its workspace, and contacts of the customer whose it is, or whose jobs the person in it answers for.</summary>
public sealed class FileQuery(WorkspaceDbFactory workspaces)
{
    /// <summary>A file of a customer, a photo of a request, or a colleague's face.</summary>
    /// <param name="small">The small picture for lists, where there is one.</param>
    /// <returns>Null: there is none of that id here.</returns>
    public async Task<ServedFile?> FindAsync(Staff staff, Guid id, bool small, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var (stored, face) = (new Id<StoredFile>(id), new Id<StaffPhoto>(id));
        return await ReadAsync(db, db.StoredFiles.Where(f => f.Id == stored), small, cancellationToken)
            ?? await PhotoAsync(db, new Id<LeadPhoto>(id), cancellationToken)
            ?? await FaceAsync(db.StaffPhotos.Where(p => p.Id == face), cancellationToken);
    }

    /// <summary>A file that the company shows to this customer, or the face of who answers for one of their jobs. What belongs to a job is for those who may see the work.</summary>
    /// <returns>Null: there is none of that id, or it is not for them.</returns>
    public async Task<ServedFile?> FindAsync(PortalReader reader, Guid id, bool small, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        var (stored, face, seesWork) = (new Id<StoredFile>(id), new Id<StaffPhoto>(id), reader.Rights.MaySeeEstimates());
        var seesMessages = reader.Finds(PortalSections.Messages);
        return await ReadAsync(
                db,
                db.StoredFiles.Where(f =>
                    f.Id == stored
                    && f.CustomerId == reader.CustomerId
                    && f.IsForCustomer
                    && (f.JobId == null || seesWork)
                    && (f.MessageId == null || seesMessages)
                ),
                small,
                cancellationToken
            )
            ?? await FaceAsync(
                db.StaffPhotos.Where(p =>
                    p.Id == face
                    && db.Staff.Any(s =>
                        s.Id == p.StaffId
                        && s.PhotoId == face
                        && s.RemovedAt == null
                        && db.Jobs.Any(j => j.CustomerId == reader.CustomerId && j.AssigneeId == s.Id)
                    )
                ),
                cancellationToken
            );
    }

    private static async Task<ServedFile?> FaceAsync(IQueryable<StaffPhoto> asked, CancellationToken cancellationToken) =>
        await asked.Select(p => p.Jpeg).SingleOrDefaultAsync(cancellationToken) is { } jpeg
            ? new ServedFile(jpeg, "image/jpeg", "photo.jpg", IsShown: true)
            : null;

    private static async Task<ServedFile?> ReadAsync(WorkspaceDb db, IQueryable<StoredFile> asked, bool small, CancellationToken cancellationToken)
    {
        var found = await (
            from f in asked
            where f.RemovedAt == null
            join c in db.FileContents on f.Id equals c.FileId
            select new
            {
                f.Name,
                f.Kind,
                Bytes = small ? c.Thumbnail : c.Bytes,
            }
        ).SingleOrDefaultAsync(cancellationToken);
        return found is not { Bytes: { } bytes }
            ? null
            : new ServedFile(bytes, StoredFile.MediaTypeOf(found.Kind), found.Name, IsShown: found.Kind == FileKind.Picture);
    }

    private static async Task<ServedFile?> PhotoAsync(WorkspaceDb db, Id<LeadPhoto> id, CancellationToken cancellationToken)
    {
        var found = await db
            .LeadPhotos.Where(p => p.Id == id)
            .Select(p => new
            {
                p.Content,
                p.Position,
                Number = db.Leads.Where(l => l.Id == p.LeadId).Select(l => l.Number).First(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new ServedFile(found.Content, "image/jpeg", $"{found.Number}-{found.Position}.jpg", IsShown: true);
    }
}
