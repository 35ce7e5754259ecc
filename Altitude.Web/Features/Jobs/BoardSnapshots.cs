using System.Collections.Immutable;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Npgsql;

namespace Altitude.Web.Features.Jobs;

/// <summary>
/// Keeps one board a workspace for everybody who has it open: read once, then only the cards that changed, by one read for all watchers. Let go with the
/// last of them.
/// </summary>
public sealed partial class BoardSnapshots(LiveFeed feed, WorkspaceDbFactory workspaces, Rhythm rhythm, ILogger<BoardSnapshots> logger)
{
    /// <summary>Visits pass, invoices fall due and cards grow older without anybody doing anything.</summary>
    private static readonly TimeSpan ClockwiseReload = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly LiveFeed _feed = feed;
    private readonly WorkspaceDbFactory _workspaces = workspaces;
    private readonly Rhythm _rhythm = rhythm;
    private readonly Lock _lock = new();
    private readonly Dictionary<Id<Workspace>, Board> _boards = [];

    /// <summary>How many boards are kept.</summary>
    public int Kept
    {
        get
        {
            lock (_lock)
            {
                return _boards.Count;
            }
        }
    }

    /// <summary>Opens the board for somebody: what it shows now, and from then on every change, one call at a time, until disposed.</summary>
    /// <exception cref="RuleViolation">Their sign-in has ended.</exception>
    public async Task<BoardWatch> WatchAsync(Staff staff, Func<BoardChange, Task> hear, CancellationToken cancellationToken)
    {
        await (await _workspaces.ReadAsync(staff, cancellationToken)).DisposeAsync(); // Asks whether they may still look.
        Board board;
        BoardWatch watch;
        lock (_lock)
        {
            if (!_boards.TryGetValue(staff.WorkspaceId, out board!)) // Set in either case.
            {
                board = new Board(this, staff.WorkspaceId);
                _boards[staff.WorkspaceId] = board;
            }

            watch = new BoardWatch(board, hear);
            board.Watchers = board.Watchers.Add(watch);
        }

        try
        {
            await board.ReadyAsync().WaitAsync(cancellationToken);
            return watch;
        }
        catch
        {
            watch.Dispose();
            throw;
        }
    }

