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

/// <summary>
/// Where lines with prices are written, of an estimate or an invoice: saved as one types, reckoned by the domain. Nothing typed is lost, whoever else writes. What is
/// written, where it is kept and what follows from it is the paper's own.
/// </summary>
/// <typeparam name="TView">The paper as the office reads it.</typeparam>
public abstract class LinesEditor<TView> : ComponentBase, IAsyncDisposable
    where TView : class
{
    private const string Somebody = "Somebody else";
    private const string ChooseFirst = "Choose first what stands";

    private static readonly TimeSpan SavesAfter = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan OffersAfter = TimeSpan.FromMilliseconds(120);

    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _saving = new(1, 1);
    private CancellationTokenSource? _pause;
    private CancellationTokenSource? _asking;
    private TView? _theirs;
    private EstimateContent _saved = null!; // Begin sets it before anything is drawn.
    private IJSObjectReference? _script;
    private DotNetObjectReference<LinesEditor<TView>>? _self;
    private string? _writing;
    private bool _leavesAnyway;
    private bool _showsMerge;

    protected LinesEditor() => Closing = _closed.Token; // The source may be gone when a slow answer comes.

    /// <summary>As it is now; what is typed begins with what it was first.</summary>
    [Parameter, EditorRequired]
    public required TView View { get; set; }

    [Parameter, EditorRequired]
    public required Staff Staff { get; set; }

    /// <summary>Somebody else saved: what is shown may be read again.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

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

    /// <summary>Cancelled when the editor is removed.</summary>
    protected CancellationToken Closing { get; }

    /// <summary>The element that the script listens in.</summary>
    protected ElementReference Root { get; set; }

    protected EstimateForm Form { get; private set; } = new();

    /// <summary>What the form says, reckoned.</summary>
    protected EstimateReading Reading { get; private set; } = null!; // Begin sets it before anything is drawn.

    /// <summary>What two wrote at once; null: nobody else did.</summary>
    protected EstimateMerge? Merge { get; private set; }

    protected EditorSeat? Seat { get; private set; }

    /// <summary>Those of the company, and the paper's own.</summary>
    protected IReadOnlyList<TaxRate> Taxes { get; private set; } = [];

    protected IReadOnlyList<PriceRow> Offers { get; private set; } = [];

    /// <summary>Key of the line that prices are offered for; null: none.</summary>
    protected string? OffersFor { get; private set; }

    protected string WhoSaved { get; private set; } = Somebody;

    /// <summary>Of what was saved last; what is saved next goes on top of it.</summary>
    protected int Revision { get; private set; }

    /// <summary>How saving stands, in words.</summary>
    protected string Status { get; private set; } = "";

    /// <summary>Why the last act was refused; null: it was not.</summary>
    protected string? Refusal { get; set; }

    protected bool IsDirty { get; set; }

    /// <summary>Whether all that is wrong is said, and not only what somebody has gone on from.</summary>
    protected bool IsTold { get; set; }

    protected bool IsActing { get; set; }

    protected bool IsPreviewing { get; private set; }

    /// <summary>Whether leaving would lose what is typed.</summary>
    protected bool HoldsBack => IsDirty && (!Reading.IsWhole || Merge is not null);

    protected string OffersInWords =>
        OffersFor is null ? "" : $"{Company.Words.Count(Offers.Count, "price")} from the price book. Arrow down to choose, Enter to take.";

    protected abstract WorkspaceView Company { get; }

    /// <summary>Id of what is written.</summary>
    protected abstract Guid Paper { get; }

    protected abstract IReadOnlyDictionary<Id<StaffMember>, string> Names { get; }

    /// <summary>The fields of a line that may be wrong.</summary>
    protected abstract IReadOnlyList<string> Cells { get; }

    /// <summary>The rule by which somebody else was quicker.</summary>
    protected abstract string StaleRule { get; }

    /// <summary>Whether it can still be written.</summary>
    protected abstract bool IsOpen(TView view);

    protected abstract EstimateContent ContentOf(TView view);

    protected abstract int RevisionOf(TView view);

    protected abstract EstimateForm FormOf(TView view);

    /// <summary>As it is now; null: it is gone.</summary>
    protected abstract Task<TView?> FindAsync();

    /// <exception cref="RuleViolation"><see cref="StaleRule"/>, or it cannot be saved.</exception>
    protected abstract Task<(int Revision, DateTimeOffset At)> KeepAsync(EstimateContent content, int revision);

    /// <summary>Escape, or the button: what is written is kept; where that leads.</summary>
    protected abstract Task LeaveAsync();

    /// <summary>Ctrl and Enter: it is kept, and whole or told what is missing.</summary>
    protected abstract void BeginToSend();

    protected virtual EstimateReading ReadForm(EstimateForm form, Currency currency) => form.Read(currency, Company.Culture, Taxes);

    /// <summary>Saving was refused for another reason than somebody else's.</summary>
    protected virtual Task NotKeptAsync(RuleViolation refused) => Task.CompletedTask;

    /// <summary>Enter in a line.</summary>
    [JSInvokable]
    public async Task AddLineAsync(string? below)
    {
        Focus = Form.AddLine(below).Field("description");
        StateHasChanged();
        await ChangedAsync();
        StateHasChanged();
    }

    /// <summary>Alt and an arrow in a line, an arrow on its grip, or dragging it.</summary>
    /// <param name="by">How many places, down; negative: up.</param>
    [JSInvokable]
    public async Task MoveLineAsync(string key, int by)
    {
        Form.Move(key, by);
        StateHasChanged();
        await ChangedAsync();
        StateHasChanged(); // What became of saving: a script's call draws nothing by itself.
    }

    /// <summary>Ctrl and Enter anywhere.</summary>
    [JSInvokable]
    public async Task AskToSendAsync()
    {
        Refusal = null;
        await SaveAsync(Revision);
        IsTold = true;
        BeginToSend();
        StateHasChanged();
    }

    /// <summary>Escape, or the button: what is written is kept, then the page before comes back.</summary>
    [JSInvokable]
    public async Task CloseAsync()
    {
        _pause?.Cancel();
        if (IsOpen(View))
        {
            await SaveAsync(Revision);
            if (Merge is not null)
            {
                (Status, _showsMerge) = (ChooseFirst, true);
                StateHasChanged();
                return;
            }

            if (!Reading.IsWhole)
            {
                IsTold = true;
                StateHasChanged();
                return;
            }
        }

        await LeaveAsync();
    }

    /// <summary>Somebody chose an entry of the price book, by Enter or a press. Its values are copied.</summary>
    [JSInvokable]
    public async Task TakeOfferAsync(string key, string offer)
    {
        var line = Form.Lines.FirstOrDefault(l => l.Key == key);
        var price = Offers.FirstOrDefault(o => o.Id.ToString() == offer);
        CloseOffers();
        if (line is null || price is null)
        {
            return;
        }

        line.Take(price, Company.Culture);
        Focus = line.Field("quantity");
        StateHasChanged();
        await ChangedAsync();
        StateHasChanged();
    }

    /// <summary>One of the offers was pressed.</summary>
    protected Task TakeAsync(PriceRow offer) => OffersFor is { } line ? TakeOfferAsync(line, offer.Id.ToString()) : Task.CompletedTask;

    /// <summary>Escape in a line that offers prices, or the field was left.</summary>
    [JSInvokable]
    public void CloseOffers()
    {
        _asking?.Cancel();
        (OffersFor, Offers) = (null, []);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested)
        {
            return;
        }

        GC.SuppressFinalize(this);
        await _closed.CancelAsync();
        Line.Lost -= StepOut;
        Line.Back -= ComeBack;
        Seat?.Dispose();
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

    /// <summary>Id of the field that gets the focus with the next drawing.</summary>
    protected string? Focus { get; set; }

    protected override void OnInitialized()
    {
        Begin(View);
        if (RendererInfo.IsInteractive)
        {
            Focus = _saved.Lines.Count == 0 ? Form.Lines[0].Field("description") : null; // A new one: the first thing to do.
            Seat = Editors.Sit(Staff, Paper);
            Line.Lost += StepOut;
            Line.Back += ComeBack;
        }
    }

    /// <summary>Somebody else saved, and nothing was typed here since: theirs is what one goes on with.</summary>
    protected override void OnParametersSet()
    {
        if (RevisionOf(View) > Revision && !IsDirty && Merge is null && IsOpen(View))
        {
            var hasChanged = !ContentOf(View).SameAs(_saved);
            Begin(View);
            Status = hasChanged ? $"{WhoSaved} changed this just now" : "";
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = await Script.InvokeAsync<IJSObjectReference>("import", Closing, "./" + Assets["estimate-editor.js"]);
            await _script.InvokeVoidAsync("attach", Closing, Root, _self);
        }

        if (_showsMerge && _script is not null)
        {
            _showsMerge = false;
            await _script.InvokeVoidAsync("focus", Closing, "merge");
        }

        if (OffersFor is not null && _script is not null)
        {
            await _script.InvokeVoidAsync("placeOffers", Closing, $"line-{OffersFor}-description");
        }

        if (Focus is { } id && _script is not null)
        {
            Focus = null;
            await _script.InvokeVoidAsync("focus", Closing, id);
        }
    }

    /// <summary>Reckons at once and saves when the fingers rest.</summary>
    protected async Task ChangedAsync()
    {
        Read();
        (IsDirty, _leavesAnyway) = (true, false);
        if (Merge is not null || !IsOpen(View))
        {
            return; // Kept here until it is chosen what stands.
        }

        Status = Reading.IsWhole ? "Saving…" : "Not saved yet";
        _pause?.Cancel();
        _pause?.Dispose();
        var pause = _pause = CancellationTokenSource.CreateLinkedTokenSource(Closing);
        try
        {
            await Rhythm.WaitAsync(SavesAfter, pause.Token);
        }
        catch (OperationCanceledException)
        {
            return; // Typed on, or gone: leaving saves by itself.
        }

        await SaveAsync(Revision);
    }

    /// <summary>Reckons and saves as any field does, and offers what the price book has of that name.</summary>
    protected async Task DescribedAsync(LineForm line)
    {
        var change = ChangedAsync();
        _asking?.Cancel();
        _asking?.Dispose();
        _asking = CancellationTokenSource.CreateLinkedTokenSource(Closing);
        var asking = _asking.Token; // Its source is gone once the next letter is typed.
        try
        {
            await Rhythm.WaitAsync(OffersAfter, asking);
            var typed = line.Description;
            var offers = await Prices.SuggestAsync(Staff, typed, _saved.Currency, asking);
            if (!asking.IsCancellationRequested)
            {
                (OffersFor, Offers) = offers.Count == 0 || offers is [{ } only] && only.Name == typed ? (null, []) : (line.Key, offers);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // Typed on, or left: the next letters ask again.
        }

        await change;
    }

    /// <summary>The last day of an estimate, or the due day of an invoice.</summary>
    protected Task DayChangedAsync(ChangeEventArgs typed)
    {
        Form.ValidThrough = typed.Value?.ToString() ?? "";
        return ChangedAsync();
    }

    /// <summary>What was chosen becomes what is written here, on top of what the other one saved.</summary>
    protected async Task SettleAsync(EstimateContent chosen)
    {
        if (_theirs is not { } theirs)
        {
            return;
        }

        IsActing = true;
        try
        {
            (_saved, Revision, _theirs, Merge) = (ContentOf(theirs), RevisionOf(theirs), null, null);
            var removed = Form;
            Form = EstimateForm.Of(chosen, Company.Culture);
            Form.RemembersRemovedOf(removed);
            (IsDirty, Focus) = (true, "add-line");
            await SaveAsync(Revision);
        }
        finally
        {
            IsActing = false;
        }
    }

    protected async Task SaveBeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (!IsDirty || !IsOpen(View))
        {
            return;
        }

        _pause?.Cancel();
        await SaveAsync(Revision);
        if (Merge is not null)
        {
            leaving.PreventNavigation();
            (Status, _showsMerge) = (ChooseFirst, true);
        }
        else if (!Reading.IsWhole && !_leavesAnyway)
        {
            leaving.PreventNavigation();
            (IsTold, _leavesAnyway, Status) = (true, true, "Not saved: mend what is marked, or leave again to lose it");
        }

        StateHasChanged();
    }

    protected Task HearOfSaveAsync(EditorSave saved)
    {
        WhoSaved = Names.GetValueOrDefault(saved.Staff, Somebody);
        return OnChanged.InvokeAsync();
    }

    protected void StopSaving() => _pause?.Cancel();

    protected void Preview() => IsPreviewing = true;

    protected void ClosePreview() => IsPreviewing = false;

    protected Task RemoveAsync(LineForm line)
    {
        var at = Form.Lines.IndexOf(line);
        Form.Remove(line);
        Focus = Form.Lines.Count == 0 ? "add-line" : Form.Lines[Math.Min(at, Form.Lines.Count - 1)].Field("description");
        return ChangedAsync();
    }

    protected Task RestoreAsync()
    {
        Focus = Form.LastRemoved?.Field("description");
        Form.Restore();
        return ChangedAsync();
    }

    protected string AmountOf(LineForm line) =>
        Reading.Content.Lines.FirstOrDefault(l => l.Key == line.Key) is { } item ? Company.Words.Money(item.Amount(Reading.Content.Currency)) : "";

    /// <summary>What is wrong with a line, once somebody has gone on from it.</summary>
    protected string? MessageOf(LineForm line) =>
        line.Key == _writing && !IsTold ? null : Cells.Select(cell => Reading[line.Field(cell)]).FirstOrDefault(m => m is not null);

    protected string? Invalid(LineForm line, string cell) => MessageOf(line) is null || Reading[line.Field(cell)] is null ? null : "true";

    protected string? Invalid(string field) => Reading[field] is null ? null : "true";

    /// <summary>Which line has the focus; null: none.</summary>
    protected void Write(LineForm? line) => _writing = line?.Key;

    protected string? DescribedBy(LineForm line) => MessageOf(line) is null ? null : line.Field("error");

    protected string? Error(string field) => Reading[field] is null ? null : "has-error";

    protected static string IdOf(string field) => field == "lines" ? "add-line" : field;

    private void StepOut() => Seat?.StepOut();

    private void ComeBack() => Seat?.ComeBack();

    private void Begin(TView view)
    {
        (_saved, Revision) = (ContentOf(view), RevisionOf(view));
        Taxes = _saved.Tax is { } own && Company.TaxRates.All(t => t.Name != own.Name) ? [.. Company.TaxRates, own] : Company.TaxRates;
        Form = FormOf(view);
        if (Form.Lines.Count == 0)
        {
            Form.AddLine(below: null);
        }

        Read();
        (IsDirty, _theirs, Merge, Refusal, Status) = (false, null, null, null, "");
    }

    private void Read()
    {
        Reading = ReadForm(Form, _saved.Currency);
        if (_theirs is not null && Reading.IsWhole)
        {
            Merge = EstimateMerge.Of(_saved, Reading.Content, ContentOf(_theirs)); // Typed on while the choice is open.
        }
    }

    private async Task SaveAsync(int revision)
    {
        Read();
        if (Merge is not null)
        {
            return;
        }

        if (!Reading.IsWhole || Reading.Content.SameAs(_saved))
        {
            Status =
                !Reading.IsWhole ? "Not saved yet"
                : IsDirty ? "Saved"
                : Status;
            IsDirty = !Reading.IsWhole;
            return;
        }

        await _saving.WaitAsync(Closing); // One after the other: each brings the revision that the next one needs.
        try
        {
            var content = Reading.Content;
            var (saved, at) = await KeepAsync(content, Math.Max(revision, Revision));
            (_saved, Revision) = (content, saved);
            (IsDirty, Refusal) = (!Reading.Content.SameAs(content), null);
            Status = $"Saved {Company.Words.Time(at)}";
            Seat?.Saved();
        }
        catch (RuleViolation refused) when (refused.Rule == StaleRule)
        {
            await MeetAsync(refused);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            (Refusal, Status) = (refused.Message, "Not saved");
            await NotKeptAsync(refused);
        }
        finally
        {
            _saving.Release();
        }
    }

    /// <summary>Somebody else was quicker: what they wrote is read, and laid beside what is typed here.</summary>
    private async Task MeetAsync(RuleViolation refused)
    {
        if (await FindAsync() is not { } now || !IsOpen(now))
        {
            (Refusal, Status) = (refused.Message, "Not saved");
            return;
        }

        var merge = EstimateMerge.Of(_saved, Reading.Content, ContentOf(now));
        if (merge.Differences.Count == 0)
        {
            (_saved, Revision, IsDirty, Status) = (ContentOf(now), RevisionOf(now), false, "Saved"); // Both wrote the same.
            return;
        }

        (_theirs, Merge, Refusal, Status) = (now, merge, null, "Not saved: choose what stands");
        _showsMerge = true;
    }
}
