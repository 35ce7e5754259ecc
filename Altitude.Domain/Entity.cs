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
    /// <summary>Only says of two events which came first; the number itself means nothing.</summary>
    private static long s_raised;

    private readonly List<(long Order, DomainEvent Happened)> _events = [];

    /// <summary>Counts every change of this root or of anything below it; a stale writer is found by it.</summary>
    public int Revision { get; private set; } = 1;

    /// <summary>Hands over what happened since the last call, oldest first.</summary>
    public IReadOnlyList<DomainEvent> TakeEvents() => TakeEvents([this]);

    /// <summary>The same of all roots of one act, in the order in which it happened: first what was done, then what followed from it.</summary>
    public static IReadOnlyList<DomainEvent> TakeEvents(IEnumerable<Entity> roots)
    {
        List<(long Order, DomainEvent Happened)> taken = [];
        foreach (var root in roots)
        {
            taken.AddRange(root._events);
            root._events.Clear();
        }

        return [.. taken.OrderBy(e => e.Order).Select(e => e.Happened)];
    }

    protected void Raise(DomainEvent happened)
    {
        _events.Add((Interlocked.Increment(ref s_raised), happened));
        Touch();
    }

    protected void Touch() => Revision++;
}
