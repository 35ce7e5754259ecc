using System.Runtime.CompilerServices;
using Altitude.Data;
using Altitude.Web.Export;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Branding;

/// <summary>Logos and icons that customers saw, for whoever takes the company's data away.</summary>
public sealed class BrandPicturesExport : IExportedDocuments
{
    public Task<int> CountAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        db.BrandPictures.CountAsync(p => p.ShownAt != null, cancellationToken);

    public async IAsyncEnumerable<ExportedDocument> ReadAsync(WorkspaceDb db, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = await db.BrandPictures.Where(p => p.ShownAt != null).OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(cancellationToken);
        foreach (var id in ids)
        {
            yield return new ExportedDocument(
                "brand",
                $"{id}.png",
                await db.BrandPictures.Where(p => p.Id == id).Select(p => p.Png).SingleAsync(cancellationToken)
            );
        }
    }
}
