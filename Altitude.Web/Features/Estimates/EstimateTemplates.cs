using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>A template to begin an estimate from.</summary>
/// <param name="Total">Without its options.</param>
/// <param name="KeptAt">UTC.</param>
public sealed record TemplateRow(Id<EstimateTemplate> Id, string Name, string Title, int Lines, Money Total, DateTimeOffset KeptAt);

/// <summary>The company's templates, by name.</summary>
public sealed class TemplatesQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 200;

    public async Task<IReadOnlyList<TemplateRow>> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var rows = await db
            .EstimateTemplates.Where(t => t.RemovedAt == null)
            .OrderBy(t => t.Name)
            .ThenBy(t => t.Id)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(t => new TemplateRow(
                t.Id,
                t.Name,
                t.Content.Title,
                t.Content.Lines.Count,
                t.Content.TotalsWithoutOptions.Total,
                t.KeptAt
            )),
        ];
    }
}

/// <summary>Staff keep what an estimate says, to begin others from it.</summary>
public sealed class KeepTemplate(WorkspaceDbFactory workspaces)
{
    /// <param name="number">The estimate's; its draft is kept, or else what was sent.</param>
    /// <exception cref="RuleViolation">Not allowed, no such estimate, or no name.</exception>
    public Task<Id<EstimateTemplate>> RunAsync(Staff staff, string number, string name, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "keep templates");
                var estimate =
                    await db.Estimates.AsNoTracking().Include(e => e.Versions).SingleOrDefaultAsync(e => e.Number == number, cancellationToken)
                    ?? throw new RuleViolation(EstimateRules.Missing, "There is no such estimate.");
                var content = (estimate.Draft ?? estimate.Sent ?? estimate.Versions.MaxBy(v => v.Number)!).Content; // Begun with a version.
                var template = EstimateTemplate.Keep(Id<EstimateTemplate>.New(), db.WorkspaceId, name, content, db.Now);
                db.EstimateTemplates.Add(template);
                return template.Id;
            },
            cancellationToken
        );
}

/// <summary>Staff give a template another name.</summary>
public sealed class RenameTemplate(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Not allowed, removed meanwhile, or no name.</exception>
    public Task RunAsync(Staff staff, Id<EstimateTemplate> id, string name, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedTemplate.FindAsync(db, staff, id, cancellationToken)).Rename(name),
            cancellationToken
        );
}

/// <summary>Staff take a template out of the list; it can be brought back.</summary>
public sealed class RemoveTemplate(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Not allowed, or there is no such template.</exception>
    public Task RunAsync(Staff staff, Id<EstimateTemplate> id, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedTemplate.FindAsync(db, staff, id, cancellationToken)).Remove(db.Now),
            cancellationToken
        );
}

/// <summary>Staff bring a removed template back.</summary>
public sealed class RestoreTemplate(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Not allowed, or there is no such template.</exception>
    public Task RunAsync(Staff staff, Id<EstimateTemplate> id, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(staff, key, async db => (await LockedTemplate.FindAsync(db, staff, id, cancellationToken)).Restore(), cancellationToken);
}

internal static class LockedTemplate
{
    /// <exception cref="RuleViolation"><see cref="TemplateRules.Missing"/>, or their role does not allow it.</exception>
    public static async Task<EstimateTemplate> FindAsync(WorkspaceDb db, Staff staff, Id<EstimateTemplate> id, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "change templates");
        await db.LockAsync(id, cancellationToken);
        return await db.EstimateTemplates.SingleOrDefaultAsync(t => t.Id == id, cancellationToken)
            ?? throw new RuleViolation(TemplateRules.Missing, "There is no such template.");
    }
}
