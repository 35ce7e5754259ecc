using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>What an invoice says, as its customer reads it.</summary>
public sealed partial class InvoicePaper
{
    [Parameter, EditorRequired]
    public required InvoiceContent Content { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required string Customer { get; set; }

    /// <summary>Further figures below the total.</summary>
    [Parameter]
    public RenderFragment? Sums { get; set; }

    private Money PriceOf(LineItem line) => new(line.UnitPrice, Content.Currency);

    private Money TakenOff(LineItem line) => line.Discount.Of(PriceOf(line).Times(line.Quantity));
}
