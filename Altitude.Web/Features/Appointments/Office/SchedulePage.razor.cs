using System.Collections.Immutable;
using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>
/// The company's schedule, live. The days are shared with everybody who looks at them; here is only how this person looks at them, which visit is open, and what is
/// held by keyboard. The script drags, and asks here; what it may not do is refused here in words.
/// </summary>
public sealed partial class SchedulePage : IAsyncDisposable
{
    private static readonly TimeSpan UsualLength = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private ImmutableArray<HourMark> _hours = [];
    private ScheduleWatch? _watch;
    private ScheduleSheet? _sheet;
    private Staff? _staff;
    private DateOnly? _today;
    private Id<Appointment>? _open;
    private VisitDraft? _draft;
    private Hand? _hand;
    private UndoMove? _undo;
    private Toast? _toast;
    private string _said = "";
    private int _asked;
    private bool _isAttached;
    private string? _focusNext;
    private bool _isPanelNew;
    private ElementReference _root;
    private IJSObjectReference? _script;
    private DotNetObjectReference<SchedulePage>? _self;

    public SchedulePage() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    [SupplyParameterFromQuery]
    public string? View { get; set; }

    [SupplyParameterFromQuery]
    public string? Day { get; set; }

    [SupplyParameterFromQuery]
    public string? Technician { get; set; }

    /// <summary>A visit whose panel is open from the beginning: where a link leads.</summary>
    [SupplyParameterFromQuery]
    public string? Visit { get; set; }

    [Inject]
    public required ScheduleSnapshots Schedules { get; init; }

    [Inject]
    public required ScheduleTodayQuery Today { get; init; }

    [Inject]
    public required VisitQuery Visits { get; init; }

