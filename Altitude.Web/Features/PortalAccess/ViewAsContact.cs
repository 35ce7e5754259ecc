using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Lets staff view the portal as one of its contacts sees it: to be looked at only, and written down. Whoever does already goes on with that.</summary>
public sealed class ViewAsContact(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">No such contact, or their role does not allow it.</exception>
    public Task<Id<PortalViewing>> RunAsync(Staff staff, Id<Contact> contact, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayViewAsContact(), "view the portal as a contact");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var found =
                    await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == contact, cancellationToken)
                    ?? throw new RuleViolation(CustomerRules.ContactMissing, "This contact does not exist any more.");
                await db.LockAsync(found.CustomerId, cancellationToken); // Pressed twice at once, it begins once.
                var open = await db
                    .PortalViewings.Where(v => v.StaffSessionId == staff.Session && v.ContactId == contact && v.EndedAt == null)
                    .Select(v => (Id<PortalViewing>?)v.Id)
                    .SingleOrDefaultAsync(cancellationToken);
                if (open is { } known)
                {
                    return known;
                }

                var viewing = PortalViewing.Begin(Id<PortalViewing>.New(), staff, found, db.Now);
                db.PortalViewings.Add(viewing);
                return viewing.Id;
            },
            cancellationToken
        );
    }
}

/// <summary>Staff stop viewing the portal as a contact: its open pages go within two seconds. Stopping twice changes nothing.</summary>
public sealed class StopViewing(WorkspaceDbFactory workspaces)
{
    /// <returns>Whose contact it was, so that the office goes on there.</returns>
    /// <exception cref="RuleViolation"><see cref="ViewingRules.Missing"/>: not one of this sign-in's.</exception>
    public Task<Id<Customer>> RunAsync(Staff staff, Id<PortalViewing> viewing, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(viewing, cancellationToken);
                var found =
                    await db.PortalViewings.SingleOrDefaultAsync(v => v.Id == viewing && v.StaffSessionId == staff.Session, cancellationToken)
                    ?? throw AccessRules.Refusal(ViewingRules.Missing);
                var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == found.ContactId, cancellationToken);
                found.Stop(contact, staff.StaffName, db.Now);
                return contact.CustomerId;
            },
            cancellationToken
        );
}
