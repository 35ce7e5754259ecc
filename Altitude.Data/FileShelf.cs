using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Files;
using Altitude.Domain.Workspaces;

namespace Altitude.Data;

/// <summary>Puts files where they are kept: what they are, what they hold, and to which workspace their address leads.</summary>
public static class FileShelf
{
    /// <param name="bytes">As it is handed out: pictures drawn anew.</param>
    /// <param name="thumbnail">JPEG; null: it is no picture.</param>
    public static void Put(this WorkspaceDb db, StoredFile file, byte[] bytes, byte[]? thumbnail)
    {
        db.StoredFiles.Add(file);
        db.FileContents.Add(new FileContent(file, bytes, thumbnail));
        db.FileLookups.Add(new FileLookup { FileId = file.Id, WorkspaceId = file.WorkspaceId });
    }

    /// <summary>A face has an address among the files.</summary>
    public static void Put(this WorkspaceDb db, StaffPhoto photo)
    {
        db.StaffPhotos.Add(photo);
        db.FileLookups.Add(new FileLookup { FileId = new Id<StoredFile>(photo.Id.Value), WorkspaceId = photo.WorkspaceId });
    }
}
