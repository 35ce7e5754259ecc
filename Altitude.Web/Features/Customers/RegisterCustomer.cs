using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Customers;

/// <summary>A new customer as the office writes it down.</summary>
/// <param name="Address">Where the work is; empty: not known yet.</param>
/// <param name="ContactName">Empty: no contact yet.</param>
public sealed record NewCustomer(string Name, string Address, string ContactName, string ContactEmail, string ContactPhone);

/// <summary>Writes down a new customer, with its first contact and place.</summary>
public sealed class RegisterCustomer(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Something written cannot be used, or their role does not allow it.</exception>
    public Task<Id<Customer>> RunAsync(Staff staff, NewCustomer wanted, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "add customers");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var customer = Customer.Register(Id<Customer>.New(), db.WorkspaceId, wanted.Name, db.Now);
                if (!string.IsNullOrWhiteSpace(wanted.Address))
                {
                    customer.AddLocation(Id<ServiceLocation>.New(), "", wanted.Address);
                }

                if (
                    !string.IsNullOrWhiteSpace(wanted.ContactName)
                    || !string.IsNullOrWhiteSpace(wanted.ContactEmail)
                    || !string.IsNullOrWhiteSpace(wanted.ContactPhone)
                )
                {
                    customer.AddContact(
                        Id<Contact>.New(),
                        wanted.ContactName,
                        wanted.ContactEmail,
                        wanted.ContactPhone,
                        ContactRights.Full,
                        await ContactPhone.OfAsync(db, wanted.ContactPhone, cancellationToken)
                    );
                }

                db.Customers.Add(customer);
                return customer.Id;
            },
            cancellationToken
        );
    }
}
