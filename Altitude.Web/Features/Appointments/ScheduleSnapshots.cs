using System.Collections.Immutable;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Npgsql;

namespace Altitude.Web.Features.Appointments;

/// <summary>
/// Keeps the schedule of some days for everybody of a company who has them open: read once, then only the visits that changed, by one read for all watchers. Let go
/// with the last of them.
/// </summary>
public sealed partial class ScheduleSnapshots(LiveFeed feed, WorkspaceDbFactory workspaces, Rhythm rhythm, ILogger<ScheduleSnapshots> logger)
{
    /// <summary>Waiting jobs grow older, and the line of the present moves, without anybody doing anything.</summary>
    private static readonly TimeSpan ClockwiseReload = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Views and technicians of the same days.</summary>
    private const int MostSheets = 64;

    private readonly LiveFeed _feed = feed;
    private readonly WorkspaceDbFactory _workspaces = workspaces;
    private readonly Rhythm _rhythm = rhythm;
    private readonly Lock _lock = new();
    private readonly Dictionary<(Id<Workspace> Workspace, ScheduleRange Range), Days> _kept = [];

    /// <summary>How many are kept.</summary>
    public int Kept
    {
        get
        {
            lock (_lock)
            {
                return _kept.Count;
            }
        }
    }

    /// <summary>Opens some days for somebody: what they show now, and from then on every change, one call at a time, until disposed.</summary>
    /// <exception cref="RuleViolation">Their sign-in has ended.</exception>
    public async Task<ScheduleWatch> WatchAsync(
        Staff staff,
        ScheduleRange range,
        Func<ScheduleSnapshot, Task> hear,
        CancellationToken cancellationToken
    )
    {
        await (await _workspaces.ReadAsync(staff, cancellationToken)).DisposeAsync(); // Asks whether they may still look.
        Days days;
        ScheduleWatch watch;
        lock (_lock)
        {
            if (!_kept.TryGetValue((staff.WorkspaceId, range), out days!)) // Set in either case.
            {
                days = new Days(this, staff.WorkspaceId, range);
                _kept[(staff.WorkspaceId, range)] = days;
            }

            watch = new ScheduleWatch(days, hear);
            days.Watchers = days.Watchers.Add(watch);
        }

        try
        {
            await days.ReadyAsync().WaitAsync(cancellationToken);
            return watch;
        }
        catch
        {
            watch.Dispose();
            throw;
        }
    }

