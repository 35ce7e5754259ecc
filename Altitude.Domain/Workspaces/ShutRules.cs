using System.Globalization;

namespace Altitude.Domain.Workspaces;

/// <summary>Rule codes and spans of closing a company and of opening it again.</summary>
public static class ShutRules
{
    public const string Export = "shut.export";
    public const string Money = "shut.money-on-its-way";
    public const string NotTyped = "shut.not-typed";
    public const string TooLate = "shut.too-late";

    /// <summary>So long an owner may open it again; then it is closed for good.</summary>
    public static readonly TimeSpan ReopenWithin = TimeSpan.FromDays(30);

    /// <summary>An export that is older lacks what happened since.</summary>
    public static readonly TimeSpan ExportAtMost = TimeSpan.FromDays(1);
}

/// <summary>An owner closed the company. Every open page of portal and office hears of it and goes.</summary>
/// <param name="EndsAt">UTC, exclusive; until then it can be opened again.</param>
public sealed record WorkspaceShut(Id<Workspace> Workspace, string By, DateTimeOffset EndsAt) : DomainEvent(EventKind, Workspace.Value)
{
    public const string EventKind = "workspace.shut";

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string> { ["by"] = By, ["ends"] = EndsAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) };
}

/// <summary>An owner opened the company again.</summary>
public sealed record WorkspaceReopened(Id<Workspace> Workspace, string By) : DomainEvent(EventKind, Workspace.Value)
{
    public const string EventKind = "workspace.reopened";

    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["by"] = By };
}