    private void LetGo(Board board, BoardWatch watch)
    {
        lock (_lock)
        {
            board.Watchers = board.Watchers.Remove(watch);
            if (!board.Watchers.IsEmpty)
            {
                return;
            }

            if (_boards.TryGetValue(board.Workspace, out var kept) && ReferenceEquals(kept, board))
            {
                _boards.Remove(board.Workspace);
            }
        }

        board.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read the board of {Workspace} again: {Reason}")]
    private partial void LogReadFailed(Guid workspace, string reason);

    /// <summary>The board of one workspace while somebody watches it.</summary>
    internal sealed class Board(BoardSnapshots owner, Id<Workspace> workspace) : IDisposable
    {
        private readonly CancellationTokenSource _ended = new();
        private readonly SemaphoreSlim _reading = new(1, 1);
        private readonly Lock _starting = new();
        private Task? _ready;
        private IDisposable? _subscription;
        private ITimer? _timer;

        public Id<Workspace> Workspace => workspace;

        public ImmutableList<BoardWatch> Watchers { get; set; } = [];

        public BoardSnapshot? Latest { get; private set; }

        /// <summary>Begun by whoever comes first and shared by those who come meanwhile; a failure is everybody's, and the next one begins again.</summary>
        public Task ReadyAsync()
        {
            lock (_starting)
            {
                return _ready = _ready is null or { IsFaulted: true } ? StartAsync(_ended.Token) : _ready;
            }
        }

        public void LetGo(BoardWatch watch) => owner.LetGo(this, watch);

        /// <remarks>The semaphore and the token stay for whoever still holds them; neither keeps anything of the system.</remarks>
        public void Dispose()
        {
            _ended.Cancel();
            _subscription?.Dispose();
            _timer?.Dispose();
        }

        private async Task StartAsync(CancellationToken ended)
        {
            // Listen first, then read: a change in between costs one read instead of being missed.
            _subscription ??= await owner._feed.SubscribeAsync(
                workspace,
                [LiveTopic.StaffOf(workspace)],
                HearAsync,
                ended,
                FeedEntries.ChangeRecords
            );
            await _reading.WaitAsync(ended);
            try
            {
                Latest = await LoadAsync(ended);
            }
            finally
            {
                _reading.Release();
            }

            _timer = owner._rhythm.Every(ClockwiseReload, () => _ = ReloadAsync());
            if (ended.IsCancellationRequested)
            {
                Dispose(); // Everybody left while it was read.
            }
        }

        private async Task HearAsync(IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
        {
            if (entries.Any(e => e.Kind is "workspace.changed" or "staff.joined" or "staff.removed"))
            {
                await ReloadAsync();
                return;
            }

            Id<Job>[] jobs = [.. entries.Where(e => e.Job is not null).Select(e => new Id<Job>(e.Job!.Value)).Distinct()]; // Not null: the line's own filter.
            long[] seqs = [.. entries.Where(e => BoardNotes.IsWorthNoting(e.Kind)).Select(e => e.Seq)];
            var hasLeads = entries.Any(e => e.Kind.StartsWith("lead.", StringComparison.Ordinal));
            var hasTags = entries.Any(e => e.Kind == "job.tagged"); // Perhaps with a word that the company had not used.
            if (jobs.Length > 0 || seqs.Length > 0 || hasLeads)
            {
                await ReadAsync(
                    isByKey: !hasLeads && !hasTags,
                    async (before, db) =>
                    {
                        var cards = jobs.Length == 0 ? [] : await BoardQuery.OfAsync(db, before.Workspace, jobs, cancellationToken);
                        var notes = await BoardNotes.OfAsync(db, before.Workspace, seqs, cancellationToken);
                        var read = cards.ToDictionary(c => c.Id, c => (JobCard?)c);
                        return before.With(jobs.ToDictionary(id => id, read.GetValueOrDefault), notes) with
                        {
                            Leads = hasLeads ? await BoardQuery.LeadsAsync(db, cancellationToken) : before.Leads,
                            Tags = hasTags ? await TagsQuery.OfAsync(db, cancellationToken) : before.Tags,
                        };
                    }
                );
            }
        }

        /// <summary>Reads all of it again; cards that look the same stay the same objects, so that nothing is drawn for them.</summary>
        private Task ReloadAsync() =>
            ReadAsync(
                isByKey: false,
                async (before, db) =>
                {
                    var now = await LoadAsync(db, _ended.Token);
                    if (now.Workspace != before.Workspace)
                    {
                        return now with { Version = before.Version + 1 }; // Money or dates may be written differently now.
                    }

                    var read = now.Cards.ToDictionary(c => c.Key, c => (JobCard?)c.Value);
                    foreach (var gone in before.Cards.Keys.Where(id => !now.Cards.ContainsKey(id)))
                    {
                        read[gone] = null;
                    }

                    return before.With(read, now.Notes) with
                    {
                        Leads = now.Leads.SequenceEqual(before.Leads) ? before.Leads : now.Leads,
                        Staff = now.Staff,
                        Tags = now.Tags,
                        IsCut = now.IsCut,
                    };
                }
            );

        private async Task ReadAsync(bool isByKey, Func<BoardSnapshot, WorkspaceDb, Task<BoardSnapshot>> read)
        {
            try
            {
                await _reading.WaitAsync(_ended.Token);
                try
                {
                    if (Latest is not { } before)
                    {
                        return; // It never began; what is read first includes this.
                    }

                    var task = new BackgroundTask(workspace, "board");
                    await using var db = isByKey
                        ? await owner._workspaces.ReadByKeyAsync(task, _ended.Token)
                        : await owner._workspaces.ReadAsync(task, _ended.Token);
                    var now = await read(before, db);
                    Latest = now;
                    Tell(before, now);
                }
                finally
                {
                    _reading.Release();
                }
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                // Nobody watches any more.
            }
            catch (Exception lost) when (lost is NpgsqlException or TimeoutException || lost.InnerException is NpgsqlException)
            {
                owner.LogReadFailed(workspace.Value, lost.Message);
                _timer?.Change(RetryAfter, ClockwiseReload); // All of it: what was missed is then in it.
            }
            catch (RuleViolation)
            {
                // The workspace was closed: its pages learn that from their own next look.
            }
        }

        private void Tell(BoardSnapshot before, BoardSnapshot now)
        {
            HashSet<Id<Job>> changed = [];
            HashSet<Id<Job>> moved = [];
            foreach (var (column, was) in now.Columns.Zip(before.Columns).Where(c => !ReferenceEquals(c.First, c.Second)))
            {
                foreach (var card in column.Cards)
                {
                    var old = before.Cards.GetValueOrDefault(card.Id);
                    if (ReferenceEquals(old, card))
                    {
                        continue;
                    }

                    changed.Add(card.Id);
                    if (old?.Stage != card.Stage)
                    {
                        moved.Add(card.Id);
                    }
                }

                changed.UnionWith(was.Cards.Where(c => !now.Cards.ContainsKey(c.Id)).Select(c => c.Id));
            }

            var newest = before.Notes.IsEmpty ? 0 : before.Notes[0].Seq;
            var change = new BoardChange(now, [.. changed], [.. moved], [.. now.Notes.Where(n => n.Seq > newest)]);
            foreach (var watch in Watchers)
            {
                watch.Signal(change);
            }
        }

        private async Task<BoardSnapshot> LoadAsync(CancellationToken cancellationToken)
        {
            await using var db = await owner._workspaces.ReadAsync(new BackgroundTask(workspace, "board"), cancellationToken);
            return await LoadAsync(db, cancellationToken);
        }

        private static async Task<BoardSnapshot> LoadAsync(WorkspaceDb db, CancellationToken cancellationToken)
        {
            var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
            var cards = await BoardQuery.AllAsync(db, company, cancellationToken);
            var notes = await BoardNotes.LatestAsync(db, company, cancellationToken);
            return new BoardSnapshot(
                1,
                company,
                [.. Enum.GetValues<JobStage>().Select(stage => BoardColumn.Of(stage, cards.Where(c => c.Stage == stage), company.Currency))],
                cards.ToImmutableDictionary(c => c.Id),
                [.. notes],
                await BoardQuery.StaffAsync(db, cancellationToken),
                cards.Count == BoardQuery.Most
            )
            {
                Leads = await BoardQuery.LeadsAsync(db, cancellationToken),
                Tags = await TagsQuery.OfAsync(db, cancellationToken),
            };
        }
    }
}

/// <summary>Somebody has the board open.</summary>
public sealed class BoardWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BoardSnapshots.Board _board;
    private readonly Func<BoardChange, Task> _hear;
    private BoardChange? _pending;
    private bool _isRunning;
    private bool _isDisposed;

    internal BoardWatch(BoardSnapshots.Board board, Func<BoardChange, Task> hear) => (_board, _hear) = (board, hear);

    /// <summary>The board as it is now.</summary>
    public BoardSnapshot Snapshot => _board.Latest ?? throw new InvalidOperationException("The board is not read yet.");

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _pending = null;
        }

        _board.LetGo(this);
    }

    /// <summary>Returns at once; a page that is slow is told later, of all that happened meanwhile.</summary>
    internal void Signal(BoardChange change)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _pending = _pending is null ? change : _pending.Then(change);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        _ = Task.Run(RunAsync); // Each page draws on a thread of its own, and none waits for another.
    }

    private async Task RunAsync()
    {
        try
        {
            while (Take() is { } change)
            {
                await _hear(change);
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or OperationCanceledException)
        {
            Dispose(); // The page went away while it was told.
        }
    }

    private BoardChange? Take()
    {
        lock (_lock)
        {
            var change = _pending;
            _pending = null;
            _isRunning = change is not null;
            return change;
        }
    }
}
