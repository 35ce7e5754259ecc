using Altitude.Web.Hosting;
using Altitude.Web.StripeSandbox;

namespace Altitude.Web.Stripe;

/// <summary>Where the payment provider's API is.</summary>
public sealed class StripeOptions
{
    private readonly Uri? _configured;
    private readonly PublicAddress? _own;

    private StripeOptions(Uri? configured, PublicAddress? own) => (_configured, _own) = (configured, own);

    /// <summary>Null: Stripe itself. Without a slash at its end.</summary>
    public string? ApiBase => _configured?.AbsoluteUri.TrimEnd('/') ?? (_own is null ? null : _own.Listening + SandboxFeature.ApiPath);

    /// <summary>Origins of the hosted payment page, which the browser must be allowed to go to from a form.</summary>
    public IReadOnlyList<string> PageOrigins =>
        _configured is not null ? [_configured.GetLeftPart(UriPartial.Authority)]
        : _own is not null ? [_own.Url]
        : ["https://checkout.stripe.com"];

    /// <summary>The sandbox of this program stands in for Stripe.</summary>
    public bool IsOwnSandbox => _own is not null;

    /// <exception cref="InvalidOperationException">Stripe__ApiBase is no address.</exception>
    public static StripeOptions Read(IConfiguration configuration, bool isDemo, PublicAddress own)
    {
        var url = Require(configuration);
        return new StripeOptions(url, url is null && isDemo ? own : null);
    }

    /// <returns>Null: Stripe itself, or the demo's own sandbox.</returns>
    /// <exception cref="InvalidOperationException">Stripe__ApiBase is no address.</exception>
    public static Uri? Require(IConfiguration configuration)
    {
        var given = configuration["Stripe:ApiBase"];
        if (string.IsNullOrWhiteSpace(given))
        {
            return null;
        }

        return
            Uri.TryCreate(given.Trim(), UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https"
            && url is { Query: "", Fragment: "", UserInfo: "" }
            ? url
            : throw new InvalidOperationException("Stripe__ApiBase is not an address such as https://api.stripe.com, or it has a query.");
    }
}
