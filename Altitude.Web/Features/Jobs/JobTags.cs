using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>A tag as it is shown.</summary>
/// <param name="Tone">Class of its chip; empty: neutral.</param>
public sealed record TagView(Id<Tag> Id, string Name, string Tone)
{
    public static string ToneOf(TagTone tone) => tone == TagTone.Neutral ? "" : tone.ToString().ToLowerInvariant();
}

/// <summary>Staff put a tag on a job; a word that the company has not used becomes a new tag.</summary>
public sealed class TagJob(WorkspaceDbFactory workspaces)
{
    public const int MostTags = 200;

    /// <exception cref="RuleViolation">Their role does not allow it, no word, or there are enough.</exception>
    public Task RunAsync(Staff staff, string number, string name, TagTone tone, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "tag jobs");
        var wanted = Tag.Make(Id<Tag>.New(), staff.WorkspaceId, name, tone);
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var job = await LockedJob.FindAsync(db, number, jobs => jobs.Include(j => j.Tags), cancellationToken);

                // Two who write the same new word at once: the later one waits, and takes the earlier one's.
                await db.ExecuteAsync(
                    "insert into tenant.tags (workspace_id, id, name, key, tone, revision) values ($1, $2, $3, $4, $5, 1) on conflict do nothing",
                    [db.WorkspaceId.Value, wanted.Id.Value, wanted.Name, wanted.Key, wanted.Tone.ToString()],
                    cancellationToken
                );
                RuleViolation.Unless(
                    await db.Tags.Take(MostTags + 1).CountAsync(cancellationToken) <= MostTags,
                    JobRules.TooMany,
                    $"A company has at most {MostTags} tags. Use one of those that there are."
                );
                var tag = await db.Tags.SingleAsync(t => t.Key == wanted.Key, cancellationToken);
                if (job.PutTag(tag) is { } borne)
                {
                    db.Add(borne);
                }
            },
            cancellationToken
        );
    }
}

/// <summary>Staff take a tag off a job; the company keeps the word.</summary>
public sealed class UntagJob(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Their role does not allow it, or there is no such tag.</exception>
    public Task RunAsync(Staff staff, string number, Id<Tag> tag, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "tag jobs");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var job = await LockedJob.FindAsync(db, number, jobs => jobs.Include(j => j.Tags), cancellationToken);
                job.TakeTag(
                    await db.Tags.SingleOrDefaultAsync(t => t.Id == tag, cancellationToken)
                        ?? throw new RuleViolation(JobRules.Tag, "There is no such tag.")
                );
            },
            cancellationToken
        );
    }
}

/// <summary>The company's tags, by name: what is suggested as one types, and what the board is filtered by.</summary>
public sealed class TagsQuery(WorkspaceDbFactory workspaces)
{
    public async Task<IReadOnlyList<TagView>> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await OfAsync(db, cancellationToken);
    }

    internal static async Task<IReadOnlyList<TagView>> OfAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        var tags = await db
            .Tags.OrderBy(t => t.Key)
            .Take(TagJob.MostTags)
            .Select(t => new
            {
                t.Id,
                t.Name,
                t.Tone,
            })
            .ToListAsync(cancellationToken);
        return [.. tags.Select(t => new TagView(t.Id, t.Name, TagView.ToneOf(t.Tone)))];
    }
}
