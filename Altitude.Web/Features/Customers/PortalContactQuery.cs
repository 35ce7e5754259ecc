using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>A contact's own data, as the company keeps it.</summary>
public sealed record PortalContact(
    string Name,
    string Email,
    string WantedEmail,
    string Phone,
    ContactRights Rights,
    string Customer,
    IReadOnlyList<string> Places
);

/// <summary>Reads what the company knows of the contact who is looking.</summary>
public sealed class PortalContactQuery(WorkspaceDbFactory workspaces)
{
    private const int MostPlaces = 50;

    public async Task<PortalContact> RunAsync(PortalReader reader, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        return await (
            from contact in db.Contacts
            where contact.Id == reader.ContactId
            join customer in db.Customers on contact.CustomerId equals customer.Id
            select new PortalContact(
                contact.Name,
                contact.Email,
                contact.WantedEmail,
                contact.Phone,
                contact.Rights,
                customer.Name,
                db.Locations.Where(l => l.CustomerId == customer.Id && l.RemovedAt == null)
                    .OrderBy(l => l.Id)
                    .Take(MostPlaces)
                    .Select(l => l.Address)
                    .ToList()
            )
        ).SingleAsync(cancellationToken);
    }
}
