using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>
/// A static page of the portal for somebody who is signed in. Whoever is not gets the sign-in page: by redirect when they only looked, in place
/// when they sent something, so that what they typed is not lost.
/// </summary>
public abstract class PortalPage : ComponentBase
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    /// <summary>From the address; also what the island is given.</summary>
    [Parameter]
    public required string Workspace { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected PortalEntry Entry => PortalContext.Of(Context) ?? throw new InvalidOperationException("A portal page was drawn without its portal.");
    protected WorkspaceView Company => Entry.Workspace;

    /// <summary>Who is looking; ask only where <see cref="IsSignedIn"/>.</summary>
    protected Visitor Visitor => Entry.Visitor ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>False: draw the sign-in panel and nothing else.</summary>
    protected bool IsSignedIn { get; private set; }

    protected CancellationToken Aborted => Context.RequestAborted;

    protected RequestOrigin Origin => RequestOrigin.Of(Context.Connection.RemoteIpAddress?.ToString(), Context.Request.Headers.UserAgent.ToString());

    protected string Home => $"/portal/{Company.Slug}";

    /// <summary>Reads what the page shows; called only for somebody who is signed in. Null results are 404: <see cref="NotThere"/>.</summary>
    protected abstract Task LoadAsync();

    protected override async Task OnInitializedAsync()
    {
        IsSignedIn = Entry.Visitor is not null;
        if (!IsSignedIn)
        {
            TurnAway();
            return;
        }

        try
        {
            await LoadAsync();
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            IsSignedIn = false; // Ended between the door and the page.
            TurnAway();
        }
    }

    /// <summary>After an act that succeeded: 303, so that a reload does not act again.</summary>
    protected void GoOn(string path) => Navigation.NavigateTo(path);

    /// <summary>The same answer for what is another's and for what does not exist.</summary>
    protected void NotThere() => Navigation.NotFound();

    private void TurnAway()
    {
        if (HttpMethods.IsGet(Context.Request.Method) || HttpMethods.IsHead(Context.Request.Method))
        {
            Navigation.NavigateTo($"{Home}/sign-in");
            return;
        }

        Context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    }
}
