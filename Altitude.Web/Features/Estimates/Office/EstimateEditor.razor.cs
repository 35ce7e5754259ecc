using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>Where an estimate is written: saved as one types, reckoned by the domain, sent when it says so. Nothing typed is lost, whoever else writes.</summary>
public sealed partial class EstimateEditor : IAsyncDisposable
{
    private static readonly TimeSpan SavesAfter = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan OffersAfter = TimeSpan.FromMilliseconds(120);

    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private readonly SemaphoreSlim _saving = new(1, 1);
    private CancellationTokenSource? _pause;
    private CancellationTokenSource? _asking;
    private EditorSeat? _seat;
    private EstimateView? _theirs;
    private EstimateMerge? _merge;
    private IReadOnlyList<PriceRow> _offers = [];
    private string? _offersFor;
    private string? _writing;
    private string _whoSaved = Somebody;
    private EstimateForm _form = new();
    private EstimateReading _reading = null!; // Read before anything is drawn.
    private EstimateContent _saved = null!; // As above.
    private IReadOnlyList<TaxRate> _taxes = [];
    private RequestKey _sendKey = RequestKey.New(nameof(SendEstimate));
    private ElementReference _root;
    private IJSObjectReference? _script;
    private DotNetObjectReference<EstimateEditor>? _self;
    private int _revision;
    private string _status = "";
    private string? _refusal;
    private string? _focus;
    private bool _isDirty;
    private bool _isTold;
    private bool _isActing;
    private bool _isPreviewing;
    private bool _isSending;
    private bool _leavesAnyway;
    private bool _showsMerge;

    private const string Somebody = "Somebody else";

    public EstimateEditor() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    /// <summary>As it is now; what is typed begins with what it was first.</summary>
    [Parameter, EditorRequired]
    public required EstimateView View { get; set; }

    [Parameter, EditorRequired]
    public required Staff Staff { get; set; }

    [Parameter]
    public EventCallback OnSent { get; set; }

    /// <summary>Somebody is done for now.</summary>
    [Parameter]
    public EventCallback OnLeft { get; set; }

    /// <summary>Somebody else saved: what is shown may be read again.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required SaveEstimateDraft Saving { get; init; }

    [Inject]
    public required SendEstimate Sending { get; init; }

    [Inject]
    public required EstimatePageQuery Query { get; init; }

    [Inject]
    public required PriceBookQuery Prices { get; init; }

    [Inject]
    public required EstimateEditors Editors { get; init; }

