using Altitude.Domain.Customers;

namespace Altitude.Web.Features.Customers.Office;

/// <summary>What contacts may do, as people read it.</summary>
internal static class RightsNames
{
    public static string Of(ContactRights rights) =>
        rights switch
        {
            ContactRights.Full => "Everything",
            ContactRights.Approve => "Approves",
            ContactRights.BillingOnly => "Billing only",
            _ => rights.ToString(),
        };

    public static string Of(ContactState state) =>
        state switch
        {
            ContactState.NeverIn => "Never in",
            ContactState.Invited => "Invited",
            ContactState.Active => "Active",
            _ => state.ToString(),
        };

    public static string Sentence(ContactRights rights) =>
        rights switch
        {
            ContactRights.Full => "See everything, approve and pay",
            ContactRights.Approve => "See the work, approve or decline",
            ContactRights.BillingOnly => "See and pay invoices only",
            _ => rights.ToString(),
        };
}
