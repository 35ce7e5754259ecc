using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.PortalAccess.Portal;

/// <summary>Where a setup link leads: one button, Continue. Looking changes nothing; unknown, expired, used and revoked links get one and the same answer.</summary>
public sealed partial class StartPage
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Parameter]
    public required string Token { get; set; }

    /// <summary>Present: a new link was asked for.</summary>
    [SupplyParameterFromQuery]
    public string? Sent { get; set; }

    [Inject]
    public required RedeemSetupLink Redeem { get; init; }

    [Inject]
    public required RequestNewLink Request { get; init; }

    [Inject]
    public required RateLimits Limits { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Null: it opens nothing.</summary>
    private PortalAccessTexts Texts => new(Components.Texts.CultureOf(Context));

    private OpenLink? Link { get; set; }
    private string? Problem { get; set; }

    private string Title => Link is null ? Texts.NoLongerOpens : Texts.ContinueTo(Link.Workspace.Name);
    private string Hours => Link is null ? "" : Texts.Hours(Link.Workspace.Portal.LongestSessionHours);
    private string IpAddress => Context.Connection.RemoteIpAddress?.ToString() ?? "";

    protected override void OnInitialized()
    {
        Link = PortalContext.LinkOf(Context);
        Context.Response.StatusCode =
            Link is null ? StatusCodes.Status410Gone
            : Link.Refusal is not null ? StatusCodes.Status503ServiceUnavailable
            : Context.Response.StatusCode;
    }

    private async Task ContinueAsync()
    {
        if (Link?.Refusal is not null)
        {
            return; // The page says it.
        }

        var renewed = Browser.Renewed(Context);
        var origin = RequestOrigin.Of(IpAddress, Context.Request.Headers.UserAgent.ToString());
        var redeemed = await Limits.AllowsAsync(RateLimit.StartByAddress, IpAddress, Context.RequestAborted)
            ? await Redeem.RunAsync(Token, Browser.Of(Context), renewed, origin, Context.RequestAborted)
            : null;
        if (redeemed is null)
        {
            Link = null;
            Context.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        Browser.Remember(Context, renewed);
        Navigation.NavigateTo(redeemed.Target);
    }

    private async Task SendAsync()
    {
        try
        {
            await Request.ByTokenAsync(Token, IpAddress, Context.RequestAborted);
        }
        catch (RuleViolation refused) when (refused.Rule == RateLimits.TooMany)
        {
            Refusals.Count(refused);
            Problem = refused.Message;
            Context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        Navigation.NavigateTo($"/start/{Uri.EscapeDataString(Token)}?sent=yes");
    }
}
