namespace Altitude.Web.Hosting;

/// <summary>The address that links in mails begin with; from configuration, never from a Host header.</summary>
public sealed class PublicAddress
{
    private readonly Uri? _configured;
    private readonly string? _note;
    private Uri? _listening;

    /// <param name="configured">Altitude__PublicUrl; empty: the address that the server listens on.</param>
    /// <exception cref="InvalidOperationException">It is no such address.</exception>
    /// <param name="note">File in which a server with a private cluster notes its address for the verbs beside it; null: none.</param>
    public PublicAddress(string? configured, string? note = null)
    {
        _note = note;
        if (string.IsNullOrWhiteSpace(configured))
        {
            return;
        }

        _configured =
            Uri.TryCreate(configured.Trim(), UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https"
            && url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
                ? url
                : throw new InvalidOperationException("Altitude__PublicUrl is not an address such as https://portal.example.com, without a path.");
    }

    /// <summary>Without a slash at its end.</summary>
    public string Url => Root.AbsoluteUri.TrimEnd('/');

    /// <summary>Scheme, host and port.</summary>
    public Uri Root => _configured ?? _listening ?? Noted() ?? new Uri("http://localhost:5080");

    /// <summary>Where this process itself can be reached from this machine, whatever it is called outside. Without a slash at its end.</summary>
    public string Listening => (_listening ?? Root).AbsoluteUri.TrimEnd('/');

    /// <param name="path">Begins with a slash.</param>
    public string To(string path) => Url + path;

    /// <summary>Where the server listens: the default when nothing is configured.</summary>
    public void Listens(string address)
    {
        var local = address
            .Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal);
        _listening = Uri.TryCreate(local, UriKind.Absolute, out var url) ? url : _listening;
        if (_note is not null && _listening is not null)
        {
            File.WriteAllText(_note, _listening.AbsoluteUri);
        }
    }

    private Uri? Noted() => File.Exists(_note) && Uri.TryCreate(File.ReadAllText(_note).Trim(), UriKind.Absolute, out var noted) ? noted : null;
}
