using System.Globalization;

namespace Altitude.Domain.Workspaces;

/// <summary>All that a company has here, packed into one file for its owner to take away. It is made in the background, and kept for a week.</summary>
public sealed class WorkspaceExport : Entity, IWorkspaceOwned
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>So many are made in a day.</summary>
    public const int MostInADay = 5;

    private WorkspaceExport() { }

    public Id<WorkspaceExport> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<StaffMember> AskedBy { get; private init; }
    public string AskedByName { get; private init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>How far it is, in per cent.</summary>
    public int Percent { get; private set; }

    /// <summary>Bytes; zero while it is made.</summary>
    public long Size { get; private set; }

    /// <summary>SHA-256 of the file, hexadecimal; empty while it is made.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>UTC; null: it is being made.</summary>
    public DateTimeOffset? ReadyAt { get; private set; }

    /// <summary>UTC, exclusive; null: as above.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    public bool IsUnderWay => ReadyAt is null;

    public bool CanBeFetched(DateTimeOffset now) => ReadyAt is not null && now < ExpiresAt;

    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public static WorkspaceExport Ask(
        Id<WorkspaceExport> id,
        Id<Workspace> workspace,
        Id<StaffMember> by,
        string byName,
        StaffRole role,
        DateTimeOffset now
    )
    {
        StaffRoles.Require(role.May(Permission.TakeAway), "take the company's data away");
        var export = new WorkspaceExport
        {
            Id = id,
            WorkspaceId = workspace,
            AskedBy = by,
            AskedByName = byName,
            AskedAt = now,
        };
        export.Raise(new WorkspaceExportMoved(id, "asked", 0, byName));
        return export;
    }

    /// <summary>It got on; what is ready stays so.</summary>
    public void Progress(int percent)
    {
        if (IsUnderWay && percent is > 0 and < 100 && percent > Percent)
        {
            Percent = percent;
            Raise(new WorkspaceExportMoved(Id, "moved", percent, AskedByName));
        }
    }

    /// <summary>The file is there. Whoever made it a second time changes nothing.</summary>
    public void Finish(long size, string sha256, DateTimeOffset now)
    {
        if (IsUnderWay)
        {
            (Percent, Size, Sha256, ReadyAt, ExpiresAt) = (100, size, sha256, now, now + Kept);
            Raise(new WorkspaceExportMoved(Id, "ready", 100, AskedByName));
        }
    }

    /// <summary>Somebody takes the file away; the history says who.</summary>
    /// <exception cref="RuleViolation">It is not there yet, or not any more.</exception>
    public void Fetch(string byName, DateTimeOffset now)
    {
        RuleViolation.Unless(CanBeFetched(now), ExportRules.Gone, "This export is no longer kept. Make a new one.");
        Raise(new WorkspaceExportMoved(Id, "fetched", 100, byName));
    }
}

/// <summary>A stretch of an export's file.</summary>
public sealed class WorkspaceExportPart : IWorkspaceOwned
{
    /// <summary>Bytes of every part but the last.</summary>
    public const int Length = 1_048_576;

    private WorkspaceExportPart() { }

    public WorkspaceExportPart(WorkspaceExport export, int number, byte[] bytes) =>
        (WorkspaceId, ExportId, Number, Bytes) = (export.WorkspaceId, export.Id, number, bytes);

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<WorkspaceExport> ExportId { get; private init; }

    /// <summary>From 1.</summary>
    public int Number { get; private init; }
    public byte[] Bytes { get; private init; } = [];
}

/// <summary>An export was asked for, got on, is ready, or was taken away.</summary>
public sealed record WorkspaceExportMoved(Id<WorkspaceExport> Export, string What, int Percent, string By)
    : DomainEvent("export." + What, Export.Value)
{
    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string> { ["percent"] = Percent.ToString(CultureInfo.InvariantCulture), ["by"] = By };
}

/// <summary>Rule codes of exports.</summary>
public static class ExportRules
{
    public const string UnderWay = "export.under-way";
    public const string TooMany = "export.too-many";
    public const string Gone = "export.gone";
    public const string Missing = "export.missing";
}
