using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>
/// Staff, who know the contact, write to the address that they ask for, or leave the present one. Nothing in the portal changes an address by itself: it opens the
/// portal, and whoever finds a telephone unlocked would take the customer's estimates over.
/// </summary>
public sealed class AnswerEmailWish(WorkspaceDbFactory workspaces)
{
    /// <param name="shown">The address that was before whoever answers.</param>
    /// <exception cref="RuleViolation">No such contact, they ask for another one by now, it is another contact's, or the role does not allow it.</exception>
    public Task RunAsync(
        Staff staff,
        Id<Customer> customer,
        Id<Contact> contact,
        string shown,
        bool isAccepted,
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
                (await db.Customers.Include(c => c.Contacts).SingleAsync(c => c.Id == customer, cancellationToken)).AnswerEmailWish(
                    contact,
                    shown,
                    isAccepted
                );
            },
            cancellationToken
        );
    }
}
