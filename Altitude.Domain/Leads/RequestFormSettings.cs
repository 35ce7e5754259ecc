using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Leads;

/// <summary>Where the company's own pages may show its request form in a frame.</summary>
/// <param name="Origins">"https://www.summit-air.example": scheme and host, small letters, no path.</param>
public sealed record RequestFormSettings(IReadOnlyList<string> Origins)
{
    public const int MostOrigins = 10;
    public static readonly RequestFormSettings Default = new([]);

    /// <summary>As somebody typed them, one a line.</summary>
    /// <exception cref="RuleViolation">One of them is no origin, or there are too many.</exception>
    public static RequestFormSettings Parse(string lines)
    {
        string[] origins = [.. lines.Split([' ', '\n', '\r', '\t', ','], StringSplitOptions.RemoveEmptyEntries).Select(Origin).Distinct()];
        RuleViolation.Unless(origins.Length <= MostOrigins, WorkspaceRules.Origins, $"List at most {MostOrigins} origins.");
        return new RequestFormSettings(origins);
    }

    /// <summary>Taken apart and put together anew, so that nothing but scheme, host and port ever reaches a header.</summary>
    private static string Origin(string typed)
    {
        var isOrigin =
            typed.Length <= 200
            && Uri.TryCreate(typed, UriKind.Absolute, out var address)
            && address.Scheme is "https" or "http" // "http" for a page on one's own machine.
            && (address.Scheme == "https" || address.IsLoopback)
            && address is { UserInfo: "", Query: "", Fragment: "", AbsolutePath: "/" }
            && address.IdnHost.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
        RuleViolation.Unless(isOrigin, WorkspaceRules.Origins, "An origin is https:// and a host, such as https://www.example.com, without a path.");
        var uri = new Uri(typed);
        return uri.IsDefaultPort ? $"{uri.Scheme}://{uri.IdnHost.ToLowerInvariant()}" : $"{uri.Scheme}://{uri.IdnHost.ToLowerInvariant()}:{uri.Port}";
    }
}
