using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Estimates;

public sealed class EstimateEditorsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly Id<Workspace> s_summit = Id<Workspace>.New();
    private static readonly Id<Estimate> s_estimate = Id<Estimate>.New();
    private static readonly Staff s_priya = new(s_summit, Id<StaffSession>.New(), Id<StaffMember>.New(), StaffRole.Dispatcher, "Priya Nair");

    [Fact]
    public void Whoever_sits_is_seen_until_they_leave_and_nobody_sees_themselves()
    {
        using var editors = new EstimateEditors(new Whispers(), new Rhythm(TimeProvider.System));
        var told = 0;
        using var listening = editors.Listen(s_summit, s_estimate, _ => told++);

        var seat = editors.Sit(s_priya, s_estimate);
        Assert.Equal([s_priya.StaffId], editors.Of(s_summit, s_estimate, except: null));
        Assert.Empty(editors.Of(s_summit, s_estimate, seat));
        Assert.Empty(editors.Of(s_summit, Id<Estimate>.New(), except: null));
        seat.StepOut();
        Assert.Empty(editors.Of(s_summit, s_estimate, except: null));
        seat.ComeBack();
        Assert.Single(editors.Of(s_summit, s_estimate, except: null));
        seat.Dispose();

        Assert.Empty(editors.Of(s_summit, s_estimate, except: null));
        Assert.Equal(4, told);
    }

    [Fact]
    public async Task Another_node_sees_them_come_save_and_go()
    {
        await using var first = await NodeAsync();
        await using var second = await NodeAsync();
        EditorSave? saved = null;
        using var listening = second.Editors.Listen(s_summit, s_estimate, s => saved = s ?? saved);

        var seat = first.Editors.Sit(s_priya, s_estimate);
        await Patiently.HoldsAsync(() => second.Editors.Of(s_summit, s_estimate, null).Count == 1);
        seat.Saved();
        await Patiently.HoldsAsync(() => saved is not null);
        seat.Dispose();
        await Patiently.HoldsAsync(() => second.Editors.Of(s_summit, s_estimate, null).Count == 0);

        Assert.Equal((seat.Id, s_priya.StaffId), (saved!.Seat, saved.Staff));
    }

    [Fact]
    public async Task A_node_that_comes_later_asks_who_is_there()
    {
        await using var first = await NodeAsync();
        using var seat = first.Editors.Sit(s_priya, s_estimate);

        await using var second = await NodeAsync();

        await Patiently.HoldsAsync(() => second.Editors.Of(s_summit, s_estimate, null).Count == 1);
    }

    [Fact]
    public void Whoever_sat_on_a_node_that_fell_silent_is_gone_after_a_while()
    {
        var (whispers, clock) = (new Whispers(), new HandClock());
        using var editors = new EstimateEditors(whispers, new Rhythm(clock));
        using var own = editors.Sit(s_priya, s_estimate);
        var (lost, living) = (Id<StaffMember>.New(), Id<StaffMember>.New());
        var words = (Id<StaffMember> who) => $"here {Guid.NewGuid():N} {s_summit.Value:N} {s_estimate.Value:N} {who.Value:N} {who.Value:N}";
        whispers.Hear(words(lost));
        whispers.Hear(words(living));
        var told = 0;
        using var listening = editors.Listen(s_summit, s_estimate, _ => told++);

        clock.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(2, editors.Of(s_summit, s_estimate, own).Count);
        whispers.Hear(words(living));
        clock.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal([living], editors.Of(s_summit, s_estimate, own));
        Assert.Contains(s_priya.StaffId, editors.Of(s_summit, s_estimate, except: null)); // Who sits here needs no word.
        Assert.Equal(1, told);
    }

    [Theory]
    [InlineData("")]
    [InlineData("here")]
    [InlineData("here x y z a b")]
    [InlineData("who not-a-node")]
    [InlineData("gone 00000000000000000000000000000001 1 2 3 4")]
    public void Words_that_mean_nothing_are_passed_over(string words)
    {
        var whispers = new Whispers();
        using var editors = new EstimateEditors(whispers, new Rhythm(TimeProvider.System));

        whispers.Hear(words);

        Assert.Empty(editors.Of(s_summit, s_estimate, except: null));
    }

    private async Task<Node> NodeAsync()
    {
        var whispers = new Whispers();
        var connected = new TaskCompletionSource();
        whispers.Connected += connected.SetResult;
        var node = new Node(
            new EstimateEditors(whispers, new Rhythm(TimeProvider.System)),
            new WhisperRelay(data.App, whispers, NullLogger<WhisperRelay>.Instance)
        );
        await node.Relay.StartAsync(default);
        await connected.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return node;
    }

    private sealed record Node(EstimateEditors Editors, WhisperRelay Relay) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Editors.Dispose();
            await Relay.StopAsync(default);
            Relay.Dispose();
        }
    }

    /// <summary>Stands until it is passed on; its timers ring as they come due.</summary>
    private sealed class HandClock : TimeProvider
    {
        private readonly List<Timer> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time)
        {
            for (var until = _now + time.Ticks; _now < until; )
            {
                _now += TimeSpan.TicksPerSecond;
                _timers.ForEach(t => t.RingAt(_now));
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(() => callback(state), _now + dueTime.Ticks, period.Ticks);
            _timers.Add(timer);
            return timer;
        }

        private sealed class Timer(Action ring, long due, long period) : ITimer
        {
            private long _due = due;

            public void RingAt(long now)
            {
                if (now >= _due)
                {
                    _due += period;
                    ring();
                }
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => false;

            public void Dispose() => _due = long.MaxValue;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
