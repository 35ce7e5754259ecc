using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Invoices;

/// <summary>A customer's invoices.</summary>
public sealed class InvoiceTexts(CultureInfo culture) : Texts(culture)
{
    public string DepositDueNow => Of();
    public string Due => Of();
    public string Invoices => Of();
    public string Issued => Of();
    public string Job => Of();
    public string NoneYet => Of();
    public string StillDue => Of();
    public string Total => Of();
}
