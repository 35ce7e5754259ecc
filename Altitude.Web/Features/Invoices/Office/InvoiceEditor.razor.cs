using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>Where an invoice is written: saved as one types, reckoned by the domain, issued when it says so. Nothing typed is lost, whoever else writes.</summary>
public sealed partial class InvoiceEditor : IAsyncDisposable
{
    private static readonly TimeSpan SavesAfter = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan OffersAfter = TimeSpan.FromMilliseconds(120);
    private static readonly string[] Cells = ["description", "quantity", "unit", "price", "discount"];

    private const string Somebody = "Somebody else";

    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _saving = new(1, 1);
    private CancellationTokenSource? _pause;
    private CancellationTokenSource? _asking;
    private EditorSeat? _seat;
    private InvoiceDraftView? _theirs;
    private EstimateMerge? _merge;
    private IReadOnlyList<PriceRow> _offers = [];
    private string? _offersFor;
    private string? _writing;
    private string _whoSaved = Somebody;
    private EstimateForm _form = new();
    private EstimateReading _reading = null!; // Read before anything is drawn.
    private EstimateContent _saved = null!; // As above.
    private IReadOnlyList<TaxRate> _taxes = [];
    private RequestKey _key = RequestKey.New(nameof(IssueInvoice));
    private ElementReference _root;
    private IJSObjectReference? _script;
    private DotNetObjectReference<InvoiceEditor>? _self;
    private int _revision;
    private string _status = "";
    private string? _refusal;
    private string? _focus;
    private bool _isDirty;
    private bool _isTold;
    private bool _isActing;
    private bool _isPreviewing;
    private bool _isIssuing;
    private bool _isDiscarding;
    private bool _leavesAnyway;
    private bool _showsMerge;

    /// <summary>As it is now; what is typed begins with what it was first.</summary>
    [Parameter, EditorRequired]
    public required InvoiceDraftView View { get; set; }

    [Parameter, EditorRequired]
    public required Staff Staff { get; set; }

    /// <summary>Somebody else saved: what is shown may be read again.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required SaveInvoiceDraft Saving { get; init; }

    [Inject]
    public required IssueInvoice Issuing { get; init; }

    [Inject]
    public required DiscardInvoiceDraft Discarding { get; init; }

    [Inject]
    public required InvoiceDraftQuery Query { get; init; }

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

    private Words Words => View.Company.Words;

    private InvoiceContent Written => InvoiceContent.Of(_reading.Content);

    private string DueHint =>
        _reading["valid"] is not null ? ""
        : _reading.Content.ValidThrough < View.Today ? "that day is over"
        : $"due by {Words.Day(_reading.Content.ValidThrough, View.Today.Year)}";

    private string EndedInWords =>
        View.IssuedAs is null
            ? "This draft was discarded meanwhile. What you typed is still here to copy."
            : $"It was issued as {View.IssuedAs} meanwhile and no longer changes. What you typed is still here to copy.";

    private string Back => View.JobNumber is null ? "/office/invoices?status=draft" : $"/office/jobs/{View.JobNumber}";

