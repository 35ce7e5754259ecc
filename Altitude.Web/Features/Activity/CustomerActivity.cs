using Altitude.Domain.Customers;

namespace Altitude.Web.Features.Activity;

/// <summary>Which kinds of activity a contact may read: a contact without a right to a record hears nothing of it either.</summary>
public static class CustomerActivity
{
    private static readonly Dictionary<ContactRights, string[]> Kinds = Enum.GetValues<ContactRights>()
        .ToDictionary(rights => rights, rights => ActivitySentences.ForCustomers.Where(kind => IsFor(kind, rights)).ToArray());

    public static IReadOnlyList<string> KindsFor(ContactRights rights) => Kinds[rights];

    private static bool IsFor(string kind, ContactRights rights) =>
        kind.Split('.')[0] switch
        {
            "estimate" => rights.MaySeeEstimates(),
            "job-message" => rights.MayReadOfJobs(),
            "invoice" => rights.MaySeeInvoices(),
            _ => true,
        };
}
