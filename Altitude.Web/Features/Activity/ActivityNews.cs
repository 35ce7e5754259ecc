using System.Text.Json;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Activity;

/// <summary>Puts fresh lines of activity into a sentence for whoever has the page open.</summary>
public sealed class ActivityNews(WorkspaceDbFactory workspaces)
{
    /// <summary>Whether anything that this customer may see happened after <paramref name="position"/>.</summary>
    public async Task<bool> HasAnyAsync(Visitor visitor, long position, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(visitor, cancellationToken);
        return await db.Activity.AnyAsync(
            a => a.Seq > position && (a.CustomerId == visitor.CustomerId.Value || a.Kind == "workspace.changed"),
            cancellationToken
        );
    }

    /// <summary>What to say; null: nothing worth a word.</summary>
    public async Task<string?> ForAsync(Visitor visitor, IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
    {
        var kinds = CustomerActivity.KindsFor(visitor.Rights);
        var seqs = entries.Where(e => kinds.Contains(e.Kind)).Select(e => e.Seq).ToArray();
        if (seqs.Length == 0)
        {
            return null;
        }

        try
        {
            await using var db = await workspaces.ReadAsync(visitor, cancellationToken);
            var workspace = await Workspaces.WorkspaceViews.ReadAsync(db, cancellationToken);
            var lines = await ActivityQuery
                .Lines(
                    db,
                    db.Activity.Where(a => seqs.Contains(a.Seq) && a.CustomerId == visitor.CustomerId.Value).OrderByDescending(a => a.Seq).Take(1)
                )
                .ToListAsync(cancellationToken);
            return lines.Count == 0 ? null : ActivitySentences.ForCustomer(lines[0], workspace) + ".";
        }
        catch (RuleViolation)
        {
            return null; // Signed out meanwhile: the refresh shows it.
        }
    }
}

/// <summary>One line of activity with its details, as it is read.</summary>
public sealed record ActivityLine(long Seq, string Kind, Guid Subject, string ActorKind, Guid? ActorId, DateTimeOffset At, string? Body)
{
    public IReadOnlyDictionary<string, string> Details { get; } =
        Body is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(Body) ?? [];

    public string Detail(string name) => Details.GetValueOrDefault(name, "");
}

/// <summary>Reads activity with its details.</summary>
public static class ActivityQuery
{
    public static IQueryable<ActivityLine> Lines(WorkspaceDb db, IQueryable<ActivityEntry> entries) =>
        from entry in entries
        join details in db.ActivityDetails on entry.Seq equals details.Seq
        select new ActivityLine(entry.Seq, entry.Kind, entry.Subject, entry.ActorKind, entry.ActorId, entry.At, details.Body);
}
