using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Staff open the portal for a contact: a link that lasts as long as the company decided. Its secret is minted only when it is handed over.</summary>
public sealed class IssueSetupLink(WorkspaceDbFactory workspaces)
{
    public const string NoContact = "contact.not-found";
    public const string NoAddress = "contact.no-address";

    /// <param name="target">A path of this portal; null: its home.</param>
    /// <param name="byMail">Mails it to the contact; else somebody copies or shows it: <see cref="MintLinkSecret"/>.</param>
    /// <exception cref="RuleViolation"><see cref="NoContact"/>; <see cref="NoAddress"/>: they have a phone number alone, and no mail reaches them; or their role does not allow it.</exception>
    public Task<Id<SetupLink>> RunAsync(
        Staff staff,
        Id<Contact> contact,
        string? target,
        bool byMail,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "issue setup links");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var found = await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == contact && c.RemovedAt == null, cancellationToken);
                RuleViolation.Unless(found is not null, NoContact, "This contact does not exist any more.");
                RuleViolation.Unless(
                    !byMail || found!.Email.Length > 0, // Checked above.
                    NoAddress,
                    "This contact has no e-mail address. Copy a link and hand it over yourself."
                );
                var company = await db.Workspaces.AsNoTracking().SingleAsync(cancellationToken);
                var link = SetupLink.Issue(
                    Id<SetupLink>.New(),
                    found!, // Checked above.
                    target ?? $"/portal/{company.Slug}",
                    db.Now,
                    TimeSpan.FromHours(company.Portal.SetupLinkHours),
                    staff.StaffId
                );
                db.SetupLinks.Add(link);
                if (byMail)
                {
                    db.Queue(OutboxKinds.MailLink, link.Id.Value);
                }

                return link.Id;
            },
            cancellationToken
        );
    }
}
