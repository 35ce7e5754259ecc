using System.Linq.Expressions;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Files;
using Altitude.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Files;

/// <summary>A file as lists show it; draw several with the component FileList.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Width">Pixels; null: it is no picture.</param>
/// <param name="IsForCustomer">Whether the customer's contacts see it.</param>
public sealed record FileView(
    Id<StoredFile> Id,
    string Name,
    FileKind Kind,
    int Size,
    int? Width,
    int? Height,
    Guid AddedById,
    string AddedByName,
    bool IsFromCustomer,
    DateTimeOffset AddedAt,
    bool IsForCustomer
)
{
    /// <summary>The most that one place shows.</summary>
    public const int Most = 200;

    /// <summary>For use in queries: Select(FileView.Of).</summary>
    public static readonly Expression<Func<StoredFile, FileView>> Of = f => new FileView(
        f.Id,
        f.Name,
        f.Kind,
        f.Size,
        f.Width,
        f.Height,
        f.AddedById,
        f.AddedByName,
        f.IsFromCustomer,
        f.AddedAt,
        f.IsForCustomer
    );

    public string Address => $"/files/{Id}";

    /// <summary>Of the small picture for lists; only where it is a picture.</summary>
    public string SmallAddress => $"/files/{Id}?size=small";

    /// <summary>Files of a job, newest first, for the queries of whatever page shows them.</summary>
    /// <param name="forCustomer">Only those that the customer's contacts see: pass true for every page of the portal.</param>
    public static async Task<IReadOnlyList<FileView>> OfJobAsync(
        WorkspaceDb db,
        Id<Job> job,
        bool forCustomer,
        CancellationToken cancellationToken
    ) =>
        await db
            .StoredFiles.Where(f => f.JobId == job && f.RemovedAt == null && (f.IsForCustomer || !forCustomer))
            .OrderByDescending(f => f.AddedAt)
            .ThenByDescending(f => f.Id)
            .Take(Most)
            .Select(Of)
            .ToListAsync(cancellationToken);
}
