using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>The figures of what an invoice bills, as the domain reckons them.</summary>
public sealed partial class InvoiceTotals
{
    [Parameter, EditorRequired]
    public required InvoiceContent Content { get; set; }

    [Parameter, EditorRequired]
    public required Words Words { get; set; }

    /// <summary>Further figures below.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private EstimateTotals Totals => Content.Totals;
}
