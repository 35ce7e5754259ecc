using System.Collections.Immutable;
using System.Text.Json;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>The board of jobs: columns from lead to paid, live. Holds filters and marks; the cards are shared with everybody who looks at them.</summary>
public sealed partial class BoardView : IAsyncDisposable
{
    /// <summary>So long a card that moved stays marked.</summary>
    private static readonly TimeSpan MarkStays = TimeSpan.FromSeconds(6);

    private static readonly JobStage[] Stages = Enum.GetValues<JobStage>();

    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private readonly Dictionary<JobStage, (BoardColumn Whole, BoardColumn Shown)> _filtered = [];
    private Dictionary<Id<Job>, BoardMark> _marks = [];
    private BoardWatch? _watch;
    private BoardSnapshot? _snapshot;
    private Staff? _staff;
    private JobCard? _menu;
    private JobCard? _booking;
    private string _text = "";
    private string _technician = "";
    private string _tag = "";
    private long _seenBefore = long.MaxValue;
    private bool _isMenuNew;
    private bool _isAttached;
    private ElementReference _root;
    private ElementReference _menuElement;
    private IJSObjectReference? _script;
    private DotNetObjectReference<BoardView>? _self;

    public BoardView() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    [Inject]
    public required BoardSnapshots Boards { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required Rhythm Rhythm { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    /// <summary>For the script: what dropping on each column would do, so that dragging asks nobody. One text for everybody of the same role.</summary>
    private static readonly Dictionary<StaffRole, string> MovesByRole = Enum.GetValues<StaffRole>().ToDictionary(role => role, MovesOf);

    private string? Moves => _staff is null ? null : MovesByRole[_staff.Role];

    private bool IsFiltered => _text.Length > 0 || _technician.Length > 0 || _tag.Length > 0;

    private string Summary =>
        _snapshot is null ? ""
        : IsFiltered ? BoardSnapshot.SummaryOf(Stages.Select(s => ColumnOf(s)!), _snapshot.Workspace) // There is a snapshot: every column is there.
        : _snapshot.Summary;

    /// <summary>Asked by the script when a card was dropped on a column.</summary>
    [JSInvokable]
    public Task DropAsync(string number, string stage) =>
        CardOf(number) is { } card && Enum.TryParse<JobStage>(stage, out var to) ? MoveAsync(card, to) : Task.CompletedTask;

    /// <summary>Asked by the script when somebody wants to move the focused card without dragging.</summary>
    [JSInvokable]
    public void OpenMenu(string number)
    {
        _menu = CardOf(number);
        _isMenuNew = _menu is not null;
        StateHasChanged();
    }

    [JSInvokable]
    public void CloseMenu()
    {
        _menu = null;
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
                await _script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the script with it.
        }

        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
        {
            return; // The frame is drawn at once; the cards come with the circuit, which reads them anyway.
        }

        _staff = await Current.GetAsync();
        var watch = await Boards.WatchAsync(_staff, HearAsync, _closing);
        if (_closed.IsCancellationRequested)
        {
            watch.Dispose();
            return;
        }

        _watch = watch;
        _snapshot = watch.Snapshot;
        _seenBefore = _snapshot.Notes.IsEmpty ? 0 : _snapshot.Notes[0].Seq;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isAttached && _snapshot is not null)
        {
            _isAttached = true;
            _self = DotNetObjectReference.Create(this);
            _script = await Script.InvokeAsync<IJSObjectReference>("import", _closing, "./" + Assets["board.js"]);
            await _script.InvokeVoidAsync("attach", _closing, _root, _self);
        }

        if (_isMenuNew && _script is not null && _menu is not null)
        {
            _isMenuNew = false;
            await _script.InvokeVoidAsync("placeMenu", _closing, _root, _menuElement, _menu.Number);
        }
    }