    private void LetGo(Days days, ScheduleWatch watch)
    {
        lock (_lock)
        {
            days.Watchers = days.Watchers.Remove(watch);
            if (!days.Watchers.IsEmpty)
            {
                return;
            }

            if (_kept.TryGetValue((days.Workspace, days.Range), out var kept) && ReferenceEquals(kept, days))
            {
                _kept.Remove((days.Workspace, days.Range));
            }
        }

        days.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read the schedule of {Workspace} again: {Reason}")]
    private partial void LogReadFailed(Guid workspace, string reason);

    /// <summary>Some days of one workspace while somebody watches them.</summary>
    internal sealed class Days(ScheduleSnapshots owner, Id<Workspace> workspace, ScheduleRange range) : IDisposable
    {
        private readonly CancellationTokenSource _ended = new();
        private readonly SemaphoreSlim _reading = new(1, 1);
        private readonly Lock _starting = new();
        private readonly Lock _laying = new();
        private readonly Dictionary<ScheduleAddress, ScheduleSheet> _sheets = [];
        private Task? _ready;
        private IDisposable? _subscription;
        private ITimer? _timer;

        public Id<Workspace> Workspace => workspace;

        public ScheduleRange Range => range;

        public ImmutableList<ScheduleWatch> Watchers { get; set; } = [];

        public ScheduleSnapshot? Latest { get; private set; }

        /// <summary>Begun by whoever comes first and shared by those who come meanwhile; a failure is everybody's, and the next one begins again.</summary>
        public Task ReadyAsync()
        {
            lock (_starting)
            {
                return _ready = _ready is null or { IsFaulted: true } ? StartAsync(_ended.Token) : _ready;
            }
        }

        public void LetGo(ScheduleWatch watch) => owner.LetGo(this, watch);

        /// <summary>Reads some visits again now: whoever just acted sees it before the feed tells.</summary>
        public Task CatchUpAsync(Guid visit) => ReadAsync((before, db) => ChangedAsync(before, db, [visit], isWaitingToo: true, _ended.Token));

        /// <summary>Laid out once for all who look at it the same way.</summary>
        public ScheduleSheet LayOut(ScheduleSnapshot snapshot, ScheduleAddress address)
        {
            lock (_laying)
            {
                var before = _sheets.GetValueOrDefault(address);
                if (ReferenceEquals(before?.Snapshot, snapshot))
                {
                    return before!; // It has the snapshot.
                }

                if (before is null && _sheets.Count == MostSheets)
                {
                    _sheets.Clear(); // Whoever still looks asks again.
                }

                return _sheets[address] = ScheduleSheet.Of(snapshot, address, before);
            }
        }

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
                await using var db = await owner._workspaces.ReadAsync(new BackgroundTask(workspace, "schedule"), ended);
                Latest = await LoadAsync(null, db, ended);
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
            if (
                entries.Any(e =>
                    e.Kind is "workspace.changed" or "staff.joined" or "staff.removed" || e.Kind.StartsWith("customer.", StringComparison.Ordinal)
                )
            )
            {
                await ReloadAsync();
                return;
            }

            Guid[] visits = [.. entries.Where(e => e.Kind.StartsWith("appointment.", StringComparison.Ordinal)).Select(e => e.Subject).Distinct()];
            var isWaitingToo = entries.Any(e => e.Job is not null || e.Kind.StartsWith("job.", StringComparison.Ordinal));
            if (visits.Length > 0 || isWaitingToo)
            {
                await ReadAsync((before, db) => ChangedAsync(before, db, visits, isWaitingToo, cancellationToken));
            }
        }

        private Task ReloadAsync() => ReadAsync((before, db) => LoadAsync(before, db, _ended.Token));

        private async Task ReadAsync(Func<ScheduleSnapshot, WorkspaceDb, Task<ScheduleSnapshot>> read)
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

                    await using var db = await owner._workspaces.ReadAsync(new BackgroundTask(workspace, "schedule"), _ended.Token);
                    var now = await read(before, db);
                    if (!ReferenceEquals(now, before))
                    {
                        Latest = now with { Version = before.Version + 1, Now = db.Now, ReadAt = owner._rhythm.Mark() };
                        foreach (var watch in Watchers)
                        {
                            watch.Signal();
                        }
                    }
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

        /// <returns>The very same where nothing of it shows here.</returns>
        private async Task<ScheduleSnapshot> ChangedAsync(
            ScheduleSnapshot before,
            WorkspaceDb db,
            Guid[] visits,
            bool isWaitingToo,
            CancellationToken cancellationToken
        )
        {
            var now = before;
            if (visits.Length > 0)
            {
                var (from, until) = SpanIn(before.Company.Zone);
                var read = await ScheduleQuery.VisitsAsync(db, from, until, visits, cancellationToken);
                if (read.Count > 0 || before.Visits.Any(v => visits.Contains(v.Id.Value)))
                {
                    now = before.With([.. before.Visits.Where(v => !visits.Contains(v.Id.Value)), .. read]);
                    now =
                        now.Visits.Length == before.Visits.Length && now.Visits.Zip(before.Visits).All(v => ReferenceEquals(v.First, v.Second))
                            ? before
                            : now;
                }
            }

            if (isWaitingToo)
            {
                var waiting = await ScheduleQuery.WaitingAsync(db, before.Company, cancellationToken);
                now = waiting.SequenceEqual(before.Waiting) ? now : now with { Waiting = waiting };
            }

            return now;
        }

        private async Task<ScheduleSnapshot> LoadAsync(ScheduleSnapshot? before, WorkspaceDb db, CancellationToken cancellationToken)
        {
            var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
            var (from, until) = SpanIn(company.Zone);
            var visits = await ScheduleQuery.VisitsAsync(db, from, until, cancellationToken);
            var empty = new ScheduleSnapshot(
                before?.Version ?? 1,
                range,
                company,
                before?.Visits ?? [],
                await ScheduleQuery.WaitingAsync(db, company, cancellationToken),
                await ScheduleQuery.StaffAsync(db, cancellationToken),
                db.Now,
                owner._rhythm.Mark(),
                visits.Count > ScheduleQuery.Most
            );
            return empty.With(visits.Take(ScheduleQuery.Most));
        }

        private (DateTimeOffset From, DateTimeOffset Until) SpanIn(TimeZoneInfo zone) =>
            (LocalDay.End(range.From.AddDays(-1), zone), LocalDay.End(range.Until.AddDays(-1), zone));
    }
}

/// <summary>Somebody has some days of the schedule open.</summary>
public sealed class ScheduleWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ScheduleSnapshots.Days _days;
    private readonly Func<ScheduleSnapshot, Task> _hear;
    private bool _isPending;
    private bool _isRunning;
    private bool _isDisposed;

    internal ScheduleWatch(ScheduleSnapshots.Days days, Func<ScheduleSnapshot, Task> hear) => (_days, _hear) = (days, hear);

    /// <summary>The days as they are now.</summary>
    public ScheduleSnapshot Snapshot => _days.Latest ?? throw new InvalidOperationException("The schedule is not read yet.");

    public ScheduleRange Range => _days.Range;

    /// <summary>A state of these days as this address shows it. The same objects for everybody who looks the same way; what looks as before stays the same object.</summary>
    public ScheduleSheet LayOut(ScheduleSnapshot snapshot, ScheduleAddress address) => _days.LayOut(snapshot, address);

    /// <summary>Reads one visit again at once; everybody who watches is told.</summary>
    public Task CatchUpAsync(Guid visit) => _days.CatchUpAsync(visit);

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

        _days.LetGo(this);
    }

    /// <summary>Returns at once; a page that is slow is told later, of what is true then.</summary>
    internal void Signal()
    {
        lock (_lock)
        {
            _isPending = true;
            if (_isDisposed || _isRunning)
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
            while (Take())
            {
                await _hear(Snapshot);
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or OperationCanceledException)
        {
            Dispose(); // The page went away while it was told.
        }
    }

    private bool Take()
    {
        lock (_lock)
        {
            _isRunning = _isPending && !_isDisposed;
            _isPending = false;
            return _isRunning;
        }
    }
}