    private string OffersInWords =>
        _offersFor is null ? "" : $"{Words.Count(_offers.Count, "price")} from the price book. Arrow down to choose, Enter to take.";

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
        _refusal = null;
        await SaveAsync(_revision);
        (_isTold, _key) = (true, RequestKey.New(nameof(IssueInvoice)));
        _isIssuing = _reading.IsWhole && _merge is null && _refusal is null && !View.HasEnded && IsIssuable();
        StateHasChanged();
    }

    /// <summary>Escape, or the button: what is written is kept, then the page before comes back.</summary>
    [JSInvokable]
    public async Task CloseAsync()
    {
        _pause?.Cancel();
        if (!View.HasEnded)
        {
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
        }

        Navigation.NavigateTo(Back);
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
        _focus = _saved.Lines.Count == 0 ? _form.Lines[0].Field("description") : null; // A new one: the first thing to do.
        _seat = Editors.Sit(Staff, View.Id.Value);
        Line.Lost += StepOut;
        Line.Back += ComeBack;
    }

    /// <summary>Somebody else saved, and nothing was typed here since: theirs is what one goes on with.</summary>
    protected override void OnParametersSet()
    {
        if (View.Revision > _revision && !_isDirty && _merge is null && !View.HasEnded)
        {
            var hasChanged = !ContentOf(View).SameAs(_saved);
            Begin(View);
            _status = hasChanged ? $"{_whoSaved} changed this just now" : "";
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = await Script.InvokeAsync<IJSObjectReference>("import", _closed.Token, "./" + Assets["estimate-editor.js"]);
            await _script.InvokeVoidAsync("attach", _closed.Token, _root, _self);
        }

        if (_showsMerge && _script is not null)
        {
            _showsMerge = false;
            await _script.InvokeVoidAsync("focus", _closed.Token, "merge");
        }

        if (_offersFor is not null && _script is not null)
        {
            await _script.InvokeVoidAsync("placeOffers", _closed.Token, $"line-{_offersFor}-description");
        }

        if (_focus is not null && _script is not null)
        {
            var id = _focus;
            _focus = null;
            await _script.InvokeVoidAsync("focus", _closed.Token, id);
        }
    }

    private static EstimateContent ContentOf(InvoiceDraftView view) => view.Content.AsOffer(view.DueOn);

    private void Begin(InvoiceDraftView view)
    {
        (_saved, _revision) = (ContentOf(view), view.Revision);
        _taxes =
            _saved.Tax is { } own && view.Company.TaxRates.All(t => t.Name != own.Name) ? [.. view.Company.TaxRates, own] : view.Company.TaxRates;
        _form = InvoiceWriting.FormOf(view.Content, view.DueOn, view.Company.Culture);
        if (_form.Lines.Count == 0)
        {
            _form.AddLine(below: null);
        }

        Read();
        (_isDirty, _theirs, _merge, _refusal, _status) = (false, null, null, null, "");
    }

    private void Read()
    {
        _reading = InvoiceWriting.Read(_form, _saved.Currency, View.Company.Culture, _taxes);
        if (_theirs is not null && _reading.IsWhole)
        {
            _merge = EstimateMerge.Of(_saved, _reading.Content, ContentOf(_theirs)); // Typed on while the choice is open.
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
        if (_merge is not null || View.HasEnded)
        {
            return; // Kept here until it is chosen what stands.
        }

        _status = _reading.IsWhole ? "Saving…" : "Not saved yet";
        _pause?.Cancel();
        _pause?.Dispose();
        var pause = _pause = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
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
        _asking = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
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

    private Task DueOnAsync(ChangeEventArgs typed)
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

        await _saving.WaitAsync(_closed.Token); // One after the other: each brings the revision that the next one needs.
        try
        {
            var content = _reading.Content;
            var saved = await Saving.RunAsync(
                Staff,
                View.Id,
                Math.Max(revision, _revision),
                InvoiceContent.Of(content),
                content.ValidThrough,
                RequestKey.New(nameof(SaveInvoiceDraft)),
                _closed.Token
            );
            (_saved, _revision) = (content, saved.Revision);
            (_isDirty, _refusal) = (!_reading.Content.SameAs(content), null);
            _status = $"Saved {Words.Time(saved.At)}";
            _seat?.Saved();
        }
        catch (RuleViolation refused) when (refused.Rule == InvoiceRules.Stale)
        {
            await MeetAsync(refused);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            (_refusal, _status) = (refused.Message, "Not saved");
            if (refused.Rule == InvoiceRules.Ended)
            {
                await OnChanged.InvokeAsync(); // The page says what became of it.
            }
        }
        finally
        {
            _saving.Release();
        }
    }

    /// <summary>Somebody else was quicker: what they wrote is read, and laid beside what is typed here.</summary>
    private async Task MeetAsync(RuleViolation refused)
    {
        var now = await Query.RunAsync(Staff, View.Id, _closed.Token);
        if (now is not { HasEnded: false })
        {
            (_refusal, _status) = (refused.Message, "Not saved");
            return;
        }

        var merge = EstimateMerge.Of(_saved, _reading.Content, ContentOf(now));
        if (merge.Differences.Count == 0)
        {
            (_saved, _revision, _isDirty, _status) = (ContentOf(now), now.Revision, false, "Saved"); // Both wrote the same.
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
            (_saved, _revision, _theirs, _merge) = (ContentOf(theirs), theirs.Revision, null, null);
            var removed = _form;
            _form = EstimateForm.Of(chosen, View.Company.Culture);
            _form.RemembersRemovedOf(removed);
            (_isDirty, _focus) = (true, "add-line");
            await SaveAsync(_revision);
        }
        finally
        {
            _isActing = false;
        }
    }

    private async Task SaveBeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (!_isDirty || View.HasEnded)
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

    /// <summary>What the domain says before it is asked in earnest.</summary>
    private bool IsIssuable()
    {
        try
        {
            Written.RequireIssuable();
            _refusal = _reading.Content.ValidThrough < View.Today ? "The due day is over. Choose a later one." : null;
        }
        catch (RuleViolation refused)
        {
            _refusal = refused.Message;
        }

        return _refusal is null;
    }

    private Task IssueAsync(bool send) =>
        ActAsync(async () =>
        {
            var number = await Issuing.RunAsync(Staff, View.Id, _revision, send, _key, _closed.Token);
            (_isIssuing, _isDirty) = (false, false);
            Navigation.NavigateTo($"/office/invoices/{number}", replace: true);
        });

    private Task DiscardAsync() =>
        ActAsync(async () =>
        {
            _pause?.Cancel();
            await Discarding.RunAsync(Staff, View.Id, _key, _closed.Token);
            (_isDiscarding, _isDirty) = (false, false);
            Navigation.NavigateTo(Back, replace: true);
        });

    private async Task ActAsync(Func<Task> act)
    {
        if (_isActing)
        {
            return;
        }

        (_isActing, _refusal) = (true, null);
        try
        {
            await act();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            (_refusal, _key) = (refused.Message, RequestKey.New(nameof(IssueInvoice)));
            if (refused.Rule is InvoiceRules.Stale or InvoiceRules.Ended)
            {
                (_isIssuing, _isDiscarding) = (false, false);
                await OnChanged.InvokeAsync(); // What became of it is shown before it can be issued.
            }
        }
        finally
        {
            _isActing = false;
        }
    }

    private void AskToDiscard() => (_isDiscarding, _refusal, _key) = (true, null, RequestKey.New(nameof(DiscardInvoiceDraft)));

    private void StopAsking() => (_isIssuing, _isDiscarding, _refusal) = (false, false, null);

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
        _reading.Content.Lines.FirstOrDefault(l => l.Key == line.Key) is { } item ? Words.Money(item.Amount(_reading.Content.Currency)) : "";

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