    [Inject]
    public required MoveVisit Move { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required Rhythm Rhythm { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private bool MaySchedule => _staff?.Role.MaySchedule() == true;
    private string? May => MaySchedule ? "true" : null;
    private string? Busy => _sheet is null ? "true" : null;
    private string ViewName => (_sheet?.Address.View ?? ScheduleView.Week).ToString().ToLowerInvariant();
    private string Look => _open is null && _draft is null ? "schedule" : "schedule with-panel";

    /// <summary>Empty time was drawn over by the script, or a waiting job dropped on it: booking begins with that.</summary>
    /// <param name="job">Number; empty: still to be chosen.</param>
    /// <param name="until">Exclusive; not after <paramref name="quarter"/>: an hour.</param>
    [JSInvokable]
    public void Draft(string job, string surface, int quarter, int until)
    {
        if (!MaySchedule || _sheet is not { } sheet)
        {
            return;
        }

        if (quarter < 0)
        {
            if (DateOnly.TryParseExact(surface, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                Begin(job, MorningOf(day), UsualLength, lead: sheet.Address.Technician);
            }
        }
        else if (TrackOf(surface) is { } track)
        {
            if (sheet.Axis.InstantAt(track.Day, quarter) is not { } start)
            {
                Refuse("The clocks skip that time on that day. Choose another.");
            }
            else
            {
                var end = until > quarter ? sheet.Axis.EndAt(track.Day, until) : null;
                Begin(job, start, end is { } given && given > start ? given - start : UsualLength, track.Who?.Id ?? sheet.Address.Technician);
            }
        }

        StateHasChanged();
    }

    /// <summary>A visit was clicked.</summary>
    [JSInvokable]
    public void Open(string visit)
    {
        if (Guid.TryParse(visit, out var id))
        {
            (_open, _draft, _hand, _isPanelNew) = (new Id<Appointment>(id), null, null, true);
            StateHasChanged();
        }
    }

    /// <summary>Escape was pressed.</summary>
    [JSInvokable]
    public void Escape()
    {
        if (_hand is not null)
        {
            LetGo();
        }
        else
        {
            Close();
        }

        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested)
        {
            return;
        }

        await _closed.CancelAsync();
        _watch?.Dispose();
        _self?.Dispose();
        try
        {
            if (_script is not null)
            {
                await _script.InvokeVoidAsync("detach", _root);
                await _script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the script with it.
        }

        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive)
        {
            return; // The frame is drawn at once; the visits come with the circuit, which reads them anyway.
        }

        var asked = ++_asked;
        if (_today is null)
        {
            _staff = await Current.GetAsync();
            _today = (await Today.RunAsync(_staff, _closing)).Today;
            _open = Guid.TryParse(Visit, out var open) ? new Id<Appointment>(open) : null;
        }

        var address = ScheduleAddress.Of(View, Day, Technician, _today.Value);
        var culture = (await Current.GetWorkspaceAsync(_closing)).Culture;
        var range = address.Range(culture.DateTimeFormat.FirstDayOfWeek);
        if (_watch?.Range != range)
        {
            var watch = await Schedules.WatchAsync(_staff!, range, HearAsync, _closing); // Set with the day.
            if (_closed.IsCancellationRequested || asked != _asked)
            {
                watch.Dispose();
                return;
            }

            _watch?.Dispose();
            _watch = watch;
        }

        _hand = null;
        Show(_watch.Snapshot, address);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isAttached && _sheet is not null)
        {
            _isAttached = true;
            _self = DotNetObjectReference.Create(this);
            _script = await Script.InvokeAsync<IJSObjectReference>("import", _closing, "./" + Assets["schedule.js"]);
            await _script.InvokeVoidAsync("attach", _closing, _root, _self);
        }

        if (_script is null)
        {
            return;
        }

        if (_isPanelNew && (_open is not null || _draft is not null))
        {
            _isPanelNew = false;
            await _script.InvokeVoidAsync("enterPanel", _closing, _root);
        }

        if (_focusNext is { } next)
        {
            _focusNext = null;
            await _script.InvokeVoidAsync("focusVisit", _closing, _root, next);
        }
    }

    private Task HearAsync(ScheduleSnapshot snapshot) =>
        InvokeAsync(() =>
        {
            if (
                _closed.IsCancellationRequested
                || _sheet is null
                || snapshot.Range != _sheet.Snapshot.Range
                || snapshot.Version <= _sheet.Snapshot.Version
            )
            {
                return; // What is shown already has it.
            }

            _today = LocalDay.Of(snapshot.Now, snapshot.Company.Zone);
            if (_hand is { } hand && snapshot.Find(hand.Visit.Id)?.Revision != hand.Visit.Revision)
            {
                (_hand, _said) = (null, "Somebody changed this visit meanwhile. It was let go.");
            }

            Show(snapshot, _sheet.Address);
            StateHasChanged();
        });

    private void Show(ScheduleSnapshot snapshot, ScheduleAddress address)
    {
        var axis = _sheet?.Axis;
        _sheet = _watch!.LayOut(snapshot, address); // Whoever has a snapshot watches.
        if (!ReferenceEquals(axis, _sheet.Axis))
        {
            _hours = [.. _sheet.Axis.Hours.Select(h => HourMark.Of(h.At, h.Instant, h.IsTwice, snapshot.Company))];
        }
    }

    private void BookNew()
    {
        if (_sheet is not null)
        {
            Begin("", Next(), UsualLength, _sheet.Address.Technician);
        }
    }

    private void BookJobAsync(string job) => Begin(job, Next(), UsualLength, _sheet?.Address.Technician);

    private void Begin(string job, DateTimeOffset start, TimeSpan length, Id<StaffMember>? lead) =>
        (_draft, _open, _hand, _isPanelNew) = (new VisitDraft(job, start, length, lead), null, null, true);

    private async Task BookedAsync(Id<Appointment> visit)
    {
        _draft = null;
        await CatchUpAsync(visit);
        var booked = _watch?.Snapshot.Find(visit);
        (_toast, _undo) = (new Toast(booked is null ? "Booked." : $"Booked for {TimeInWords(booked.StartsAt)}.", IsRefusal: false), null);
        _focusNext = visit.ToString();
    }

    private async Task ActedAsync(string said)
    {
        if (_open is { } open)
        {
            await CatchUpAsync(open);
        }

        if (said.Length > 0)
        {
            (_toast, _undo) = (new Toast(said, IsRefusal: false), null);
        }
    }

    private void Close()
    {
        _focusNext = _open?.ToString();
        (_open, _draft) = (null, null);
    }

    private void Hush() => (_toast, _undo) = (null, null);

    private void ChooseTechnician(ChangeEventArgs chosen) =>
        Navigation.NavigateTo(
            (_sheet!.Address with { Technician = Guid.TryParse(chosen.Value as string, out var id) ? new Id<StaffMember>(id) : null }).Path
        ); // It is drawn.

    private static string KeyOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private ScheduleTrack? TrackOf(string key) => _sheet?.Tracks.FirstOrDefault(t => t.Key == key);

    private ScheduleVisit? Find(string visit) => Guid.TryParse(visit, out var id) ? _sheet?.Snapshot.Find(new Id<Appointment>(id)) : null;

    /// <summary>The next full hour, or the morning of the day that is looked at.</summary>
    private DateTimeOffset Next()
    {
        var snapshot = _sheet!.Snapshot;
        var now = snapshot.Now + Rhythm.Since(snapshot.ReadAt);
        var soon = now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerHour) + TimeSpan.FromHours(1);
        return _today == _sheet.Address.Day ? soon : MorningOf(_sheet.Address.Day);
    }

    private DateTimeOffset MorningOf(DateOnly day) =>
        WallTime.Instants(day.ToDateTime(new TimeOnly(9, 0)), _sheet!.Snapshot.Company.Zone) is [var at, ..]
            ? at
            : ScheduleDay.Of(day, _sheet.Snapshot.Company.Zone).Start;
}
