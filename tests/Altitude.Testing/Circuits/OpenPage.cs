using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Altitude.Testing.Circuits;

/// <summary>What a set of pages is opened with.</summary>
/// <param name="Hub">Null: a page with a circuit; else the path of a bare hub, which is the limit.</param>
/// <param name="KeepsFrames">What the server sends is kept, to be searched.</param>
public sealed record PageAddress(Uri Url, string? Cookies, string? Hub = null, bool KeepsFrames = false);

/// <summary>
/// One open page, as a browser has it: fetches the page, starts its circuit over a WebSocket, acknowledges every render batch, answers every script call, and
/// says what a column of a board must know about its window. Or one bare SignalR client.
/// </summary>
internal sealed partial class OpenPage(PageAddress address, HttpMessageInvoker http, CancellationToken stop) : IAsyncDisposable
{
    private const string Circuits = "blazorpack";
    private const byte EndOfText = 0x1e;

    /// <summary>A common office screen: what is left of it for a column of cards.</summary>
    private const int WindowHeight = 780;

    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _frames = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Uri _base = address.Url;
    private string _components = "[]";
    private string _state = "";
    private string _circuit = "";
    private bool _hasRenderer;
    private bool _isShown;
    private long _scriptObjects;
    private long _calls;

    private bool IsBare => address.Hub is not null;

    /// <summary>All that the server sent so far, as text; empty where it is not kept.</summary>
    public string Frames
    {
        get
        {
            lock (_frames)
            {
                return _frames.ToString();
            }
        }
    }

    /// <summary>What is on its way now, and which of its pages this is.</summary>
    public (Arrivals Arrivals, int Index)? Watching { get; set; }

    /// <summary>Why it went down; null: it is up.</summary>
    public string? Failure { get; private set; }

    /// <summary>Until the page answers to a person: its components are drawn.</summary>
    public async Task OpenAsync()
    {
        var hub = IsBare ? new Uri(address.Url, address.Hub) : new Uri(await LoadAsync(), "_blazor");
        var token = "";
        if (IsBare)
        {
            token =
                "?id="
                + Uri.EscapeDataString(
                    JsonNode.Parse(await SendAsync(HttpMethod.Post, new Uri(hub + "/negotiate?negotiateVersion=1"), null))![
                        "connectionToken"
                    ]!.GetValue<string>()
                );
        }

        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (address.Cookies is not null)
        {
            _socket.Options.SetRequestHeader("Cookie", address.Cookies);
        }

        await _socket.ConnectAsync(new Uri($"ws{hub.ToString()[4..]}{token}"), http, stop);
        var protocol = IsBare ? "json" : Circuits;
        await SendAsync(Encoding.UTF8.GetBytes($$"""{"protocol":"{{protocol}}","version":1}""" + (char)EndOfText), WebSocketMessageType.Text);
        _ = Task.Run(ReceiveAsync, stop);
        if (!IsBare)
        {
            await SendAsync(
                PackWriter.Invoke("s", "StartCircuit", 4).Text(_base.ToString()).Text(address.Url.ToString()).Text("[]").Text(_state).End()
            );
        }

        await _ready.Task.WaitAsync(TimeSpan.FromSeconds(60), stop);
    }

    /// <summary>Tells the server that somebody is still there.</summary>
    public Task PingAsync() =>
        _socket.State != WebSocketState.Open ? Task.CompletedTask
        : IsBare ? SendAsync(Encoding.UTF8.GetBytes("{\"type\":6}" + (char)EndOfText), WebSocketMessageType.Text)
        : SendAsync(PackWriter.Ping);

    /// <summary>Leaves as a closed tab does, so that the server lets go of the circuit at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_circuit.Length > 0)
        {
            using var farewell = new MultipartFormDataContent { { new StringContent(_circuit), "circuitId" } };
            try
            {
                await SendAsync(HttpMethod.Post, new Uri(_base, "_blazor/disconnect"), farewell);
            }
            catch (HttpRequestException gone) when (gone.Message.StartsWith("401", StringComparison.Ordinal))
            {
                // Whoever was signed out meanwhile has no say any more.
            }
        }

