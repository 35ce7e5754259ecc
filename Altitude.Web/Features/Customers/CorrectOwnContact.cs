using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>What a contact corrects of themselves.</summary>
/// <param name="Email">Where they wish to be written to; the present address, or empty: no other.</param>
public sealed record OwnContact(string Name, string Phone, string Email);

/// <summary>A contact corrects their own name and phone number, and asks the company for another e-mail address.</summary>
public sealed class CorrectOwnContact(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Something written cannot be used.</exception>
    public Task RunAsync(Visitor visitor, OwnContact wanted, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            visitor,
            key,
            async db =>
            {
                await db.LockAsync(visitor.CustomerId, cancellationToken);
                var customer = await db.Customers.Include(c => c.Contacts).SingleAsync(c => c.Id == visitor.CustomerId, cancellationToken);
                customer.CorrectOwn(
                    visitor.ContactId,
                    wanted.Name,
                    wanted.Phone,
                    await ContactPhone.OfAsync(db, wanted.Phone, cancellationToken),
                    wanted.Email
                );
            },
            cancellationToken
        );
}
