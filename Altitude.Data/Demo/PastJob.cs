using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Data.Demo;

/// <summary>How far a job of the demo has come.</summary>
internal enum Reached
{
    Lead,
    Booked,
    Offered,
    OfferExpired,
    OfferDeclined,
    Approved,
    Invoiced,
    PartlyPaid,
    Paid,
}

/// <summary>A job that the demo's company already has.</summary>
/// <param name="Customer">A household or business; the same name is the same customer.</param>
/// <param name="Contact">Who speaks for it; their address is made of their name.</param>
/// <param name="Title">As the customer put it.</param>
/// <param name="DaysAgo">When it came in.</param>
internal sealed record PastJob(
    string Customer,
    string Contact,
    string Address,
    string Title,
    Work Work,
    string Technician,
    Reached Reached,
    int DaysAgo
)
{
    /// <summary>Weekdays from today on which somebody comes; null: nobody is booked.</summary>
    public int? VisitIn { get; init; }

    /// <summary>The customer asks for the afternoon of the next working day instead, in these words; null: they do not.</summary>
    public string? AsksForLater { get; init; }

    /// <summary>Local hour of that visit.</summary>
    public int Hour { get; init; } = 9;
    public bool IsConfirmed { get; init; }

    /// <summary>Something was let off afterwards and given back, for this reason; null: nothing was.</summary>
    public string? GivenBackFor { get; init; }

    /// <summary>It was billed a second time by mistake, and that invoice voided.</summary>
    public bool IsBilledTwice { get; init; }

    /// <summary>What the office is writing an invoice for, for the same customer; null: none.</summary>
    public string? NextBill { get; init; }

    /// <summary>Days from today through which the offer stands.</summary>
    public int ValidFor { get; init; } = 10;
}

/// <summary>A customer of the demo as later steps need them.</summary>
internal sealed record KnownCustomer(Customer Customer, Contact Contact, Id<ServiceLocation> Location);

/// <summary>A company of the demo as its jobs need it.</summary>
/// <param name="Staff">By first name.</param>
internal sealed record KnownCompany(Workspace Workspace, TaxRate Tax, string Terms, IReadOnlyDictionary<string, StaffMember> Staff);
