using Altitude.Web.Components;
using Altitude.Web.Features.PortalAccess;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Portal;

/// <summary>The company's terms of business or its privacy notice, for anybody who has the address.</summary>
public sealed partial class CompanyTextPage
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Parameter]
    public required string Workspace { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private CommonTexts Texts => new(Entry.Workspace.Culture);
    private PortalEntry Entry => PortalContext.Of(Context) ?? throw new InvalidOperationException("A portal page was drawn without its portal.");
    private string Home => $"/portal/{Entry.Workspace.Slug}";
    private bool IsTerms => Context.Request.Path.Value?.EndsWith("/terms", StringComparison.OrdinalIgnoreCase) == true;
    private string Title => IsTerms ? Texts.Terms : Texts.Privacy;
    private string Text => IsTerms ? Entry.Workspace.Portal.Terms : Entry.Workspace.Portal.Privacy;

    protected override void OnInitialized()
    {
        if (Text.Length == 0)
        {
            Navigation.NotFound();
        }
    }
}
