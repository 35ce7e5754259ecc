using System.Globalization;
using System.Runtime.CompilerServices;
using Altitude.Data;
using Altitude.Web.Export;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Files;

/// <summary>Files of jobs and messages, photos of requests, and faces of the team, as they were taken in.</summary>
public sealed class FilesExport : IExportedDocuments
{
    private const int AtOnce = 200;

    public async Task<int> CountAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        await db.StoredFiles.CountAsync(f => f.RemovedAt == null, cancellationToken)
        + await db.LeadPhotos.CountAsync(cancellationToken)
        + await db.StaffPhotos.CountAsync(cancellationToken);

    public async IAsyncEnumerable<ExportedDocument> ReadAsync(WorkspaceDb db, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var seen = 0; ; seen += AtOnce)
        {
            var files = await db
                .StoredFiles.Where(f => f.RemovedAt == null)
                .OrderBy(f => f.Id)
                .Skip(seen)
                .Take(AtOnce)
                .Select(f => new
                {
                    f.Id,
                    f.Name,
                    Job = db.Jobs.Where(j => j.Id == f.JobId).Select(j => j.Number).FirstOrDefault(),
                })
                .ToListAsync(cancellationToken);
            foreach (var file in files)
            {
                var bytes = await db.FileContents.Where(c => c.FileId == file.Id).Select(c => c.Bytes).SingleOrDefaultAsync(cancellationToken);
                if (bytes is not null)
                {
                    yield return new ExportedDocument($"files/{file.Job ?? "other"}", file.Name, bytes);
                }
            }

            if (files.Count < AtOnce)
            {
                break;
            }
        }

        for (var seen = 0; ; seen += AtOnce)
        {
            var photos = await db
                .LeadPhotos.OrderBy(p => p.Id)
                .Skip(seen)
                .Take(AtOnce)
                .Select(p => new
                {
                    p.Id,
                    p.Position,
                    Request = db.Leads.Where(l => l.Id == p.LeadId).Select(l => l.Number).First(),
                })
                .ToListAsync(cancellationToken);
            foreach (var photo in photos)
            {
                yield return new ExportedDocument(
                    "requests",
                    string.Create(CultureInfo.InvariantCulture, $"{photo.Request}-{photo.Position}.jpg"),
                    await db.LeadPhotos.Where(p => p.Id == photo.Id).Select(p => p.Content).SingleAsync(cancellationToken)
                );
            }

            if (photos.Count < AtOnce)
            {
                break;
            }
        }

        var faces = await db
            .StaffPhotos.OrderBy(p => p.Id)
            .Select(p => new { p.Id, Of = db.Staff.Where(s => s.Id == p.StaffId).Select(s => s.Name).First() })
            .ToListAsync(cancellationToken);
        foreach (var face in faces)
        {
            yield return new ExportedDocument(
                "team",
                $"{face.Of}.jpg",
                await db.StaffPhotos.Where(p => p.Id == face.Id).Select(p => p.Jpeg).SingleAsync(cancellationToken)
            );
        }
    }
}
