using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Activity;

/// <summary>One line of a workspace's history: append-only, in commit order, chained by hash to the line before it.</summary>
public sealed class ActivityEntry : IWorkspaceOwned
{
    private ActivityEntry() { }

    public Id<ActivityEntry> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }

    /// <summary>Gapless per workspace; the order of commits.</summary>
    public long Seq { get; private init; }
    public string Kind { get; private init; } = "";
    public Guid Subject { get; private init; }

    /// <summary>Whose portal pages it concerns; null: staff only.</summary>
    public Guid? CustomerId { get; private init; }
    public Guid? JobId { get; private init; }

    /// <summary>SHA-256 of the sealed document that the line is about; null: none.</summary>
    public string? Evidence { get; private init; }
    public string ActorKind { get; private init; } = "";
    public Guid? ActorId { get; private init; }

    /// <summary>UTC; the transaction's beginning, so neighbours may run backwards.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>SHA-256 of the details' text, which can be erased while this stays.</summary>
    public byte[] DetailsHash { get; private init; } = [];

    /// <summary>The very bytes that were hashed.</summary>
    public byte[] Hashed { get; private init; } = [];

    /// <summary>SHA-256 of <see cref="Hashed"/>, which begins with the predecessor's.</summary>
    public byte[] Hash { get; private init; } = [];
}

/// <summary>The names, figures and texts of one line of activity, as JSON; null once erased.</summary>
public sealed class ActivityDetails : IWorkspaceOwned
{
    private ActivityDetails() { }

    public Id<Workspace> WorkspaceId { get; private init; }
    public long Seq { get; private init; }
    public string? Body { get; private init; }
}
