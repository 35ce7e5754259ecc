using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Security;
using Altitude.Web.Stripe;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Layout;

/// <summary>The frame of the portal: the company's bar, the sections that this contact may see, and the one live part of the page.</summary>
public sealed partial class PortalLayout
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Inject]
    public required StripeOptions Payment { get; init; }

    private CommonTexts Texts => new(Entry.Workspace.Culture);
    private PortalEntry Entry => PortalContext.Of(Context) ?? throw new InvalidOperationException("A portal page was drawn without its portal.");
    private string Home => $"/portal/{Entry.Workspace.Slug}";
    private string SignOut => $"{Home}/sign-out";

    /// <summary>Whether the foot of the page asks for light or dark; the page that asks for nothing else does so itself.</summary>
    private bool ChoosesScheme =>
        Entry.Workspace.Brand.Scheme == ColorScheme.Customer && Entry.Viewing is null && Context.Request.Path != $"{Home}/looks";

    /// <summary>Where the foot's form leads back to. What a form answered has no address of its own to come back to but the same.</summary>
    private string Back => Context.Request.Path + Context.Request.QueryString.Value;

    private IEnumerable<Section> Sections
    {
        get
        {
            if (Entry.Reader is not { } reader)
            {
                yield break;
            }

            yield return new Section(Texts.Home, Home);
            if (reader.MaySeeEstimates())
            {
                yield return new Section(Texts.Estimates, $"{Home}/estimates");
            }

            if (reader.Finds(PortalSections.Appointments))
            {
                yield return new Section(Texts.Appointments, $"{Home}/appointments");
            }

            if (reader.MaySeeInvoices())
            {
                yield return new Section(Texts.Invoices, $"{Home}/invoices");
            }

            if (reader.Finds(PortalSections.Messages))
            {
                yield return new Section(Texts.Messages, $"{Home}/messages", Entry.Unread);
            }

            if (reader.Finds(PortalSections.Activity))
            {
                yield return new Section(Texts.Activity, $"{Home}/activity");
            }
        }
    }

    /// <summary>Paying leads from a form to the provider's page. Every page allows it, because the policy of the first that was loaded stays while one walks on.</summary>
    protected override void OnInitialized()
    {
        if (Entry.Visitor is not null)
        {
            SecurityHeaders.AllowFormTargets(Context, Payment.PageOrigins);
        }
    }

    /// <summary>A job's page belongs to Home; every other record to its own list.</summary>
    private string? Current(Section section)
    {
        var path = Context.Request.Path;
        var isIn = section.Address == Home ? path == Home || path.StartsWithSegments($"{Home}/jobs") : path.StartsWithSegments(section.Address);
        return isIn ? "page" : null;
    }

    private sealed record Section(string Name, string Address, int Count = 0);
}
