using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>A new contact as the office writes it down.</summary>
public sealed record NewContact(string Name, string Email, string Phone, ContactRights Rights);

/// <summary>Gives a customer one more person who speaks for it.</summary>
public sealed class AddContact(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Something written cannot be used, or their role does not allow it.</exception>
    public Task<Id<Contact>> RunAsync(Staff staff, Id<Customer> customer, NewContact wanted, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "add contacts");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                RuleViolation.Unless(await db.LockAsync(customer, cancellationToken), CustomerRules.Missing, "This customer does not exist.");
                var found = await db.Customers.Include(c => c.Contacts).SingleAsync(c => c.Id == customer, cancellationToken);
                var contact = found.AddContact(
                    Id<Contact>.New(),
                    wanted.Name,
                    wanted.Email,
                    wanted.Phone,
                    wanted.Rights,
                    await ContactPhone.OfAsync(db, wanted.Phone, cancellationToken)
                );
                db.Add(contact); // Its id is known, so that change tracking would take it for one that is already there.
                return contact.Id;
            },
            cancellationToken
        );
    }
}
