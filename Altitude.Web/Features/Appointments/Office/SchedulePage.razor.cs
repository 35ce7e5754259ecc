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

    /// <summary>A visit was dropped elsewhere by the script.</summary>
    /// <param name="surface">The track or day.</param>
    /// <param name="quarter">Of the axis; negative: only the day changes.</param>
    /// <param name="from">The track that it was taken from.</param>
    /// <returns>Why not; null: it was moved.</returns>
    [JSInvokable]
    public async Task<string?> DropAsync(string visit, string surface, int quarter, string from)
    {
        if (Find(visit) is not { } moved || _sheet is not { } sheet)
        {
            return "This visit is not here any more.";
        }

        if (quarter < 0)
        {
            return DateOnly.TryParseExact(surface, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? await MoveToDayAsync(moved, day)
                : "There is no such day.";
        }

        if (TrackOf(surface) is not { } track)
        {
            return "There is no such place on the schedule.";
        }

        if (sheet.Axis.InstantAt(track.Day, quarter) is not { } start)
        {
            return Refuse("The clocks skip that time on that day. Choose another.");
        }

        NewLead? lead = null;
        if (sheet.Address.View == ScheduleView.Dispatch && surface != from)
        {
            if (moved.Lead is { } present && present.ToString() != from)
            {
                return Refuse("Only who leads a visit is changed by moving it. Open the visit to change who comes along.");
            }

            lead = new NewLead(track.Who?.Id);
        }

        return await MoveAsync(moved, start, moved.Length, lead);
    }

    /// <summary>A visit was made longer or shorter by the script.</summary>
    /// <param name="quarter">Of the axis, exclusive.</param>
    /// <returns>Why not; null: it was done.</returns>
    [JSInvokable]
    public async Task<string?> ResizeAsync(string visit, string surface, int quarter)
    {
        if (Find(visit) is not { } resized || TrackOf(surface) is not { } track)
        {
            return "This visit is not here any more.";
        }

        return _sheet!.Axis.EndAt(track.Day, quarter) is { } end && end > resized.StartsAt // A track was found on it.
            ? await MoveAsync(resized, resized.StartsAt, end - resized.StartsAt, lead: null)
            : Refuse("A visit ends after it starts.");
    }

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

    /// <summary>A key on a visit.</summary>
    /// <param name="visit">Which; empty: on none.</param>
    /// <returns>Whether a visit is held now, so that the arrows are for it.</returns>
    [JSInvokable]
    public async Task<bool> PressAsync(string key, string visit, bool isFast)
    {
        if (_hand is { } hand)
        {
            await GuideAsync(hand, key, isFast ? 4 : 1);
        }
        else if (key is "m" or "r")
        {
            Take(visit, isResize: key == "r");
        }
        else if (key == "n" && MaySchedule && _sheet is not null)
        {
            Begin("", Find(visit)?.StartsAt ?? Next(), UsualLength, Find(visit)?.Lead);
        }

        StateHasChanged();
        return _hand is not null;
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
            _today = (await Today.RunAsync(_staff, _closed.Token)).Today;
            _open = Guid.TryParse(Visit, out var open) ? new Id<Appointment>(open) : null;
        }

        var address = ScheduleAddress.Of(View, Day, Technician, _today.Value);
        var culture = (await Current.GetWorkspaceAsync(_closed.Token)).Culture;
        var range = address.Range(culture.DateTimeFormat.FirstDayOfWeek);
        if (_watch?.Range != range)
        {
            var watch = await Schedules.WatchAsync(_staff!, range, HearAsync, _closed.Token); // Set with the day.
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
            _script = await Script.InvokeAsync<IJSObjectReference>("import", _closed.Token, "./" + Assets["schedule.js"]);
            await _script.InvokeVoidAsync("attach", _closed.Token, _root, _self);
        }

        if (_script is null)
        {
            return;
        }

        if (_isPanelNew && (_open is not null || _draft is not null))
        {
            _isPanelNew = false;
            await _script.InvokeVoidAsync("enterPanel", _closed.Token, _root);
        }

        if (_focusNext is { } next)
        {
            _focusNext = null;
            await _script.InvokeVoidAsync("focusVisit", _closed.Token, _root, next);
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
        _sheet = ScheduleSheet.Of(snapshot, address, _sheet);
        if (!ReferenceEquals(axis, _sheet.Axis))
        {
            _hours = [.. _sheet.Axis.Hours.Select(h => HourMark.Of(h.At, h.Instant, h.IsTwice, snapshot.Company))];
        }
    }

    // Moving.

    private Task<string?> MoveToDayAsync(ScheduleVisit visit, DateOnly day)
    {
        var zone = _sheet!.Snapshot.Company.Zone; // The month is drawn.
        var local = day.ToDateTime(TimeOnly.FromDateTime(WallTime.Of(visit.StartsAt, zone)));
        return WallTime.Instants(local, zone) is [var start, ..]
            ? MoveAsync(visit, start, visit.Length, lead: null)
            : Task.FromResult<string?>(Refuse("The clocks skip that time on that day. Choose another."));
    }

    /// <returns>Why not; null: it was done.</returns>
    private async Task<string?> MoveAsync(ScheduleVisit visit, DateTimeOffset start, TimeSpan length, NewLead? lead)
    {
        if (start == visit.StartsAt && length == visit.Length && (lead is null || lead.Technician == visit.Lead))
        {
            return null;
        }

        var zone = _sheet!.Snapshot.Company.Zone; // A visit was found on it.
        var move = new VisitMove(WallTime.Of(start, zone), length, Arrival: null, zone.GetUtcOffset(start), lead);
        var back = new VisitMove(
            WallTime.Of(visit.StartsAt, zone),
            visit.Length,
            visit.Arrival,
            zone.GetUtcOffset(visit.StartsAt),
            lead is null ? null : new NewLead(visit.Lead)
        );
        if (await TryAsync(visit, move) is { } refused)
        {
            return refused;
        }

        _undo = new UndoMove(visit.Id, back);
        _toast = new Toast(
            start == visit.StartsAt && lead is null ? $"Until {EndInWords(start + length)}."
                : lead is null ? $"Moved to {TimeInWords(start)}."
                : $"Moved to {TimeInWords(start)}, {NameOf(lead.Technician)}.",
            IsRefusal: false
        );
        StateHasChanged();
        return null;
    }

    private async Task UndoAsync()
    {
        if (_undo is not { } undo || _staff is null)
        {
            return;
        }

        _undo = null;
        var visit = _watch?.Snapshot.Find(undo.Visit);
        var revision = visit?.Revision ?? (await Visits.RunAsync(_staff, undo.Visit, _closed.Token))?.Revision;
        if (revision is not { } shown)
        {
            Refuse("This visit is not there any more.");
            return;
        }

        if (await TryAsync(undo.Visit, shown, undo.Back) is null)
        {
            (_toast, _focusNext) = (new Toast("It is back where it was.", IsRefusal: false), undo.Visit.ToString());
        }
    }

    private Task<string?> TryAsync(ScheduleVisit visit, VisitMove move) => TryAsync(visit.Id, visit.Revision, move);

    private async Task<string?> TryAsync(Id<Appointment> visit, int revision, VisitMove move)
    {
        try
        {
            await Move.RunAsync(_staff!, visit, revision, move, RequestKey.New("move-visit"), _closed.Token); // A visit was found for somebody.
            await CatchUpAsync(visit);
            return null;
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            await CatchUpAsync(visit);
            return Refuse(refused.Message);
        }
    }

    private async Task CatchUpAsync(Id<Appointment> visit)
    {
        if (_watch is { } watch && _sheet is { } sheet)
        {
            await watch.CatchUpAsync(visit.Value);
            Show(watch.Snapshot, sheet.Address);
            StateHasChanged();
        }
    }

    private string Refuse(string words)
    {
        (_toast, _undo) = (new Toast(words, IsRefusal: true), null);
        StateHasChanged();
        return words;
    }

    // The keyboard's way.

    private void Take(string visit, bool isResize)
    {
        if (Find(visit) is not { } taken || _sheet is not { } sheet)
        {
            return;
        }

        if (!MaySchedule)
        {
            _said = "Your role shows the schedule. An owner, admin or dispatcher moves visits.";
            return;
        }

        if (!taken.IsAhead)
        {
            _said = "This visit is under way or over. It stays where it is.";
            return;
        }

        if (sheet.Address.View == ScheduleView.Month)
        {
            if (isResize)
            {
                _said = "How long a visit is, is changed in the day or week.";
                return;
            }

            _hand = new Hand(taken, IsResize: false, "", 0, 0, LocalDay.Of(taken.StartsAt, sheet.Snapshot.Company.Zone));
        }
        else
        {
            var track = sheet.Tracks.FirstOrDefault(t => t.Visits.Any(v => v.Visit.Id == taken.Id && !(isResize ? v.GoesOn : v.IsFromBefore)));
            if (track is null)
            {
                _said = "This visit reaches over several days. Open it to change its time.";
                return;
            }

            var from = taken.StartsAt < track.Day.Start ? 0 : sheet.Axis.QuarterAt(track.Day, taken.StartsAt);
            var until = (int)Math.Ceiling(sheet.Axis.AtEnd(track.Day, taken.EndsAt) / ScheduleDay.Quarter);
            _hand = new Hand(taken, isResize, track.Key, from, Math.Max(from + 1, until), track.Day.Date);
        }

        _said =
            $"{(isResize ? "Resizing" : "Moving")} {taken.Title}, {taken.Customer}. {(isResize ? "Up and down" : "Arrow keys")} choose, Enter lets go there, Escape gives up. {WordsOf(_hand)}";
    }

    private async Task GuideAsync(Hand hand, string key, int by)
    {
        switch (key)
        {
            case "Escape":
                LetGo();
                return;
            case "Enter":
                await PutDownAsync(hand);
                return;
        }

        var moved = _sheet!.Address.View switch // Somebody holds a visit of it.
        {
            ScheduleView.Month => key switch
            {
                "ArrowLeft" => hand with { Day = hand.Day.AddDays(-1) },
                "ArrowRight" => hand with { Day = hand.Day.AddDays(1) },
                "ArrowUp" => hand with { Day = hand.Day.AddDays(-7) },
                "ArrowDown" => hand with { Day = hand.Day.AddDays(7) },
                _ => hand,
            },
            ScheduleView.Dispatch => key switch
            {
                "ArrowLeft" => Later(hand, -by),
                "ArrowRight" => Later(hand, by),
                "ArrowUp" => Across(hand, -1),
                "ArrowDown" => Across(hand, 1),
                _ => hand,
            },
            _ => key switch
            {
                "ArrowUp" => Later(hand, -by),
                "ArrowDown" => Later(hand, by),
                "ArrowLeft" => Across(hand, -1),
                "ArrowRight" => Across(hand, 1),
                _ => hand,
            },
        };
        if (_sheet.Address.View == ScheduleView.Month && _sheet.Cells.All(c => c.Date != moved.Day))
        {
            moved = hand; // It stays on the page.
        }

        (_hand, _said) = (moved, WordsOf(moved));
    }

    private Hand Later(Hand hand, int by)
    {
        var last = _sheet!.Axis.Quarters; // Somebody holds a visit of it.
        if (hand.IsResize)
        {
            return hand with { Until = Math.Clamp(hand.Until + by, hand.From + 1, last) };
        }

        var from = Math.Clamp(hand.From + by, 0, last - 1);
        return hand with { From = from, Until = from + (hand.Until - hand.From) };
    }

    private Hand Across(Hand hand, int by)
    {
        if (hand.IsResize)
        {
            return hand;
        }

        var tracks = _sheet!.Tracks; // As above.
        var at = Enumerable.Range(0, tracks.Length).First(i => tracks[i].Key == hand.Track);
        var to = tracks[Math.Clamp(at + by, 0, tracks.Length - 1)];
        return hand with { Track = to.Key, Day = to.Day.Date };
    }

    private async Task PutDownAsync(Hand hand)
    {
        var origin = _sheet!.Tracks.FirstOrDefault(t => t.Visits.Any(v => v.Visit.Id == hand.Visit.Id))?.Key ?? ""; // As above.
        var refused =
            _sheet.Address.View == ScheduleView.Month ? await MoveToDayAsync(hand.Visit, hand.Day)
            : hand.IsResize ? await ResizeAsync(hand.Visit.Id.ToString(), hand.Track, hand.Until)
            : await DropAsync(hand.Visit.Id.ToString(), hand.Track, hand.From, OriginOf(hand, origin));
        if (refused is null)
        {
            (_hand, _said) = (null, "");
            _focusNext = hand.Visit.Id.ToString();
        }
        else
        {
            _said = refused;
        }
    }

    /// <summary>The row that it was taken from: of somebody who comes along it is theirs.</summary>
    private static string OriginOf(Hand hand, string track) => hand.Visit.Lead?.ToString() ?? (track.Length > 0 ? track : "nobody");

    private void LetGo()
    {
        _focusNext = _hand?.Visit.Id.ToString();
        (_hand, _said) = (null, "It stays where it was.");
    }

    private string WordsOf(Hand hand)
    {
        var sheet = _sheet!; // Somebody holds a visit of it.
        if (sheet.Address.View == ScheduleView.Month)
        {
            return DayInWords(hand.Day);
        }

        var track = sheet.Tracks.First(t => t.Key == hand.Track);
        var who = sheet.Address.View == ScheduleView.Dispatch ? $", {NameOf(track.Who?.Id)}" : "";
        if (sheet.Axis.InstantAt(track.Day, hand.From) is not { } start)
        {
            return $"{DayInWords(track.Day.Date)}: the clocks skip that time.";
        }

        return hand.IsResize ? $"Until {EndInWords(sheet.Axis.EndAt(track.Day, hand.Until) ?? start)}" : $"{TimeInWords(start)}{who}";
    }

    private HandPlace? HandOf(string track) =>
        _hand is not { } hand || _sheet is not { } sheet ? null
        : sheet.Address.View == ScheduleView.Month
            ? KeyOf(hand.Day) == track ? new HandPlace(track, 0, 0, $"{hand.Visit.Title}, {hand.Visit.Customer}")
                : null
        : hand.Track == track
            ? new HandPlace(
                track,
                hand.From * ScheduleDay.Quarter,
                Math.Min(hand.Until, sheet.Axis.Quarters) * ScheduleDay.Quarter,
                $"{WordsOf(hand)} {hand.Visit.Title}"
            )
        : null;

    // Panels.

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

    // Words and addresses; asked once the sheet is there.

    private string TodayPath => (_sheet!.Address with { Day = _today!.Value }).Path;

    private string PathBy(int by) => _sheet!.Address.Step(by).Path;

    private string PathOf(ScheduleView view) => (_sheet!.Address with { View = view }).Path;

    private string DayPath(DateOnly day) => (_sheet!.Address with { View = ScheduleView.Day, Day = day }).Path;

    private string? PathOf(ScheduleTrack track) =>
        _sheet!.Address.View switch
        {
            ScheduleView.Week => DayPath(track.Day.Date),
            ScheduleView.Dispatch when track.Who is { } who => (_sheet.Address with { View = ScheduleView.Week, Technician = who.Id }).Path,
            _ => null,
        };

    private string StepName(int by) =>
        $"{(by < 0 ? "Previous" : "Next")} {_sheet!.Address.View switch { ScheduleView.Week => "week", ScheduleView.Month => "month", _ => "day" }}";

    private string TitleInWords
    {
        get
        {
            var (address, culture) = (_sheet!.Address, _sheet.Snapshot.Company.Culture);
            return address.View switch
            {
                ScheduleView.Month => address.Day.ToString("MMMM yyyy", culture),
                ScheduleView.Week =>
                    $"{_sheet.Snapshot.Range.From.ToString("MMM d", culture)} – {_sheet.Snapshot.Range.Until.AddDays(-1).ToString("MMM d, yyyy", culture)}",
                _ => _sheet.Snapshot.Company.Words.Day(address.Day),
            };
        }
    }

    /// <summary>"Denver, MDT"; both names where the clocks change in between.</summary>
    private string ZoneInWords
    {
        get
        {
            var words = _sheet!.Snapshot.Company.Words;
            var (first, last) = (words.ZoneName(_sheet.Axis.Longest.Start), words.ZoneName(_sheet.Axis.Longest.End));
            var place = _sheet.Snapshot.Company.Zone.Id.Split('/')[^1].Replace('_', ' ');
            var hours = _sheet.Tracks.IsEmpty ? null : _sheet.Tracks.Select(t => t.Day).FirstOrDefault(d => d.IsUneven);
            return hours is null
                ? $"{place}, {last}"
                : $"{place}, {words.ZoneName(hours.Start)} to {words.ZoneName(hours.End)}: {words.Day(hours.Date, hours.Date.Year)} has {(hours.End - hours.Start).TotalHours:0.#} hours";
        }
    }

    private string NothingInWords =>
        MaySchedule ? "Nothing is planned here. Draw over a time to book a visit, or drag a job onto it." : "Nothing is planned here.";

    private string HoursLook => $"hours hours-{ViewName}";

    private string AxisFigures => string.Create(CultureInfo.InvariantCulture, $"--tracks:{_sheet!.Tracks.Length};--minutes:{_sheet.Axis.Minutes}");

    private string NameOf(ScheduleTrack track) =>
        _sheet!.Address.View == ScheduleView.Dispatch ? track.Who?.Name ?? "Nobody yet" : DayInWords(track.Day.Date);

    private string HeadOf(ScheduleTrack track) =>
        _sheet!.Address.View == ScheduleView.Dispatch ? NameOf(track)
        : _sheet.Address.View == ScheduleView.Day ? DayInWords(track.Day.Date)
        : $"{track.Day.Date.ToString("ddd", _sheet.Snapshot.Company.Culture)} {track.Day.Date.Day}";

    private string SmallOf(ScheduleTrack track) =>
        _sheet!.Address.View == ScheduleView.Dispatch ? CountOf(track)
        : track.Day.IsUneven ? $"{(track.Day.End - track.Day.Start).TotalHours:0.#} hours"
        : "";

    private string CountOf(ScheduleTrack track) =>
        track.Visits.Length + track.WholeDay.Length is > 0 and var count ? _sheet!.Snapshot.Company.Words.Count(count, "visit") : "free";

    private double? NowOf(ScheduleTrack track)
    {
        var snapshot = _sheet!.Snapshot;
        return snapshot.Now >= track.Day.Start && snapshot.Now < track.Day.End ? _sheet.Axis.At(track.Day, snapshot.Now) : null;
    }

    private string DayInWords(DateOnly day) => _sheet!.Snapshot.Company.Words.Day(day, _today!.Value.Year);

    private string TimeInWords(DateTimeOffset at)
    {
        var company = _sheet!.Snapshot.Company;
        var day = LocalDay.Of(at, company.Zone);
        return $"{company.Words.Day(day, _today!.Value.Year)}, {EndInWords(at)}";
    }

    private string EndInWords(DateTimeOffset at)
    {
        var company = _sheet!.Snapshot.Company;
        var isUneven = _sheet.Tracks.Any(t => t.Day.IsUneven && at >= t.Day.Start && at <= t.Day.End);
        return isUneven ? $"{company.Words.Time(at)} {company.Words.ZoneName(at)}" : company.Words.Time(at);
    }

    private string NameOf(Id<StaffMember>? who) =>
        who is { } id ? _sheet!.Snapshot.Staff.FirstOrDefault(s => s.Id == id)?.Name ?? "somebody who has left" : "nobody yet";

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

    /// <summary>A visit that is held by keyboard, and where.</summary>
    /// <param name="From">Quarter of the axis.</param>
    /// <param name="Until">Quarter of the axis, exclusive.</param>
    private sealed record Hand(ScheduleVisit Visit, bool IsResize, string Track, int From, int Until, DateOnly Day);

    /// <summary>The way back from a move.</summary>
    private sealed record UndoMove(Id<Appointment> Visit, VisitMove Back);

    private sealed record Toast(string Words, bool IsRefusal);

    /// <summary>A full hour beside the days.</summary>
    private sealed record HourMark(int At, string Place, string Words)
    {
        public static HourMark Of(int at, DateTimeOffset instant, bool isTwice, WorkspaceView company)
        {
            var local = TimeZoneInfo.ConvertTime(instant, company.Zone);
            var isTwelve = company.Culture.DateTimeFormat.ShortTimePattern.Contains('t', StringComparison.Ordinal);
            var words = local.ToString(isTwelve ? "h tt" : "HH:mm", company.Culture);
            return new HourMark(
                at,
                string.Create(CultureInfo.InvariantCulture, $"--from:{at}"),
                isTwice ? $"{words} {company.Words.ZoneName(instant)}" : words
            );
        }
    }
}
