using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>Corrects what is written down of a contact, and what they may do; their links and sessions stay.</summary>
public sealed class ChangeContact(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">No such contact, something written cannot be used, or their role does not allow it.</exception>
    public Task RunAsync(
        Staff staff,
        Id<Customer> customer,
        Id<Contact> contact,
        NewContact wanted,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "change contacts");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                RuleViolation.Unless(await db.LockAsync(customer, cancellationToken), CustomerRules.Missing, "This customer does not exist.");
                var found = await db.Customers.Include(c => c.Contacts).SingleAsync(c => c.Id == customer, cancellationToken);
                found.ChangeContact(
                    contact,
                    wanted.Name,
                    wanted.Email,
                    wanted.Phone,
                    wanted.Rights,
                    await ContactPhone.OfAsync(db, wanted.Phone, cancellationToken)
                );
            },
            cancellationToken
        );
    }
}
