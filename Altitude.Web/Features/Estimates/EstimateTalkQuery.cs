using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>One thing that was said about an estimate, as people read it.</summary>
/// <param name="Author">A contact's or staff member's id.</param>
/// <param name="Text">Empty only where a new price was asked for without a word.</param>
/// <param name="At">UTC.</param>
public sealed record RemarkView(Id<EstimateRemark> Id, RemarkKind Kind, Guid Author, string AuthorName, string Text, DateTimeOffset At);

/// <summary>That somebody of the customer has seen a version.</summary>
/// <param name="At">UTC; the first time.</param>
public sealed record ViewMarkRow(int Version, string ContactName, DateTimeOffset At);

/// <summary>A version as it was sent.</summary>
/// <param name="SentAt">UTC.</param>
public sealed record SentContent(int Number, DateTimeOffset SentAt, EstimateContent Content, DocumentHash Hash);

/// <summary>What went back and forth about an estimate: words, views and versions.</summary>
/// <param name="Wish">What the customer waits for; null: nothing.</param>
/// <param name="Versions">Newest first.</param>
/// <param name="Now">UTC; when it was read.</param>
public sealed record EstimateTalkView(
    WorkspaceView Company,
    EstimateState State,
    EstimateWish? Wish,
    DateOnly? ValidThrough,
    IReadOnlyList<RemarkView> Remarks,
    IReadOnlyList<ViewMarkRow> Views,
    IReadOnlyList<SentContent> Versions,
    DateTimeOffset Now
);

/// <summary>Reads what went back and forth about an estimate, for the office.</summary>
public sealed class EstimateTalkQuery(WorkspaceDbFactory workspaces)
{
    internal const int MostRemarks = 200;
    internal const int MostVersions = 20;

    /// <returns>Null: there is no such estimate, or it was never sent.</returns>
    public async Task<EstimateTalkView?> RunAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var found = await db
            .Estimates.Where(e => e.Number == number && e.SentVersion != null)
            .Select(e => new
            {
                e.Id,
                e.State,
                e.SentVersion,
                e.Wish,
                ExpiresAt = db.EstimateVersions.Where(v => v.EstimateId == e.Id && v.Number == e.SentVersion).Select(v => v.ExpiresAt).First(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var versions = await VersionsAsync(db, found.Id, cancellationToken);
        return new EstimateTalkView(
            await WorkspaceViews.ReadAsync(db, cancellationToken),
            Estimate.StateAt(found.State, found.ExpiresAt, db.Now),
            found.Wish,
            versions.FirstOrDefault(v => v.Number == found.SentVersion)?.Content.ValidThrough,
            await RemarksAsync(db, found.Id, cancellationToken),
            await db
                .EstimateViews.Where(m => m.EstimateId == found.Id)
                .OrderByDescending(m => m.At)
                .Take(50)
                .Select(m => new ViewMarkRow(m.Version, m.ContactName, m.At))
                .ToListAsync(cancellationToken),
            versions,
            db.Now
        );
    }

    /// <summary>Oldest first.</summary>
    internal static async Task<IReadOnlyList<RemarkView>> RemarksAsync(WorkspaceDb db, Id<Estimate> estimate, CancellationToken cancellationToken)
    {
        var latest = await db
            .EstimateRemarks.Where(r => r.EstimateId == estimate)
            .OrderByDescending(r => r.At)
            .ThenByDescending(r => r.Id)
            .Take(MostRemarks)
            .Select(r => new RemarkView(r.Id, r.Kind, r.AuthorId, r.AuthorName, r.Text, r.At))
            .ToListAsync(cancellationToken);
        latest.Reverse();
        return latest;
    }

    /// <summary>Newest first.</summary>
    internal static async Task<IReadOnlyList<SentContent>> VersionsAsync(
        WorkspaceDb db,
        Id<Estimate> estimate,
        CancellationToken cancellationToken
    ) =>
        await db
            .EstimateVersions.Where(v => v.EstimateId == estimate && v.SentAt != null)
            .OrderByDescending(v => v.Number)
            .Take(MostVersions)
            .Select(v => new SentContent(v.Number, v.SentAt!.Value, v.Content, v.DocumentHash)) // Not null: the line's own filter.
            .ToListAsync(cancellationToken);
}
