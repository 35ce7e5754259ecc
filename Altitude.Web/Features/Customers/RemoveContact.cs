using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>Someone no longer speaks for a customer: from now on their links and sessions open nothing, and their open pages close.</summary>
public sealed class RemoveContact(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">No such contact, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<Customer> customer, Id<Contact> contact, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "remove contacts");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                RuleViolation.Unless(await db.LockAsync(customer, cancellationToken), CustomerRules.Missing, "This customer does not exist.");
                var found = await db.Customers.Include(c => c.Contacts).SingleAsync(c => c.Id == customer, cancellationToken);
                found.RemoveContact(contact, db.Now);
            },
            cancellationToken
        );
    }
}