    [Inject]
    public required EditorLine Line { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Rhythm Rhythm { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private string ValidHint =>
        _reading["valid"] is null ? View.Company.Words.ExpiryInWords(LocalDay.End(_reading.Content.ValidThrough, View.Company.Zone), View.Now) : "";

    /// <summary>Enter in a line.</summary>
    [JSInvokable]
    public async Task AddLineAsync(string? below)
    {
        _focus = _form.AddLine(below).Field("description");
        StateHasChanged();
        await ChangedAsync();
        StateHasChanged();
    }

    /// <summary>Alt and an arrow in a line, an arrow on its grip, or dragging it.</summary>
    /// <param name="by">How many places, down; negative: up.</param>
    [JSInvokable]
    public async Task MoveLineAsync(string key, int by)
    {
        _form.Move(key, by);
        StateHasChanged();
        await ChangedAsync();
        StateHasChanged(); // What became of saving: a script's call draws nothing by itself.
    }

    /// <summary>Ctrl and Enter anywhere.</summary>
    [JSInvokable]
    public async Task AskToSendAsync()
    {
        await SaveAsync(_revision);
        _isTold = true;
        _isSending = _reading.IsWhole && _merge is null && _refusal is null;
        StateHasChanged();
    }

    /// <summary>Escape, or the button: what is written is kept, then the page before comes back.</summary>
    [JSInvokable]
    public async Task CloseAsync()
    {
        _pause?.Cancel();
        await SaveAsync(_revision);
        if (_merge is not null)
        {
            (_status, _showsMerge) = ("Choose first what stands", true);
            StateHasChanged();
            return;
        }

        if (!_reading.IsWhole)
        {
            _isTold = true;
            StateHasChanged();
            return;
        }

        if (View.Sent is null)
        {
            Navigation.NavigateTo($"/office/jobs/{View.JobNumber}");
            return;
        }

        await OnLeft.InvokeAsync();
    }

    /// <summary>Somebody chose an entry of the price book, by Enter or a press. Its values are copied.</summary>
    [JSInvokable]
    public async Task TakeOfferAsync(string key, string offer)
    {
        var line = _form.Lines.FirstOrDefault(l => l.Key == key);
        var price = _offers.FirstOrDefault(o => o.Id.ToString() == offer);
        CloseOffers();
        if (line is null || price is null)
        {
            return;
        }

        line.Take(price, View.Company.Culture);
        _focus = line.Field("quantity");
        StateHasChanged();
        await ChangedAsync();
        StateHasChanged();
    }

    /// <summary>Escape in a line that offers prices, or the field was left.</summary>
    [JSInvokable]
    public void CloseOffers()
    {
        _asking?.Cancel();
        (_offersFor, _offers) = (null, []);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested)
        {
            return;
        }

        await _closed.CancelAsync();
        Line.Lost -= StepOut;
        Line.Back -= ComeBack;
        _seat?.Dispose();
        _pause?.Dispose();
        _asking?.Dispose();
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

        _saving.Dispose();
        _closed.Dispose();
    }

    protected override void OnInitialized()
    {
        Begin(View);
        if (RendererInfo.IsInteractive)
        {
            _focus = _saved.Lines.Count == 0 ? _form.Lines[0].Field("description") : null; // A new one: the first thing to do.
            _seat = Editors.Sit(Staff, View.Id);
            Line.Lost += StepOut;
            Line.Back += ComeBack;
        }
    }

    /// <summary>Somebody else saved, and nothing was typed here since: theirs is what one goes on with.</summary>
    protected override void OnParametersSet()
    {
        if (View.Revision > _revision && !_isDirty && _merge is null && View.CanBeEdited)
        {
            var hasChanged = !View.Editable.SameAs(_saved);
            Begin(View);
            _status = hasChanged ? $"{_whoSaved} changed this just now" : "";
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = await Script.InvokeAsync<IJSObjectReference>("import", _closing, "./" + Assets["estimate-editor.js"]);
            await _script.InvokeVoidAsync("attach", _closing, _root, _self);
        }

        if (_showsMerge && _script is not null)
        {
            _showsMerge = false;
            await _script.InvokeVoidAsync("focus", _closing, "merge");
        }

        if (_offersFor is not null && _script is not null)
        {
            await _script.InvokeVoidAsync("placeOffers", _closing, $"line-{_offersFor}-description");
        }

        if (_focus is not null && _script is not null)
        {
            var id = _focus;
            _focus = null;
            await _script.InvokeVoidAsync("focus", _closing, id);
        }
    }

    private void Begin(EstimateView view)
    {
        (_saved, _revision) = (view.Editable, view.Revision);
        _taxes =
            _saved.Tax is { } own && view.Company.TaxRates.All(t => t.Name != own.Name) ? [.. view.Company.TaxRates, own] : view.Company.TaxRates;
        _form = EstimateForm.Of(_saved, view.Company.Culture);
        if (_form.Lines.Count == 0)
        {
            _form.AddLine(below: null);
        }

        Read();
        (_isDirty, _theirs, _merge, _refusal, _status) = (false, null, null, null, "");
    }

    private void Read()
    {
        _reading = _form.Read(_saved.Currency, View.Company.Culture, _taxes);
        if (_theirs is not null && _reading.IsWhole)
        {
            _merge = EstimateMerge.Of(_saved, _reading.Content, _theirs.Editable); // Typed on while the choice is open.
        }
    }

    private void StepOut() => _seat?.StepOut();

    private void ComeBack() => _seat?.ComeBack();

    private Task HearOfSaveAsync(EditorSave saved)
    {
        _whoSaved = View.Names.GetValueOrDefault(saved.Staff, Somebody);
        return OnChanged.InvokeAsync();
    }

    /// <summary>Reckons at once and saves when the fingers rest.</summary>
    private async Task ChangedAsync()
    {
        Read();
        (_isDirty, _leavesAnyway) = (true, false);
        if (_merge is not null)
        {
            return; // Kept here until it is chosen what stands.
        }

        _status = _reading.IsWhole ? "Saving…" : "Not saved yet";
        _pause?.Cancel();
        _pause?.Dispose();
        var pause = _pause = CancellationTokenSource.CreateLinkedTokenSource(_closing);
        try
        {
            await Rhythm.WaitAsync(SavesAfter, pause.Token);
        }
        catch (OperationCanceledException)
        {
            return; // Typed on, or gone: leaving saves by itself.
        }

        await SaveAsync(_revision);
    }

    /// <summary>Reckons and saves as any field does, and offers what the price book has of that name.</summary>
    private async Task DescribedAsync(LineForm line)
    {
        var change = ChangedAsync();
        _asking?.Cancel();
        _asking?.Dispose();
        _asking = CancellationTokenSource.CreateLinkedTokenSource(_closing);
        var asking = _asking.Token; // Its source is gone once the next letter is typed.
        try
        {
            await Rhythm.WaitAsync(OffersAfter, asking);
            var typed = line.Description;
            var offers = await Prices.SuggestAsync(Staff, typed, _saved.Currency, asking);
            if (!asking.IsCancellationRequested)
            {
                (_offersFor, _offers) = offers.Count == 0 || offers is [{ } only] && only.Name == typed ? (null, []) : (line.Key, offers);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // Typed on, or left: the next letters ask again.
        }

        await change;
    }

    private string OffersInWords =>
        _offersFor is null ? "" : $"{View.Company.Words.Count(_offers.Count, "price")} from the price book. Arrow down to choose, Enter to take.";

    private Task ValidThroughAsync(ChangeEventArgs typed)
    {
        _form.ValidThrough = typed.Value?.ToString() ?? "";
        return ChangedAsync();
    }

    private async Task SaveAsync(int revision)
    {
        Read();
        if (_merge is not null)
        {
            return;
        }

        if (!_reading.IsWhole || _reading.Content.SameAs(_saved))
        {
            _status = _reading.IsWhole
                ? _isDirty
                    ? "Saved"
                    : _status
                : "Not saved yet";
            _isDirty = !_reading.IsWhole;
            return;
        }

        await _saving.WaitAsync(_closing); // One after the other: each brings the revision that the next one needs.
        try
        {
            var content = _reading.Content;
            var saved = await Saving.RunAsync(
                Staff,
                View.Number,
                Math.Max(revision, _revision),
                content,
                RequestKey.New(nameof(SaveEstimateDraft)),
                _closing
            );
            (_saved, _revision) = (content, saved.Revision);
            (_isDirty, _refusal) = (!_reading.Content.SameAs(content), null);
            _status = $"Saved {View.Company.Words.Time(saved.At)}";
            _seat?.Saved();
        }
        catch (RuleViolation refused) when (refused.Rule == EstimateRules.Stale)
        {
            await MeetAsync(refused);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            (_refusal, _status) = (refused.Message, "Not saved");
        }
        finally
        {
            _saving.Release();
        }
    }

    /// <summary>Somebody else was quicker: what they wrote is read, and laid beside what is typed here.</summary>
    private async Task MeetAsync(RuleViolation refused)
    {
        var now = await Query.RunAsync(Staff, View.Number, _closing);
        if (now is not { CanBeEdited: true })
        {
            (_refusal, _status) = (refused.Message, "Not saved");
            return;
        }

        var merge = EstimateMerge.Of(_saved, _reading.Content, now.Editable);
        if (merge.Differences.Count == 0)
        {
            (_saved, _revision, _isDirty, _status) = (now.Editable, now.Revision, false, "Saved"); // Both wrote the same.
            return;
        }

        (_theirs, _merge, _refusal, _status) = (now, merge, null, "Not saved: choose what stands");
        _showsMerge = true;
    }

    /// <summary>What was chosen becomes what is written here, on top of what the other one saved.</summary>
    private async Task SettleAsync(EstimateContent chosen)
    {
        if (_theirs is not { } theirs)
        {
            return;
        }

        _isActing = true;
        try
        {
            (_saved, _revision, _theirs, _merge) = (theirs.Editable, theirs.Revision, null, null);
            var removed = _form;
            _form = EstimateForm.Of(chosen, View.Company.Culture);
            _form.RemembersRemovedOf(removed);
            _isDirty = true;
            _focus = "add-line";
            await SaveAsync(_revision);
        }
        finally
        {
            _isActing = false;
        }
    }

    private async Task SaveBeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (!_isDirty)
        {
            return;
        }

        _pause?.Cancel();
        await SaveAsync(_revision);
        if (_merge is not null)
        {
            leaving.PreventNavigation();
            (_status, _showsMerge) = ("Choose first what stands", true);
        }
        else if (!_reading.IsWhole && !_leavesAnyway)
        {
            leaving.PreventNavigation();
            (_isTold, _leavesAnyway, _status) = (true, true, "Not saved: mend what is marked, or leave again to lose it");
        }

        StateHasChanged();
    }

    private async Task SendAsync()
    {
        (_isActing, _refusal) = (true, null);
        try
        {
            await Sending.RunAsync(Staff, View.Number, _revision, _sendKey, _closing);
            _isSending = false;
            await OnSent.InvokeAsync();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            _refusal = refused.Message;
            if (refused.Rule == EstimateRules.Stale)
            {
                _isSending = false;
                await OnChanged.InvokeAsync(); // What they wrote is shown before it can be sent.
            }
        }
        finally
        {
            _isActing = false;
            _sendKey = RequestKey.New(nameof(SendEstimate));
        }
    }

    private void StopSending() => (_isSending, _refusal) = (false, null);

    private void Preview() => _isPreviewing = true;

    private void ClosePreview() => _isPreviewing = false;

    private Task RemoveAsync(LineForm line)
    {
        var at = _form.Lines.IndexOf(line);
        _form.Remove(line);
        _focus = _form.Lines.Count == 0 ? "add-line" : _form.Lines[Math.Min(at, _form.Lines.Count - 1)].Field("description");
        return ChangedAsync();
    }

    private Task RestoreAsync()
    {
        _focus = _form.LastRemoved?.Field("description");
        _form.Restore();
        return ChangedAsync();
    }

    private string AmountOf(LineForm line) =>
        _reading.Content.Lines.FirstOrDefault(l => l.Key == line.Key) is { } item
            ? View.Company.Words.Money(item.Amount(_reading.Content.Currency))
            : "";

    private static readonly string[] Cells = ["description", "quantity", "unit", "price", "discount", "package"];

    /// <summary>What is wrong with a line, once somebody has gone on from it.</summary>
    private string? MessageOf(LineForm line) =>
        line.Key == _writing && !_isTold ? null : Cells.Select(cell => _reading[line.Field(cell)]).FirstOrDefault(m => m is not null);

    private string? Invalid(LineForm line, string cell) => MessageOf(line) is null || _reading[line.Field(cell)] is null ? null : "true";

    private void Write(LineForm? line) => _writing = line?.Key;

    private string? Invalid(string field) => _reading[field] is null ? null : "true";

    private string? DescribedBy(LineForm line) => MessageOf(line) is null ? null : line.Field("error");

    private string? Error(string field) => _reading[field] is null ? null : "has-error";

    private static string IdOf(string field) => field == "lines" ? "add-line" : field;
}
