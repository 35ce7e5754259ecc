using System.Buffers;
using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Files;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Files;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Altitude.Web.Components;

/// <summary>
/// A conversation with a customer, and the answer that somebody is writing, in the office: the inbox draws it, and the job's page, from the view of its own query
/// (<see cref="OfficeThreadView.OfJobAsync"/>). Whoever draws it loads again when the live feed says so: <see cref="Concerns"/>. It answers and notes what was read by itself.
/// </summary>
public sealed partial class OfficeThread
{
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private ElementReference _root;
    private IJSObjectReference? _script;
    private DotNetObjectReference<OfficeThread>? _self;
    private Draft _own = new();
    private RuleViolation? _refused;
    private Guid _writing = Guid.NewGuid();
    private int _choosing;
    private bool _isSending;
    private int _shown;

    public OfficeThread() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    [Parameter, EditorRequired]
    public required OfficeThreadView View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    /// <summary>What is being written, kept by whoever draws several in turn; null: the component's own.</summary>
    [Parameter]
    public Draft? Kept { get; set; }

    /// <summary>Asked to show more; without it, none are offered.</summary>
    [Parameter]
    public EventCallback OnEarlier { get; set; }

    /// <summary>After an answer was sent, with its conversation.</summary>
    [Parameter]
    public EventCallback<Id<Conversation>> OnSent { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required ReplyToCustomer Reply { get; init; }

    [Inject]
    public required WriteToCustomer Write { get; init; }

    [Inject]
    public required MarkRead Mark { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    private Draft Draft => Kept ?? _own;
    private string TextId => $"answer-{View.Id?.ToString() ?? View.JobNumber ?? "new"}";
    private string Label => View.JobTitle is null ? $"Messages with {View.CustomerName}" : $"Messages about {View.JobTitle}";
    private string Placeholder => $"Write to {View.CustomerName}. Ctrl+Enter sends.";
    private string SeenBy => string.Join(", ", View.SeenBy);
    private bool IsWhole => Draft.Files.All(f => f.IsWhole);

    private IEnumerable<(string Key, string? Day, MessageView? Message, EstimateRemarkView? Remark)> Items
    {
        get
        {
            DateOnly? day = null;
            foreach (var (message, remark) in View.Thread.InOrder())
            {
                var at = message?.At ?? remark!.At; // One or the other.
                var of = Domain.Workspaces.LocalDay.Of(at, Company.Zone);
                yield return (
                    message is not null ? $"message-{message.Id}" : $"remark-{remark!.Id}",
                    of == day ? null : Company.Words.Day(at, View.Now),
                    message,
                    remark
                );
                day = of;
            }
        }
    }

    /// <summary>Whether a change concerns a page that draws conversations.</summary>
    public static bool Concerns(FeedEntry entry) =>
        MessageWritten.Is(entry.Kind) || entry.Kind.StartsWith("conversation.", StringComparison.Ordinal) || entry.Kind == "customer.merged";

    /// <summary>The page has been before somebody's eyes for a moment, with messages through this number: called by the script.</summary>
    [JSInvokable]
    public async Task LookedAsync(int through)
    {
        if (View.Id is { } id && through == View.LastNumber && through > 0 && !_closed.IsCancellationRequested)
        {
            await Mark.RunAsync(await Current.GetAsync(), id, through, _closing);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _self = DotNetObjectReference.Create(this);
                _script = await Scripts.InvokeAsync<IJSObjectReference>("import", _closing, "./" + Assets["messages.js"]);
                await _script.InvokeVoidAsync("attach", _closing, _root, _self);
            }

            if (_script is not null && _shown != View.LastNumber)
            {
                _shown = View.LastNumber;
                await _script.InvokeVoidAsync("shown", _closing, _root);
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The page went away.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested)
        {
            return;
        }

        await _closed.CancelAsync();
        _self?.Dispose();
        try
        {
            if (_script is not null)
            {
                await _script.DisposeAsync();
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The page went away with it.
        }

        _closed.Dispose();
    }

    private async Task SendAsync()
    {
        if (_isSending || !IsWhole)
        {
            return;
        }

        (_isSending, _refused) = (true, null);
        var draft = Draft;
        try
        {
            var staff = await Current.GetAsync();
            SentFile[] files = [.. draft.Files.Select(f => new SentFile(f.Name, () => new MemoryStream(f.Bytes)))];
            Id<Conversation> conversation;
            if (View.Id is { } id)
            {
                conversation = id;
                await Reply.RunAsync(staff, id, draft.Text, files, new RequestKey(draft.Key, "reply-to-customer"), _closing);
            }
            else
            {
                conversation = await Write.RunAsync(
                    staff,
                    View.CustomerId,
                    View.JobNumber,
                    draft.Text,
                    files,
                    new RequestKey(draft.Key, "write-to-customer"),
                    _closing
                );
            }

            draft.Clear();
            _writing = Guid.NewGuid();
            await OnSent.InvokeAsync(conversation);
        }
        catch (RuleViolation refused)
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isSending = false;
        }
    }

    /// <summary>Reads each file while the person goes on writing; says how far it has come.</summary>
    private async Task ChooseAsync(InputFileChangeEventArgs chosen)
    {
        _refused = null;
        var draft = Draft;
        if (draft.Files.Count + chosen.FileCount > Message.MostFiles)
        {
            _refused = new RuleViolation(MessageRules.Files, $"Send at most {Message.MostFiles} files with a message.");
            _choosing++;
            return;
        }

        foreach (var file in chosen.GetMultipleFiles(Message.MostFiles))
        {
            if (file.Size > StoredFile.MostBytes)
            {
                _refused = new RuleViolation(FileRules.TooLarge, $"{file.Name}: {FileRules.TooLargeInWords}");
                continue;
            }

            var coming = new ComingFile(file.Name, file.Size);
            draft.Files.Add(coming);
            StateHasChanged();
            try
            {
                await using var stream = file.OpenReadStream(StoredFile.MostBytes, _closing);
                await coming.ReadAsync(stream, () => InvokeAsync(StateHasChanged), _closing);
            }
            catch (IOException lost)
            {
                draft.Files.Remove(coming);
                _refused = new RuleViolation(FileRules.Unreadable, $"{file.Name} did not arrive. Choose it again. ({lost.GetType().Name})");
            }
        }

        _choosing++; // The same file may be chosen again.
    }

    private void Leave(ComingFile file) => Draft.Files.Remove(file);

    private string SizeOf(ComingFile file) => string.Create(Company.Culture, $"{Math.Max(1, file.Size / 1_000):N0} kB");

    private static string ShareOf(ComingFile file) => string.Create(CultureInfo.InvariantCulture, $"{file.Read * 100 / Math.Max(1, file.Size)} %");

    private static string InWords(EstimateRemarkView remark) =>
        remark.Kind switch
        {
            RemarkKind.ChangesRequested => $"{remark.AuthorName} asked for changes to {remark.Number}",
            RemarkKind.NewPriceAsked => $"{remark.AuthorName} asked for a new price for {remark.Number}",
            _ => $"{remark.AuthorName} answered about {remark.Number}",
        };
}

/// <summary>An answer that is being written.</summary>
public sealed class Draft
{
    public string Text { get; set; } = "";
    public List<ComingFile> Files { get; } = [];

    /// <summary>One for each answer: sent twice, it is one message.</summary>
    public Guid Key { get; private set; } = Guid.CreateVersion7();

    public void Clear()
    {
        Text = "";
        Files.Clear();
        Key = Guid.CreateVersion7();
    }
}

/// <summary>A file on its way from the browser.</summary>
/// <param name="size">Bytes, as the browser said; no more are read.</param>
public sealed class ComingFile(string name, long size)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public string Name => name;
    public long Size => size;
    public long Read => _bytes.WrittenCount;
    public bool IsWhole { get; private set; }
    public byte[] Bytes => _bytes.WrittenSpan.ToArray();

    internal async Task ReadAsync(Stream stream, Func<Task> tell, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var told = 0L;
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            _bytes.Write(buffer.AsSpan(0, read));
            if (Read - told > size / 20)
            {
                told = Read;
                await tell();
            }
        }

        IsWhole = true;
        await tell();
    }
}
