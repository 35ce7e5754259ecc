using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>An export as its page shows it.</summary>
public sealed record ExportView(
    Id<WorkspaceExport> Id,
    string By,
    DateTimeOffset AskedAt,
    int Percent,
    long Size,
    string Sha256,
    DateTimeOffset? ReadyAt,
    DateTimeOffset? ExpiresAt
);

/// <summary>The latest exports, newest first.</summary>
/// <param name="Now">UTC.</param>
public sealed record ExportsView(WorkspaceView Company, IReadOnlyList<ExportView> Latest, DateTimeOffset Now)
{
    public bool IsUnderWay => Latest.Any(e => e.ReadyAt is null);

    /// <summary>UTC, exclusive; the company is closed, and until then it can be opened again; null: it is open.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>Reads which exports there are, for owners.</summary>
public sealed class ExportsQuery(WorkspaceDbFactory workspaces)
{
    private const int Shown = 10;

    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<ExportsView> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.May(Permission.TakeAway), "take the company's data away");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
        return new ExportsView(
            WorkspaceView.Of(company),
            await db
                .WorkspaceExports.OrderByDescending(e => e.AskedAt)
                .Take(Shown)
                .Select(e => new ExportView(e.Id, e.AskedByName, e.AskedAt, e.Percent, e.Size, e.Sha256, e.ReadyAt, e.ExpiresAt))
                .ToListAsync(cancellationToken),
            db.Now
        )
        {
            EndsAt = company.EndsAt,
        };
    }
}

/// <summary>An owner asks for all of the company's data; it is packed in the background, and they are written to.</summary>
public sealed class AskForExport(WorkspaceDbFactory workspaces)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <exception cref="RuleViolation">One is being made, there were many today, or their role does not allow it.</exception>
    public Task<Id<WorkspaceExport>> RunAsync(Staff staff, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.May(Permission.TakeAway), "take the company's data away");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken); // One after the other.
                RuleViolation.Unless(
                    !await db.WorkspaceExports.AnyAsync(e => e.ReadyAt == null, cancellationToken),
                    ExportRules.UnderWay,
                    "An export is being made. It holds all that was there when it began."
                );
                var since = db.Now - Day;
                RuleViolation.Unless(
                    await db.WorkspaceExports.CountAsync(e => e.AskedAt > since, cancellationToken) < WorkspaceExport.MostInADay,
                    ExportRules.TooMany,
                    $"{WorkspaceExport.MostInADay} exports were made within a day. Fetch one of them, or come back tomorrow."
                );
                var export = WorkspaceExport.Ask(Id<WorkspaceExport>.New(), staff.WorkspaceId, staff.StaffId, staff.StaffName, staff.Role, db.Now);
                db.WorkspaceExports.Add(export);
                db.Queue(OutboxKinds.ExportWorkspace, export.Id.Value);
                return export.Id;
            },
            cancellationToken
        );
    }
}

/// <summary>An export's file, to be handed out.</summary>
/// <param name="Name">"summit-air-2027-06-08.zip".</param>
/// <param name="Size">Bytes.</param>
public sealed record ExportFile(string Name, long Size)
{
    public int Parts => (int)((Size + WorkspaceExportPart.Length - 1) / WorkspaceExportPart.Length);
}

/// <summary>An owner takes an export away: written down, and handed out part by part, each asked for by a living sign-in.</summary>
public sealed class FetchExport(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">There is none of that id here, it is not there yet or not any more, or their role does not allow it.</exception>
    public Task<ExportFile> RunAsync(Staff staff, Id<WorkspaceExport> id, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.May(Permission.TakeAway), "take the company's data away");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(id, cancellationToken);
                var export =
                    await db.WorkspaceExports.SingleOrDefaultAsync(e => e.Id == id, cancellationToken)
                    ?? throw new RuleViolation(ExportRules.Missing, "There is no such export.");
                export.Fetch(staff.StaffName, db.Now);
                var slug = await db.Workspaces.Select(w => w.Slug).SingleAsync(cancellationToken);
                return new ExportFile(
                    string.Create(CultureInfo.InvariantCulture, $"{slug}-{export.ReadyAt:yyyy-MM-dd}.zip"), // Required by Fetch.
                    export.Size
                );
            },
            cancellationToken
        );
    }

    /// <param name="number">From 1.</param>
    /// <returns>Null: it is not there, or not any more.</returns>
    /// <exception cref="RuleViolation">Their sign-in has ended, or their role does not allow it.</exception>
    public async Task<byte[]?> PartAsync(Staff staff, Id<WorkspaceExport> id, int number, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.May(Permission.TakeAway), "take the company's data away");
        await using var db = await workspaces.ReadByKeyAsync(staff, cancellationToken);
        return await db
            .WorkspaceExportParts.Where(p => p.ExportId == id && p.Number == number)
            .Select(p => p.Bytes)
            .SingleOrDefaultAsync(cancellationToken);
    }
}