        _socket.Abort();
        _socket.Dispose();
        _sending.Dispose();
    }

    [GeneratedRegex("<!--\\s*Blazor:[^{]*(\\{.*?\\})\\s*-->", RegexOptions.Singleline)]
    private static partial Regex Marker();

    [GeneratedRegex("<!--\\s*Blazor-Server-Component-State:([A-Za-z0-9+/=]+)\\s*-->")]
    private static partial Regex PersistedState();

    [GeneratedRegex("__dotNetObject\":(\\d+)")]
    private static partial Regex DotNetObject();

    /// <summary>Fetches the page and lifts out what the circuit starts from.</summary>
    private async Task<Uri> LoadAsync()
    {
        var html = await SendAsync(HttpMethod.Get, address.Url, null);
        var operations = new JsonArray();
        foreach (Match match in Marker().Matches(html))
        {
            if (
                JsonNode.Parse(match.Groups[1].Value) is JsonObject marker
                && (string?)marker["type"] is "server" or "auto"
                && marker["descriptor"] is not null
            )
            {
                marker["type"] = "server";
                marker["uniqueId"] = operations.Count;
                operations.Add(
                    new JsonObject
                    {
                        ["type"] = "add",
                        ["ssrComponentId"] = operations.Count + 1,
                        ["marker"] = marker,
                    }
                );
            }
        }

        if (operations.Count == 0)
        {
            throw new InvalidOperationException($"There is no live component on {address.Url}.");
        }

        _components = new JsonObject { ["batchId"] = 1, ["operations"] = operations }.ToJsonString();
        _state = PersistedState().Match(html) is { Success: true } state ? state.Groups[1].Value : "";
        _base = new Uri(address.Url, "/");
        return _base;
    }

    private async Task<string> SendAsync(HttpMethod method, Uri url, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        if (address.Cookies is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", address.Cookies);
        }

        using var response = await http.SendAsync(request, stop);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsStringAsync(stop)
            : throw new HttpRequestException($"{(int)response.StatusCode} for {url.AbsolutePath}, {response.Headers.Location}");
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[4096];
        var (count, isGreeted) = (0, false);
        try
        {
            while (true)
            {
                if (count == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                var received = await _socket.ReceiveAsync(buffer.AsMemory(count), stop);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    Fail($"closed by the server: {_socket.CloseStatusDescription}");
                    return;
                }

                count += received.Count;
                if (!received.EndOfMessage)
                {
                    continue;
                }

                var now = Stopwatch.GetTimestamp();
                if (Watching is { } watching)
                {
                    watching.Arrivals.Look(watching.Index, buffer.AsSpan(0, count), now);
                }

                if (address.KeepsFrames)
                {
                    lock (_frames)
                    {
                        _frames.Append(Encoding.UTF8.GetString(buffer, 0, count));
                    }
                }

                var at = 0;
                if (!isGreeted)
                {
                    at = buffer.AsSpan(0, count).IndexOf(EndOfText) + 1;
                    if (at != 3)
                    {
                        throw new InvalidOperationException($"The hub answered {Encoding.UTF8.GetString(buffer, 0, count)}");
                    }

                    isGreeted = true;
                    if (IsBare)
                    {
                        _ready.TrySetResult();
                    }
                }

                if (!IsBare)
                {
                    await AnswerAllAsync(buffer.AsMemory(at, count - at));
                }

                count = 0;
                if (buffer.Length > 65_536)
                {
                    buffer = new byte[4096]; // A first render's big buffer is not kept.
                }
            }
        }
        catch (Exception lost)
            when (lost is WebSocketException or InvalidOperationException or FormatException or OperationCanceledException or ObjectDisposedException)
        {
            Fail(lost.Message);
        }
    }

    private async Task AnswerAllAsync(ReadOnlyMemory<byte> messages)
    {
        for (var at = 0; at < messages.Length; )
        {
            int length = 0,
                shift = 0,
                digit;
            do
            {
                digit = messages.Span[at++];
                length |= (digit & 0x7f) << shift;
                shift += 7;
            } while ((digit & 0x80) != 0);

            foreach (var answer in Answers(messages.Span.Slice(at, length)))
            {
                await SendAsync(answer);
            }

            at += length;
        }
    }

    private List<ReadOnlyMemory<byte>> Answers(ReadOnlySpan<byte> message)
    {
        var reader = new PackReader(message);
        reader.Array();
        switch (reader.Int())
        {
            case 1:
                reader.Skip();
                reader.Skip();
                return Answers(reader.Text() ?? "", ref reader);
            case 3:
                reader.Skip();
                if (reader.Text() == "s")
                {
                    var isRefused = reader.Int() == 1;
                    _circuit = reader.Text() ?? "";
                    if (isRefused || _circuit.Length == 0)
                    {
                        throw new InvalidOperationException($"No circuit was started: {_circuit}");
                    }

                    return Show();
                }

                return [];
            case 7:
                throw new InvalidOperationException($"The hub closed: {reader.Text()}");
            default:
                return [];
        }
    }

    private List<ReadOnlyMemory<byte>> Answers(string target, ref PackReader reader)
    {
        reader.Array();
        switch (target)
        {
            case "JS.RenderBatch":
                return [PackWriter.Invoke(null, "OnRenderCompleted", 2).Int(reader.Int()).Nil().End()];
            case "JS.EndUpdateRootComponents":
                _ready.TrySetResult();
                return [];
            case "JS.BeginInvokeJS":
                var call = reader.Int();
                var script = reader.Text() ?? "";
                var arguments = reader.Text() ?? "";
                return Answers(call, script, arguments, isReferenceWanted: !reader.IsAtEnd && reader.Int() == 1);
            case "JS.Error":
                throw new InvalidOperationException($"The circuit failed: {reader.Text()}");
            default:
                return [];
        }
    }

    private List<ReadOnlyMemory<byte>> Answers(long call, string script, string arguments, bool isReferenceWanted)
    {
        List<ReadOnlyMemory<byte>> answers = [];
        if (call != 0) // Zero: nobody waits for an answer.
        {
            var value = isReferenceWanted ? $$"""{"__jsObjectId":{{++_scriptObjects}}}""" : "null";
            answers.Add(PackWriter.Invoke(null, "EndInvokeJSFromDotNet", 3).Int(call).Bool(true).Text($"[{call},true,{value}]").End());
        }

        if (script == "Blazor._internal.attachWebRendererInterop")
        {
            _hasRenderer = true;
            answers.AddRange(Show());
        }
        else if (script == "Blazor._internal.Virtualize.init" && DotNetObject().Match(arguments) is { Success: true } virtualize)
        {
            // What the browser's scroll observer says first: nothing before the window, and this much room.
            answers.Add(
                PackWriter
                    .Invoke(null, "BeginInvokeDotNetFromJS", 5)
                    .Text((++_calls).ToString())
                    .Nil()
                    .Text("OnSpacerAfterVisible")
                    .Int(long.Parse(virtualize.Groups[1].Value))
                    .Text($"[{WindowHeight},{WindowHeight},{WindowHeight}]")
                    .End()
            );
        }

        return answers;
    }

    /// <summary>Once the circuit and its renderer are there.</summary>
    private List<ReadOnlyMemory<byte>> Show()
    {
        if (_circuit.Length == 0 || !_hasRenderer || _isShown)
        {
            return [];
        }

        _isShown = true;
        return [PackWriter.Invoke(null, "UpdateRootComponents", 2).Text(_components).Text(_state).End()];
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type = WebSocketMessageType.Binary)
    {
        await _sending.WaitAsync(stop);
        try
        {
            await _socket.SendAsync(message, type, endOfMessage: true, stop);
        }
        finally
        {
            _sending.Release();
        }
    }

    private void Fail(string why)
    {
        Failure ??= why;
        _ready.TrySetException(new InvalidOperationException(why));
    }
}
