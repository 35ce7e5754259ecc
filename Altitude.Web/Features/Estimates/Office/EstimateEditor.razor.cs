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

    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _saving = new(1, 1);
    private CancellationTokenSource? _pause;
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
    private bool _isStale;
    private bool _isTold;
    private bool _isActing;
    private bool _isPreviewing;
    private bool _isSending;

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

    [Inject]
    public required SaveEstimateDraft Saving { get; init; }

    [Inject]
    public required SendEstimate Sending { get; init; }

    [Inject]
    public required EstimatePageQuery Query { get; init; }

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
    }

    /// <summary>Alt and an arrow in a line, or an arrow on its grip.</summary>
    [JSInvokable]
    public async Task MoveLineAsync(string key, int by)
    {
        _form.Move(key, by);
        StateHasChanged();
        await ChangedAsync();
    }

    /// <summary>Ctrl and Enter anywhere.</summary>
    [JSInvokable]
    public async Task AskToSendAsync()
    {
        await SaveAsync(_revision);
        _isTold = true;
        _isSending = _reading.IsWhole && !_isStale && _refusal is null;
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested)
        {
            return;
        }

        await _closed.CancelAsync();
        _pause?.Dispose();
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

    protected override void OnInitialized() => Begin(View);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = await Script.InvokeAsync<IJSObjectReference>("import", _closed.Token, "./" + Assets["estimate-editor.js"]);
            await _script.InvokeVoidAsync("attach", _closed.Token, _root, _self);
        }

        if (_focus is not null && _script is not null)
        {
            var id = _focus;
            _focus = null;
            await _script.InvokeVoidAsync("focus", _closed.Token, id);
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
        (_isDirty, _isStale, _refusal, _status) = (false, false, null, "");
    }

    private void Read() => _reading = _form.Read(_saved.Currency, View.Company.Culture, _taxes);

    /// <summary>Reckons at once and saves when the fingers rest.</summary>
    private async Task ChangedAsync()
    {
        Read();
        (_isDirty, _status) = (true, _reading.IsWhole ? "Saving…" : "Not saved yet");
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

        if (!_isStale)
        {
            await SaveAsync(_revision);
        }
    }

    private Task ValidThroughAsync(ChangeEventArgs typed)
    {
        _form.ValidThrough = typed.Value?.ToString() ?? "";
        return ChangedAsync();
    }

    private async Task SaveAsync(int revision)
    {
        Read();
        if (!_reading.IsWhole || (_reading.Content.SameAs(_saved) && !_isStale))
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
                View.Number,
                Math.Max(revision, _revision),
                content,
                RequestKey.New(nameof(SaveEstimateDraft)),
                _closed.Token
            );
            (_saved, _revision) = (content, saved.Revision);
            (_isDirty, _isStale, _refusal) = (!_reading.Content.SameAs(content), false, null);
            _status = $"Saved {View.Company.Words.Time(saved.At)}";
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            (_isStale, _refusal, _status) = (refused.Rule == EstimateRules.Stale, refused.Message, "Not saved");
        }
        finally
        {
            _saving.Release();
        }
    }

    /// <summary>Mine stands: saved on top of what the other one wrote.</summary>
    private async Task SaveOverAsync()
    {
        if (await Query.RunAsync(Staff, View.Number, _closed.Token) is { } now)
        {
            await SaveAsync(now.Revision);
        }
    }

    private async Task TakeTheirsAsync()
    {
        if (await Query.RunAsync(Staff, View.Number, _closed.Token) is { } now)
        {
            Begin(now);
        }
    }

    private async Task SaveBeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (!_isDirty || _isStale)
        {
            return;
        }

        _pause?.Cancel();
        await SaveAsync(_revision);
    }

    private async Task LeaveAsync()
    {
        _pause?.Cancel();
        await SaveAsync(_revision);
        if (!_isStale && _reading.IsWhole)
        {
            await OnLeft.InvokeAsync();
        }
    }

    private async Task SendAsync()
    {
        (_isActing, _refusal) = (true, null);
        try
        {
            await Sending.RunAsync(Staff, View.Number, _revision, _sendKey, _closed.Token);
            _isSending = false;
            await OnSent.InvokeAsync();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            (_isStale, _refusal) = (refused.Rule == EstimateRules.Stale, refused.Message);
            _isSending = !_isStale;
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

    private static readonly string[] Cells = ["description", "quantity", "unit", "price", "discount"];

    private string? MessageOf(LineForm line) => Cells.Select(cell => _reading[line.Field(cell)]).FirstOrDefault(m => m is not null);

    private string? Invalid(LineForm line, string cell) => _reading[line.Field(cell)] is null ? null : "true";

    private string? Invalid(string field) => _reading[field] is null ? null : "true";

    private string? DescribedBy(LineForm line) => MessageOf(line) is null ? null : line.Field("error");

    private string? Error(string field) => _reading[field] is null ? null : "has-error";

    private static string IdOf(string field) => field == "lines" ? "add-line" : field;
}
