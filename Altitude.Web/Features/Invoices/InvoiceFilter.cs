namespace Altitude.Web.Features.Invoices;

/// <summary>Which of the company's invoices somebody wants to see.</summary>
public enum InvoiceGroup
{
    /// <summary>Whatever is still owed, the longest due first.</summary>
    ToBePaid,
    Overdue,
    PartiallyPaid,
    Draft,
    Paid,

    /// <summary>Something of what was paid went back.</summary>
    Refunded,
    Void,

    /// <summary>Every one that was issued.</summary>
    All,
}

/// <summary>What the office's list of invoices shows. Made of an address, so it takes any text and keeps what it understands.</summary>
/// <param name="Find">A number, or of a customer the beginnings of words or a phone number; empty: everything.</param>
public sealed record InvoiceFilter(InvoiceGroup Group, string Find)
{
    /// <summary>What one may ask for, in the words of the list.</summary>
    public static readonly IReadOnlyList<(InvoiceGroup Group, string Value, string Name)> Groups =
    [
        (InvoiceGroup.ToBePaid, "", "To be paid"),
        (InvoiceGroup.Overdue, "overdue", "Overdue"),
        (InvoiceGroup.PartiallyPaid, "partially-paid", "Partially paid"),
        (InvoiceGroup.Draft, "draft", "Draft"),
        (InvoiceGroup.Paid, "paid", "Paid"),
        (InvoiceGroup.Refunded, "refunded", "Refunded"),
        (InvoiceGroup.Void, "void", "Void"),
        (InvoiceGroup.All, "all", "All that were issued"),
    ];

    private const int LongestSearch = 100;

    public static InvoiceFilter Of(string? status, string? find)
    {
        var wanted = find ?? "";
        return new InvoiceFilter(
            Groups.FirstOrDefault(g => g.Value == status).Group, // The first where it is none of them.
            wanted.Length > LongestSearch ? wanted[..LongestSearch] : wanted
        );
    }

    public string Value => Groups.First(g => g.Group == Group).Value;

    /// <summary>The address of these choices.</summary>
    public string Address
    {
        get
        {
            var parts = new[] { ("status", Value), ("find", Find.Trim()) }.Where(p => p.Item2.Length > 0);
            var query = string.Join('&', parts.Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}"));
            return query.Length == 0 ? "/office/invoices" : $"/office/invoices?{query}";
        }
    }
}
