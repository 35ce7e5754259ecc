using Altitude.Data;
using Altitude.Domain;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.PortalAccess.Portal;

/// <summary>Where a contact without a session asks for a fresh link; the portal's closed door while it is off.</summary>
public sealed partial class SignInPage
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Parameter]
    public required string Workspace { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    public string? Email { get; set; }

    /// <summary>Present: a link was asked for.</summary>
    [SupplyParameterFromQuery]
    public string? Sent { get; set; }

    [Inject]
    public required RequestNewLink Request { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private PortalAccessTexts Texts => new(Company.Culture);

    private string? Problem { get; set; }
    private PortalEntry Entry => PortalContext.Of(Context) ?? throw new InvalidOperationException("A portal page was drawn without its portal.");
    private WorkspaceView Company => Entry.Workspace;
    private bool IsPortalOff => Entry.Refusal is AccessRules.PortalOff or AccessRules.WorkspaceShut;

    private string Reason =>
        Entry.Refusal switch
        {
            AccessRules.SessionExpired => Texts.SessionExpired,
            AccessRules.SessionEnded => Texts.SignedOut,
            AccessRules.ContactRemoved => Texts.AccessEnded(Company.Name),
            _ => "",
        };

    protected override void OnInitialized()
    {
        if (Entry.Reader is not null && !HttpMethods.IsPost(Context.Request.Method))
        {
            Navigation.NavigateTo($"/portal/{Company.Slug}");
        }
        else if (IsPortalOff && Entry.Viewing is null && !HttpMethods.IsPost(Context.Request.Method))
        {
            Context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await Request.ByEmailAsync(Company.Id, Email ?? "", Context.Connection.RemoteIpAddress?.ToString() ?? "", Context.RequestAborted);
        }
        catch (RuleViolation refused)
        {
            Refusals.Count(refused);
            Problem = refused.Message;
            Context.Response.StatusCode = refused.Rule == RateLimits.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status409Conflict;
            return;
        }

        Navigation.NavigateTo($"/portal/{Company.Slug}/sign-in?sent=yes");
    }
}
