using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Activity;

/// <summary>Which kinds of activity a contact may read: a contact without a right to a record hears nothing of it either.</summary>
public static class CustomerActivity
{
    private static readonly Dictionary<ContactRights, string[]> Kinds = Enum.GetValues<ContactRights>()
        .ToDictionary(rights => rights, rights => ActivitySentences.ForCustomers.Where(kind => IsFor(kind, rights)).ToArray());

    public static IReadOnlyList<string> KindsFor(PortalReader reader) => KindsFor(reader.Rights, reader.Hidden);

    /// <param name="hidden">What the company shows to nobody: it is not spoken of either.</param>
    public static IReadOnlyList<string> KindsFor(ContactRights rights, PortalSections hidden = PortalSections.None) =>
        hidden == PortalSections.None ? Kinds[rights] : [.. Kinds[rights].Where(kind => (SectionOf(kind) & hidden) == 0)];

    private static PortalSections SectionOf(string kind) =>
        kind.Split('.')[0] switch
        {
            "estimate" => PortalSections.Estimates,
            "invoice" or "checkout" => PortalSections.Invoices,
            "appointment" => PortalSections.Appointments,
            "message" or "job-message" => PortalSections.Messages,
            _ => PortalSections.None,
        };

    private static bool IsFor(string kind, ContactRights rights) =>
        kind.Split('.')[0] switch
        {
            "estimate" => rights.MaySeeEstimates(),
            "job-message" => rights.MayReadOfJobs(),
            "invoice" => rights.MaySeeInvoices(),
            _ => true,
        };
}
