using Altitude.Domain.Workspaces;

namespace Altitude.Domain;

/// <summary>Whatever lives inside one workspace and is fenced by it.</summary>
public interface IWorkspaceOwned
{
    Id<Workspace> WorkspaceId { get; }
}

/// <summary>An aggregate's root: decides, and tells what happened.</summary>
public abstract class Entity
{
    private readonly List<DomainEvent> _events = [];

    /// <summary>Counts every change of this root or of anything below it; a stale writer is found by it.</summary>
    public int Revision { get; private set; } = 1;

    /// <summary>Hands over what happened since the last call, oldest first.</summary>
    public IReadOnlyList<DomainEvent> TakeEvents()
    {
        DomainEvent[] taken = [.. _events];
        _events.Clear();
        return taken;
    }

    protected void Raise(DomainEvent happened)
    {
        _events.Add(happened);
        Touch();
    }

    protected void Touch() => Revision++;
}
