using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Altitude.Testing;

/// <summary>Somebody at a browser without scripts: keeps cookies, reads pages, fills in and sends the forms that are on them.</summary>
public sealed class WebVisitor : IDisposable
{
    private readonly HttpClient _http;
    private readonly HttpClientHandler _handler;

    public WebVisitor(Uri url)
    {
        _handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        _http = new HttpClient(_handler) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64) Altitude-Tests Firefox/140.0");
    }

    public CookieContainer Cookies => _handler.CookieContainer;
    public HttpClient Http => _http;

    public async Task<Page> GetAsync(string path, CancellationToken cancellationToken = default) =>
        await ReadAsync(await _http.GetAsync(Local(path), cancellationToken), path, cancellationToken);

    /// <summary>As <see cref="GetAsync"/>, and on to wherever it redirects.</summary>
    public async Task<Page> GoAsync(string path, CancellationToken cancellationToken = default) =>
        await FollowAsync(await GetAsync(path, cancellationToken), cancellationToken);

    /// <summary>Sends the form that <paramref name="button"/> belongs to, as a browser would: hidden fields, what was filled in, and the button itself.</summary>
    /// <param name="button">Its text.</param>
    /// <param name="fields">Name and value; replaces what the page had. A null value leaves the field out.</param>
    public async Task<Page> PressAsync(
        Page page,
        string button,
        IEnumerable<KeyValuePair<string, string?>>? fields = null,
        CancellationToken cancellationToken = default
    )
    {
        var (action, sent) = page.Fill(button, fields ?? []);
        using var content = new FormUrlEncodedContent(sent);
        return await ReadAsync(await _http.PostAsync(Local(action), content, cancellationToken), action, cancellationToken);
    }

    /// <summary>Sends a form that has no button, as a script does.</summary>
    /// <param name="form">Its selector.</param>
    public async Task<Page> SendAsync(Page page, string form, CancellationToken cancellationToken = default)
    {
        var fields = page.Document.QuerySelectorAll($"{form} input[name]").OfType<IHtmlInputElement>();
        using var content = new FormUrlEncodedContent(fields.Select(f => new KeyValuePair<string, string>(f.Name!, f.Value))); // By the selector.
        return await ReadAsync(await _http.PostAsync(Local(page.Path), content, cancellationToken), page.Path, cancellationToken);
    }

    /// <summary>Follows redirects, as a browser does after a form.</summary>
    public async Task<Page> FollowAsync(Page page, CancellationToken cancellationToken = default)
    {
        for (var hops = 0; page.Location is { } location && hops < 10; hops++)
        {
            page = await GetAsync(location, cancellationToken);
        }

        return page;
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private Uri Local(string path) => new(_http.BaseAddress!, path); // Set in the constructor.

    private static async Task<Page> ReadAsync(HttpResponseMessage response, string path, CancellationToken cancellationToken)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (
                response.Content.Headers.ContentType?.MediaType == "application/pdf"
                && PdfText.Of(await response.Content.ReadAsByteArrayAsync(cancellationToken)) is { Count: > 0 } said
            )
            {
                text = string.Join('\n', said);
            }

            var headers = response
                .Headers.Concat(response.Content.Headers)
                .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            return new Page(path, response.StatusCode, response.Headers.Location?.ToString(), headers, text);
        }
    }
}

/// <summary>A page as it came; of a document, what it says.</summary>
/// <param name="Location">Where it redirects; null: nowhere.</param>
public sealed record Page(string Path, HttpStatusCode Status, string? Location, IReadOnlyDictionary<string, string> Headers, string Html)
{
    private static readonly HtmlParser Parser = new();
    private IHtmlDocument? _document;

    public IHtmlDocument Document => _document ??= Parser.ParseDocument(Html);

    /// <summary>What a person reads in the page's body, with single spaces.</summary>
    public string Text => Words(Document.Body?.TextContent ?? "");

    public string Heading => Words(Document.QuerySelector("h1")?.TextContent ?? "");

    public IElement? Find(string selector) => Document.QuerySelector(selector);

    public bool Has(string button) => Button(button) is not null;

    internal (string Action, IReadOnlyList<KeyValuePair<string, string>> Fields) Fill(
        string button,
        IEnumerable<KeyValuePair<string, string?>> filled
    )
    {
        var pressed =
            Button(button)
            ?? throw new InvalidOperationException($"There is no button '{button}' on {Path} ({(int)Status}): {Text[..Math.Min(400, Text.Length)]}");
        var form =
            (pressed.GetAttribute("form") is { } id ? Document.GetElementById(id) : pressed.Closest("form")) as IHtmlFormElement
            ?? throw new InvalidOperationException($"The button '{button}' belongs to no form.");
        var replaced = filled.ToLookup(f => f.Key, f => f.Value);
        List<KeyValuePair<string, string>> fields = [];
        var inputs = Document
            .QuerySelectorAll("input,textarea,select")
            .Where(e =>
                e.GetAttribute("name") is { Length: > 0 } && (e.GetAttribute("form") is { } owner ? owner == form.Id : e.Closest("form") == form)
            );
        foreach (var input in inputs)
        {
            var name = input.GetAttribute("name")!; // Filtered above.
            if (replaced.Contains(name) || input.HasAttribute("disabled"))
            {
                continue;
            }

            var value = input switch
            {
                IHtmlInputElement { Type: "checkbox" or "radio" } box => box.IsChecked ? box.Value : null,
                IHtmlInputElement { Type: "submit" or "button" or "image" } => null,
                IHtmlInputElement field => field.Value,
                IHtmlTextAreaElement area => area.Value,
                IHtmlSelectElement select => select.Value,
                _ => null,
            };
            if (value is not null)
            {
                fields.Add(new(name, value));
            }
        }

        fields.AddRange(
            replaced
                .SelectMany(g => g, (g, value) => new KeyValuePair<string, string?>(g.Key, value))
                .Where(f => f.Value is not null)
                .Select(f => new KeyValuePair<string, string>(f.Key, f.Value!))
        );
        if (pressed.GetAttribute("name") is { Length: > 0 } pressedName)
        {
            fields.Add(new(pressedName, pressed.GetAttribute("value") ?? ""));
        }

        return (form.GetAttribute("action") is { Length: > 0 } action ? action : Path, fields);
    }

    private IElement? Button(string text) => Document.QuerySelectorAll("button").FirstOrDefault(b => Words(b.TextContent) == text);

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
