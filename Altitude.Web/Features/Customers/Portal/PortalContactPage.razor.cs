using Altitude.Domain.Customers;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Customers.Portal;

/// <summary>A contact's own data.</summary>
public sealed partial class PortalContactPage
{
    [Inject]
    public required PortalContactQuery Query { get; init; }

    private ContactTexts Texts => new(Company.Culture);

    private PortalContact View { get; set; } = null!; // Loaded before anything is drawn.

    private string Rights =>
        View.Rights switch
        {
            ContactRights.Full => Texts.MayDoEverything,
            ContactRights.Approve => Texts.MayDecide,
            _ => Texts.MaySeeInvoices,
        };

    protected override async Task LoadAsync() => View = await Query.RunAsync(Reader, Aborted);
}