    private Task HearAsync(BoardChange change) =>
        InvokeAsync(() =>
        {
            if (_snapshot is null || change.Snapshot.Version <= _snapshot.Version)
            {
                return; // What was read first already has it.
            }

            _snapshot = change.Snapshot;
            var now = Rhythm.Mark();
            _marks = _marks.Where(m => Rhythm.Since(m.Value.At) < MarkStays).ToDictionary();
            foreach (var moved in change.Moved)
            {
                _marks[moved] = new BoardMark(now, change.Snapshot.Version);
            }

            _menu = _menu is null ? null : _snapshot.Cards.GetValueOrDefault(_menu.Id);
            StateHasChanged();
        });

    /// <summary>What has no technician and no tags is not there while one is chosen.</summary>
    private ImmutableList<BoardLead> LeadsOf(JobStage stage) =>
        stage != JobStage.Lead || _snapshot is null || _technician.Length > 0 || _tag.Length > 0 ? []
        : _text.Trim() is { Length: > 0 } text
            ? _snapshot.Leads.RemoveAll(l => !$"{l.Number} {l.Name} {l.Service}".Contains(text, StringComparison.CurrentCultureIgnoreCase))
        : _snapshot.Leads;

    private BoardColumn? ColumnOf(JobStage stage)
    {
        if (_snapshot is null)
        {
            return null;
        }

        var whole = _snapshot[stage];
        if (!IsFiltered)
        {
            return whole;
        }

        if (_filtered.TryGetValue(stage, out var kept) && ReferenceEquals(kept.Whole, whole))
        {
            return kept.Shown;
        }

        var compare = _snapshot.Workspace.Culture.CompareInfo;
        var text = _text.Trim();
        JobCard[] cards =
        [
            .. whole.Cards.Where(c =>
                (text.Length == 0 || c.Matches(text, compare))
                && (_technician.Length == 0 || c.Technician?.ToString() == _technician)
                && (_tag.Length == 0 || c.Tags.Contains(_tag, StringComparison.Ordinal))
            ),
        ];
        var shown = new BoardColumn(stage, cards, BoardColumn.SumOf(cards, _snapshot.Workspace.Currency));
        _filtered[stage] = (whole, shown);
        return shown;
    }

    private static string MovesOf(StaffRole role) =>
        JsonSerializer.Serialize(
            Stages.ToDictionary(
                from => from.ToString(),
                from =>
                    Stages
                        .Where(to => to != from)
                        .ToDictionary(
                            to => to.ToString(),
                            to => BoardMoves.Of(role, from, to) is { } move ? new { may = move.Act is not null, words = move.Words } : null
                        )
            )
        );

    private void Filter() => _filtered.Clear();

    private JobCard? CardOf(string number) => _snapshot?.Cards.Values.FirstOrDefault(c => c.Number == number);

    private void OpenJob()
    {
        if (_menu is { } card)
        {
            Navigation.NavigateTo($"/office/jobs/{card.Number}");
        }
    }

    private Task MoveAsync(JobCard card, JobStage to)
    {
        _menu = null;
        switch (_staff is null ? null : BoardMoves.Of(_staff.Role, card.Stage, to).Act)
        {
            case BoardAct.BookVisit:
                _booking = card;
                break;
            case BoardAct.SendEstimate:
                Navigation.NavigateTo(card.Draft is null ? $"/office/estimates/new?job={card.Number}" : $"/office/estimates/{card.Draft}");
                break;
            case BoardAct.RecordApproval:
                Navigation.NavigateTo($"/office/estimates/approval?job={card.Number}");
                break;
            case BoardAct.SendInvoice:
                Navigation.NavigateTo($"/office/invoices/new?job={card.Number}&go=1"); // On to the one that waits to be sent, or to a new one.
                break;
            default:
                break; // The column has said why.
        }

        StateHasChanged();
        return Task.CompletedTask;
    }

    private void CloseBooking() => _booking = null;
}

/// <summary>That a card moved while its board was open.</summary>
/// <param name="At">By the page's own rhythm.</param>
/// <param name="Version">Of the snapshot that brought it: another move makes another mark.</param>
public sealed record BoardMark(long At, long Version);
