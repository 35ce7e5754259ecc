using System.Collections.Concurrent;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Npgsql;

namespace Altitude.Web.Live;

/// <summary>How far this node has told its pages, workspace by workspace; the workspaces that are open here and no others.</summary>
public sealed class FeedPositions(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<Id<Workspace>, Position> _open = new();

    public IReadOnlyList<Id<Workspace>> Open => [.. _open.Keys];

    /// <summary>The number of subscriptions in all workspaces.</summary>
    public int Listeners => _open.Values.Sum(p => p.Listeners);

    public void Listen(Id<Workspace> workspace) =>
        _open.AddOrUpdate(
            workspace,
            _ => new Position { Listeners = 1 },
            (_, position) =>
            {
                lock (position)
                {
                    position.Listeners++;
                    return position;
                }
            }
        );

    public void LetGo(Id<Workspace> workspace)
    {
        if (_open.TryGetValue(workspace, out var position))
        {
            lock (position)
            {
                if (--position.Listeners <= 0)
                {
                    _open.TryRemove(new(workspace, position));
                }
            }
        }
    }

    /// <summary>Reads the head of a workspace that has just been opened here, once.</summary>
    public async Task EnsureKnownAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(workspace, out var position) || position.Known is not null)
        {
            return;
        }

        await using var command = database.CreateCommand("select seq from platform.heads where workspace_id = $1");
        command.Parameters.Add(new() { Value = workspace.Value });
        var head = await command.WholeScalarAsync(cancellationToken) as long? ?? 0;
        lock (position)
        {
            position.Known ??= head;
        }
    }

    /// <summary>How far the pages of this workspace were told; null: not known yet, or not open here.</summary>
    public long? Of(Id<Workspace> workspace) => _open.TryGetValue(workspace, out var position) ? position.Known : null;

    /// <summary>Of entries committed here: those that no one has told the pages yet. Commits may call back out of order, so the position itself stays.</summary>
    public IReadOnlyList<FeedEntry> FirstSightOf(Id<Workspace> workspace, IReadOnlyList<FeedEntry> entries)
    {
        if (!_open.TryGetValue(workspace, out var position))
        {
            return [];
        }

        lock (position)
        {
            return [.. entries.Where(e => e.Seq > (position.Known ?? 0) && position.Told.Add(e.Seq))];
        }
    }

    /// <summary>Of entries read up to <paramref name="head"/>: those not told yet; the position moves to the head.</summary>
    public IReadOnlyList<FeedEntry> MoveTo(Id<Workspace> workspace, long head, IReadOnlyList<FeedEntry> entries)
    {
        if (!_open.TryGetValue(workspace, out var position))
        {
            return [];
        }

        lock (position)
        {
            FeedEntry[] fresh = [.. entries.Where(e => e.Seq > (position.Known ?? 0) && !position.Told.Contains(e.Seq))];
            position.Known = Math.Max(position.Known ?? 0, head);
            position.Told.RemoveWhere(seq => seq <= position.Known);
            return fresh;
        }
    }

    private sealed class Position
    {
        public int Listeners { get; set; }

        /// <summary>Everything up to here was told.</summary>
        public long? Known { get; set; }

        /// <summary>What was told beyond it, by commits of this node.</summary>
        public HashSet<long> Told { get; } = [];
    }
}
