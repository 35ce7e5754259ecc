using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
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
    public WorkspaceView Company => Entry.Workspace;

    /// <summary>Whose eyes the page is for; ask only where <see cref="IsSignedIn"/>.</summary>
    protected PortalReader Reader => Entry.Reader ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>Who acts; ask only where <see cref="IsSignedIn"/>, and within <see cref="TryAsync"/>.</summary>
    /// <exception cref="RuleViolation"><see cref="ViewingRules.ReadOnly"/>: it is somebody of the company who only looks on.</exception>
    protected Visitor Visitor => Reader as Visitor ?? throw AccessRules.Refusal(ViewingRules.ReadOnly);

    /// <summary>Whether it is the contact, who may act; else the page is only to be looked at.</summary>
    protected bool MayAct => Reader is Visitor;

    /// <summary>False: draw the sign-in panel and nothing else.</summary>
    public bool IsSignedIn { get; private set; }

    protected CancellationToken Aborted => Context.RequestAborted;

    protected RequestOrigin Origin => RequestOrigin.Of(Context.Connection.RemoteIpAddress?.ToString(), Context.Request.Headers.UserAgent.ToString());

    protected string Home => $"/portal/{Company.Slug}";

    /// <summary>Reads what the page shows; called only for somebody who is signed in. Null results are 404: <see cref="NotThere"/>.</summary>
    protected abstract Task LoadAsync();

    protected override async Task OnInitializedAsync()
    {
        IsSignedIn = Entry.Reader is not null;
        if (!IsSignedIn)
        {
            IsLoaded = true;
            TurnAway();
            return;
        }

        if (Entry.Closed != PortalSections.None)
        {
            IsLoaded = true;
            Close();
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

        IsLoaded = true;
    }

    /// <summary>Why the act that the form asked for was refused; null: it was not, or nothing was asked for.</summary>
    protected RuleViolation? Refused { get; private set; }

    /// <summary>Acts for the person. A refusal is kept for the page to show, 409; whoever has been signed out meanwhile gets the sign-in panel.</summary>
    /// <returns>Whether it was done.</returns>
    protected async Task<bool> TryAsync(Func<Task> act)
    {
        if (!IsSignedIn || IsClosed)
        {
            return false;
        }

        try
        {
            await act();
            return true;
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            IsSignedIn = false;
            TurnAway();
            return false;
        }
        catch (RuleViolation refused) when (refused.Rule == AccessRules.SectionHidden)
        {
            Refusals.Count(refused);
            Close(); // Hidden between the door and the act.
            return false;
        }
        catch (RuleViolation refused)
        {
            Refuse(refused);
            return false;
        }
    }

    /// <summary>Shows the page again, with what is wrong.</summary>
    protected void Refuse(RuleViolation refused)
    {
        Refusals.Count(refused);
        Refused = refused;
        Context.Response.StatusCode = refused.Rule == RateLimits.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status409Conflict;
    }

    /// <summary>After an act that succeeded: 303, so that a reload does not act again.</summary>
    protected void GoOn(string path) => Navigation.NavigateTo(path);

    /// <summary>The same answer for what is another's and for what does not exist.</summary>
    protected void NotThere()
    {
        IsThere = false;
        if (!HttpMethods.IsPost(Context.Request.Method))
        {
            Navigation.NotFound();
        }
    }

    /// <summary>False: the answer is 404, and nothing of the page is drawn. To a post it is given once the form's name was found, or it would be 400.</summary>
    public bool IsThere { get; private set; } = true;

    /// <summary>Whether the page itself is drawn, and not the sign-in panel or nothing.</summary>
    public bool IsShown => IsSignedIn && IsThere && IsLoaded && !IsClosed;

    /// <summary>True: the company hides this part of the portal, and a page in its place says so.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>False while it is being read: nothing is drawn yet.</summary>
    public bool IsLoaded { get; private set; }

    private void Close()
    {
        IsClosed = true;

        // As late as can be: of a page that is not found from the beginning nothing is drawn. This one says it itself, and stays live: it opens again by itself.
        var response = Context.Response;
        response.OnStarting(() =>
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

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
