namespace Altitude.Web.Security;

/// <summary>A browser at the portal: an id that stays and opens nothing (antiforgery is bound to it), and a secret that sessions are keyed by.</summary>
/// <param name="Secret">The cookie's own text; changed whenever a link is redeemed.</param>
public sealed record Browser(Guid Id, string Secret)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(400);

    public byte[] Hash => Security.Secret.HashOf(Secret);

    /// <summary>The browser that this request came from; null: it brought no usable cookie.</summary>
    public static Browser? Of(HttpContext context) => context.Items[typeof(Browser)] as Browser;

    /// <summary>Gives a browser without a cookie one, so that its first form can already be posted.</summary>
    public static void Meet(HttpContext context)
    {
        if (Parse(context.Request.Cookies[Cookies.Portal(context.Request)]) is { } known)
        {
            context.Items[typeof(Browser)] = known;
        }
        else if (HttpMethods.IsGet(context.Request.Method) && IsPublicFace(context.Request.Path))
        {
            Remember(context, new Browser(Guid.NewGuid(), Security.Secret.New().Text));
        }
    }

    /// <summary>The same browser with a new secret. Its old cookie opens nothing any more once the new one is given to it: <see cref="Remember"/>.</summary>
    public static Browser Renewed(HttpContext context) => new(Of(context)?.Id ?? Guid.NewGuid(), Security.Secret.New().Text);

    /// <summary>Gives the browser this cookie.</summary>
    public static void Remember(HttpContext context, Browser browser)
    {
        context.Items[typeof(Browser)] = browser;
        context.Response.Cookies.Append(Cookies.Portal(context.Request), $"{browser.Id:N}.{browser.Secret}", Cookies.Options(context.Request, Lasts));
    }

    public override string ToString() => Id.ToString();

    private static bool IsPublicFace(PathString path) =>
        path.StartsWithSegments("/portal") && !ViewingAddress.Is(path) && !IsKeptByAll(path.Value!) // StartsWithSegments: there is a value.
        || path.StartsWithSegments("/start")
        || path.StartsWithSegments("/request");

    /// <summary>A company's stylesheet and pictures are kept for ever, also by what stands between: a cookie with them would be everybody's.</summary>
    private static bool IsKeptByAll(string path) =>
        path.EndsWith(".css", StringComparison.Ordinal) || path.EndsWith(".png", StringComparison.Ordinal);

    private static Browser? Parse(string? cookie) =>
        cookie is { Length: 76 } && cookie[32] == '.' && Guid.TryParseExact(cookie[..32], "N", out var id) && Security.Secret.HasForm(cookie[33..])
            ? new Browser(id, cookie[33..])
            : null;
}
