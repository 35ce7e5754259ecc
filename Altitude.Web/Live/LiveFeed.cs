using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Live;

/// <summary>Tells open pages that something changed. Carries ids and no data: each page reads again with its own rights.</summary>
public sealed partial class LiveFeed(FeedPositions positions, TimeProvider pace, ILogger<LiveFeed> logger) : ICommitListener
{
    /// <summary>A page draws at once, then gathers what comes within this time: live for a person, slow enough for a storm.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long what stands beside the page waits for the page itself. On two processors fifty bells that read at the same moment held up the card that everybody looks at.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);

    /// <summary>So many pages are woken by one thread; more than that are worth a second.</summary>
    private const int AtOnce = 250;

    private static readonly Meter Meter = new("Altitude");
    private static readonly Counter<long> Refreshes = Meter.CreateCounter<long>(
        "altitude.live.refreshes",
        description: "Times a page was told to refresh"
    );

    private readonly TimeProvider _clock = pace;
    private readonly ConcurrentDictionary<LiveTopic, ImmutableHashSet<Subscription>> _topics = new();

    /// <summary>Raised after a commit of this process, for the notifier that tells other nodes and for the outbox pump.</summary>
    public event Action<Committed>? CommittedHere;

    /// <summary>
    /// Calls <paramref name="hear"/> with what happened on any of the topics, one call at a time, until disposed. The feed's position in the workspace is known
    /// before this returns: read the page after it, and nothing in between is missed.
    /// </summary>
    /// <param name="concerns">Asked on the committing thread's behalf: it answers at once and does not throw. What it turns down wakes nobody, and delays nothing that follows.</param>
    /// <param name="isPatient">Lets the others look first: for counts and notices in the frame.</param>
    public async Task<IDisposable> SubscribeAsync(
        Id<Workspace> workspace,
        IReadOnlyList<LiveTopic> topics,
        Func<IReadOnlyList<FeedEntry>, CancellationToken, Task> hear,
        CancellationToken cancellationToken,
        Func<FeedEntry, bool>? concerns = null,
        bool isPatient = false
    )
    {
        var subscription = new Subscription(this, topics, hear, concerns) { IsPatient = isPatient };
        positions.Listen(workspace);
        foreach (var topic in topics)
        {
            _topics.AddOrUpdate(topic, [subscription], (_, present) => present.Add(subscription));
        }

        subscription.Workspace = workspace;
        try
        {
            await positions.EnsureKnownAsync(workspace, cancellationToken);
        }
        catch
        {
            subscription.Dispose();
            throw;
        }

        return subscription;
    }

    public void OnCommitted(Committed committed)
    {
        Publish(committed.WorkspaceId, positions.FirstSightOf(committed.WorkspaceId, committed.Entries));
        CommittedHere?.Invoke(committed);
    }

    /// <summary>Tells every page that listens to what these entries concern.</summary>
    public void Publish(Id<Workspace> workspace, IReadOnlyList<FeedEntry> entries)
    {
        List<Subscription> woken = [];
        foreach (var entry in entries)
        {
            foreach (var topic in TopicsOf(workspace, entry))
            {
                if (_topics.TryGetValue(topic, out var listeners))
                {
                    woken.AddRange(listeners.Where(listener => listener.Signal(entry)));
                }
            }
        }

        Wake([.. woken.Where(w => !w.IsPatient)]);
        if (woken.Any(w => w.IsPatient))
        {
            _ = WakeLaterAsync([.. woken.Where(w => w.IsPatient)]);
        }
    }

    private async Task WakeLaterAsync(Subscription[] woken)
    {
        await Task.Delay(Patience, _clock);
        Wake(woken);
    }

    /// <summary>Off the committing thread, and side by side: what they ask first is asked together. From there each page goes on by itself.</summary>
    private static void Wake(Subscription[] woken)
    {
        foreach (var some in woken.Chunk(AtOnce))
        {
            _ = Task.Run(() => Burst.Run(some, subscription => subscription.Start()));
        }
    }

