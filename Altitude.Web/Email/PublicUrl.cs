using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Altitude.Web.Email;

/// <summary>The site's address as links in mails name it: from configuration, never from a request's Host header.</summary>
public sealed class PublicUrl
{
    private readonly Uri? _configured;
    private readonly IServer? _server;
    private readonly string? _urls;

    /// <exception cref="InvalidOperationException">Altitude__PublicUrl is no such address.</exception>
    public PublicUrl(IConfiguration configuration, IServer? server = null)
    {
        (_server, _urls) = (server, configuration["urls"] ?? configuration["ASPNETCORE_URLS"]);
        var text = configuration["Altitude:PublicUrl"];
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        _configured =
            Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
                ? url
                : throw new InvalidOperationException("Altitude__PublicUrl is not an address such as https://portal.example.com, without a path.");
    }

    /// <summary>Scheme, host and port. Unless configured, the first address that the server listens on.</summary>
    public Uri Root => _configured ?? Listening();

    /// <param name="path">Begins with a slash.</param>
    public Uri To(string path) => new(Root, path);

    private Uri Listening()
    {
        var first = _server?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? _urls?.Split(';')[0] ?? "http://localhost:5080";
        return new Uri(first.Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal).Replace("://[::]", "://localhost", StringComparison.Ordinal));
    }
}
