namespace Altitude.Data;

/// <summary>Sums beside an invoice, in minor units, that the database reckons anew from payments, refunds and credits whenever one changes: for lists, which read no whole invoices.</summary>
public static class InvoiceColumns
{
    /// <summary>What was received, less what was reversed or refunded.</summary>
    public const string Paid = "PaidMinorUnits";

    /// <summary>What went back to the customer.</summary>
    public const string Refunded = "RefundedMinorUnits";

    /// <summary>What the company let the customer off.</summary>
    public const string Credited = "CreditedMinorUnits";

    internal static readonly string[] All = [Paid, Refunded, Credited];
}