    public int CountSubscribers(LiveTopic topic) => _topics.TryGetValue(topic, out var listeners) ? listeners.Count : 0;

    public int CountSubscribers() => _topics.Values.Sum(l => l.Count);

    private static IEnumerable<LiveTopic> TopicsOf(Id<Workspace> workspace, FeedEntry entry)
    {
        yield return LiveTopic.StaffOf(workspace);
        if (entry.Customer is { } customer)
        {
            yield return new LiveTopic(workspace.Value, LiveTopicKind.Customer, customer);
        }

        if (entry.Kind is "workspace.changed" or SecondStepRequired.EventKind or WorkspaceShut.EventKind)
        {
            yield return LiveTopic.LooksOf(workspace);
        }

        if (entry.Kind == "staff-session.ended")
        {
            yield return new LiveTopic(workspace.Value, LiveTopicKind.SignIn, entry.Subject);
        }
    }

    private void Remove(Subscription subscription)
    {
        foreach (var topic in subscription.Topics)
        {
            while (_topics.TryGetValue(topic, out var present))
            {
                var left = present.Remove(subscription);
                if (left.IsEmpty ? _topics.TryRemove(new(topic, present)) : _topics.TryUpdate(topic, left, present))
                {
                    break;
                }
            }
        }

        positions.LetGo(subscription.Workspace);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A live page failed to refresh")]
    private partial void LogRefreshFailed(Exception exception);

    /// <summary>Costs a small object while nothing happens: no task, no timer.</summary>
    private sealed class Subscription(
        LiveFeed feed,
        IReadOnlyList<LiveTopic> topics,
        Func<IReadOnlyList<FeedEntry>, CancellationToken, Task> hear,
        Func<FeedEntry, bool>? concerns
    ) : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly CancellationTokenSource _ended = new();
        private List<FeedEntry>? _pending;
        private bool _isRunning;
        private bool _isDisposed;

        public IReadOnlyList<LiveTopic> Topics => topics;
        public Id<Workspace> Workspace { get; set; }
        public bool IsPatient { get; init; }

        /// <returns>Whether it sleeps and is to be started.</returns>
        public bool Signal(FeedEntry entry)
        {
            if (concerns?.Invoke(entry) == false)
            {
                return false;
            }

            lock (_lock)
            {
                if (_isDisposed)
                {
                    return false;
                }

                if (_pending is null)
                {
                    _pending = [entry];
                }
                else if (_pending[^1].Seq != entry.Seq) // One entry may concern several of this page's topics.
                {
                    _pending.Add(entry);
                }

                var sleeps = !_isRunning;
                _isRunning = true;
                return sleeps;
            }
        }

        /// <summary>Asks what it needs for the first look, and returns.</summary>
        public void Start() => _ = RunAsync();

        public void Dispose()
        {
            lock (_lock)
            {
                if (_isDisposed)
                {
                    return;
                }

                _isDisposed = true;
            }

            _ended.Cancel();
            feed.Remove(this);
            _ended.Dispose();
        }

        private async Task RunAsync()
        {
            try
            {
                var ended = _ended.Token;
                while (Take() is { } entries)
                {
                    Refreshes.Add(1);
                    await HearAsync(entries, ended);
                    await Task.Delay(Pace, feed._clock, ended);
                }
            }
            catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException)
            {
                // The page was closed.
            }
        }

        private List<FeedEntry>? Take()
        {
            lock (_lock)
            {
                var entries = _pending;
                _pending = null;
                _isRunning = entries is not null && !_isDisposed;
                return _isRunning ? entries : null;
            }
        }

        private async Task HearAsync(List<FeedEntry> entries, CancellationToken ended)
        {
            try
            {
                await hear(entries, ended);
            }
            catch (Exception failed) when (failed is not OperationCanceledException and not ObjectDisposedException)
            {
                feed.LogRefreshFailed(failed);
            }
        }
    }
}
