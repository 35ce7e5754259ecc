using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>A customer's list of invoices.</summary>
public sealed partial class PortalInvoicesPage
{
    [Inject]
    public required PortalInvoicesQuery Query { get; init; }

    private InvoiceTexts Texts => new(Company.Culture);

    private IReadOnlyList<PortalInvoice> Rows { get; set; } = [];

    protected override async Task LoadAsync()
    {
        if (await Query.RunAsync(Reader, Company.Zone, Aborted) is { } found)
        {
            Rows = found;
            return;
        }

        NotThere();
    }
}
