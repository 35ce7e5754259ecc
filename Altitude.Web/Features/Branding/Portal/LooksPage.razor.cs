using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.PortalAccess;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Branding.Portal;

/// <summary>Where the company leaves it to them, whoever looks at the portal says whether it is light or dark. The foot of every page posts here, and is led back to its page.</summary>
public sealed partial class LooksPage
{
    private const int LongestAddress = 400;

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Parameter]
    public required string Workspace { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private CommonTexts Texts => new(Entry.Workspace.Culture);
    private PortalEntry Entry => PortalContext.Of(Context) ?? throw new InvalidOperationException("A portal page was drawn without its portal.");
    private string Home => $"/portal/{Entry.Workspace.Slug}";
    private bool IsPosted => HttpMethods.IsPost(Context.Request.Method);
    private bool IsLeftToCustomers => Entry.Workspace.Brand.Scheme == ColorScheme.Customer;

    protected override void OnInitialized()
    {
        if (!IsLeftToCustomers && !IsPosted) // A post is answered once its form was found.
        {
            Navigation.NotFound();
        }
    }

    private void Choose()
    {
        if (!IsLeftToCustomers)
        {
            Navigation.NotFound();
            return;
        }

        ChosenScheme.Remember(Context, Context.Request.Form["scheme"]);
        var back = Context.Request.Form["back"].ToString();
        Navigation.NavigateTo(IsOwn(back) ? back : Home);
    }

    /// <summary>Only to pages of this portal: an address of elsewhere in a form that somebody else made leads home.</summary>
    private bool IsOwn(string address) =>
        address.Length <= LongestAddress
        && (address == Home || address.StartsWith(Home + "/", StringComparison.Ordinal) || address.StartsWith(Home + "?", StringComparison.Ordinal))
        && !address.Any(c => char.IsControl(c) || c == '\\');
}
