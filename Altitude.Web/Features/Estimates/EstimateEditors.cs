using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Altitude.Web.Features.Estimates;

/// <summary>Who writes which estimate or invoice at this moment, over all nodes. Only said, never asked before an act: nobody is locked out.</summary>
public sealed class EstimateEditors : IDisposable
{
    /// <summary>So often a seat says that it is still taken.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>After this long without a word, whoever sat there on another node is gone: the node may be.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    private readonly Lock _lock = new();
    private readonly Guid _node = Guid.NewGuid();
    private readonly Dictionary<(Guid Workspace, Guid Estimate), Room> _rooms = [];
    private readonly Whispers _whispers;
    private readonly Rhythm _rhythm;
    private readonly ITimer _timer;

    public EstimateEditors(Whispers whispers, Rhythm rhythm)
    {
        (_whispers, _rhythm) = (whispers, rhythm);
        whispers.Heard += Hear;
        whispers.Connected += Ask;
        _timer = rhythm.Every(Beat, Tick);
        Ask(); // The line may have been there before this was.
    }

    /// <summary>Somebody begins to write; disposed when they are done or gone.</summary>
    public EditorSeat Sit(Staff staff, Id<Estimate> estimate) => Sit(staff, estimate.Value);

    /// <param name="paper">Id of what is written.</param>
    /// <inheritdoc cref="Sit(Staff, Id{Estimate})"/>
    public EditorSeat Sit(Staff staff, Guid paper)
    {
        var seat = new EditorSeat(this, (staff.WorkspaceId.Value, paper), staff.StaffId);
        Take(seat);
        return seat;
    }

    /// <param name="except">One's own; null: nobody's.</param>
    public IReadOnlyList<Id<StaffMember>> Of(Id<Workspace> workspace, Id<Estimate> estimate, EditorSeat? except) =>
        Of(workspace, estimate.Value, except);

    /// <inheritdoc cref="Of(Id{Workspace}, Id{Estimate}, EditorSeat)"/>
    public IReadOnlyList<Id<StaffMember>> Of(Id<Workspace> workspace, Guid paper, EditorSeat? except)
    {
        lock (_lock)
        {
            return _rooms.TryGetValue((workspace.Value, paper), out var room)
                ? [.. room.Seats.Where(s => s.Key != except?.Id).Select(s => s.Value.Staff).Distinct()]
                : [];
        }
    }

    /// <summary>Calls when somebody begins, leaves or has saved, until disposed. Null: who is there changed; else who saved.</summary>
    public IDisposable Listen(Id<Workspace> workspace, Id<Estimate> estimate, Action<EditorSave?> hear) => Listen(workspace, estimate.Value, hear);

    /// <inheritdoc cref="Listen(Id{Workspace}, Id{Estimate}, Action{EditorSave})"/>
    public IDisposable Listen(Id<Workspace> workspace, Guid paper, Action<EditorSave?> hear)
    {
        var place = (workspace.Value, paper);
        lock (_lock)
        {
            RoomOf(place).Listeners.Add(hear);
        }

        return new Listener(this, place, hear);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _whispers.Heard -= Hear;
        _whispers.Connected -= Ask;
    }

    internal void Take(EditorSeat seat)
    {
        Enter(seat.Place, seat.Id, seat.Staff, isHere: true);
        Say("here", seat);
    }

    internal void Leave(EditorSeat seat)
    {
        Depart(seat.Place, seat.Id);
        Say("gone", seat);
    }

    internal void Saved(EditorSeat seat)
    {
        Tell(seat.Place, new EditorSave(seat.Id, seat.Staff));
        Say("saved", seat);
    }

    private void Say(string verb, EditorSeat seat) =>
        _whispers.Tell($"{verb} {_node:N} {seat.Place.Workspace:N} {seat.Place.Estimate:N} {seat.Id:N} {seat.Staff.Value:N}");

    private void Ask() => _whispers.Tell($"who {_node:N}");

    private void Hear(string words)
    {
        var parts = words.Split(' ');
        if (parts.Length < 2 || !Guid.TryParse(parts[1], out var node) || node == _node)
        {
            return;
        }

        if (parts is ["who", _])
        {
            Announce();
            return;
        }

        if (
            parts.Length != 6
            || !Guid.TryParse(parts[2], out var workspace)
            || !Guid.TryParse(parts[3], out var estimate)
            || !Guid.TryParse(parts[4], out var seat)
            || !Guid.TryParse(parts[5], out var staff)
        )
        {
            return;
        }

        var place = (workspace, estimate);
        switch (parts[0])
        {
            case "here":
                Enter(place, seat, new Id<StaffMember>(staff), isHere: false);
                break;
            case "gone":
                Depart(place, seat);
                break;
            case "saved":
                Tell(place, new EditorSave(seat, new Id<StaffMember>(staff)));
                break;
        }
    }

    private void Enter((Guid, Guid) place, Guid seat, Id<StaffMember> staff, bool isHere)
    {
        bool isNew;
        lock (_lock)
        {
            var room = RoomOf(place);
            isNew = !room.Seats.ContainsKey(seat);
            room.Seats[seat] = new Taken(staff, isHere, _rhythm.Mark());
        }

        if (isNew)
        {
            Tell(place, saved: null);
        }
    }

    private void Depart((Guid, Guid) place, Guid seat)
    {
        bool wasThere;
        lock (_lock)
        {
            wasThere = _rooms.TryGetValue(place, out var room) && room.Seats.Remove(seat);
            Close(place);
        }

        if (wasThere)
        {
            Tell(place, saved: null);
        }
    }

    private void Tick()
    {
        List<((Guid, Guid) Place, Guid Seat)> silent = [];
        lock (_lock)
        {
            silent.AddRange(
                _rooms.SelectMany(r =>
                    r.Value.Seats.Where(s => !s.Value.IsHere && _rhythm.Since(s.Value.Heard) > Patience).Select(s => (r.Key, s.Key))
                )
            );
        }

        foreach (var (place, seat) in silent)
        {
            Depart(place, seat);
        }

        Announce();
    }

    private void Announce()
    {
        List<string> here = [];
        lock (_lock)
        {
            here.AddRange(
                _rooms.SelectMany(r =>
                    r.Value.Seats.Where(s => s.Value.IsHere)
                        .Select(s => $"here {_node:N} {r.Key.Workspace:N} {r.Key.Estimate:N} {s.Key:N} {s.Value.Staff.Value:N}")
                )
            );
        }

        here.ForEach(_whispers.Tell);
    }

    private void Tell((Guid, Guid) place, EditorSave? saved)
    {
        Action<EditorSave?>[] listeners;
        lock (_lock)
        {
            listeners = _rooms.TryGetValue(place, out var room) ? [.. room.Listeners] : [];
        }

        foreach (var listener in listeners)
        {
            listener(saved);
        }
    }

    private Room RoomOf((Guid, Guid) place) => _rooms.TryGetValue(place, out var room) ? room : _rooms[place] = new Room();

    private void Close((Guid, Guid) place)
    {
        if (_rooms.TryGetValue(place, out var room) && room.Seats.Count == 0 && room.Listeners.Count == 0)
        {
            _rooms.Remove(place);
        }
    }

    private void StopListening((Guid, Guid) place, Action<EditorSave?> hear)
    {
        lock (_lock)
        {
            if (_rooms.TryGetValue(place, out var room))
            {
                room.Listeners.Remove(hear);
                Close(place);
            }
        }
    }

    private sealed record Taken(Id<StaffMember> Staff, bool IsHere, long Heard);

    private sealed class Room
    {
        public Dictionary<Guid, Taken> Seats { get; } = [];
        public List<Action<EditorSave?>> Listeners { get; } = [];
    }

    private sealed class Listener(EstimateEditors editors, (Guid, Guid) place, Action<EditorSave?> hear) : IDisposable
    {
        public void Dispose() => editors.StopListening(place, hear);
    }
}

/// <summary>That somebody saved what they wrote.</summary>
public sealed record EditorSave(Guid Seat, Id<StaffMember> Staff);

/// <summary>One person at one open editor.</summary>
public sealed class EditorSeat : IDisposable
{
    private readonly EstimateEditors _editors;
    private bool _isAway;

    internal EditorSeat(EstimateEditors editors, (Guid Workspace, Guid Estimate) place, Id<StaffMember> staff) =>
        (_editors, Place, Staff) = (editors, place, staff);

    public Guid Id { get; } = Guid.NewGuid();
    public Id<StaffMember> Staff { get; }
    internal (Guid Workspace, Guid Estimate) Place { get; }

    /// <summary>What they wrote is kept: others may look again.</summary>
    public void Saved() => _editors.Saved(this);

    /// <summary>Their line was lost; they may come back.</summary>
    public void StepOut()
    {
        if (!_isAway)
        {
            _isAway = true;
            _editors.Leave(this);
        }
    }

    public void ComeBack()
    {
        if (_isAway)
        {
            _isAway = false;
            _editors.Take(this);
        }
    }

    public void Dispose() => StepOut();
}

/// <summary>Whether this circuit's browser is there.</summary>
public sealed class EditorLine : CircuitHandler
{
    public event Action? Lost;
    public event Action? Back;

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Lost?.Invoke();
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Back?.Invoke();
        return Task.CompletedTask;
    }
}
