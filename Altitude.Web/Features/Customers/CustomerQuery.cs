using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>One customer, as the office's page shows it.</summary>
/// <param name="Now">UTC; when this was so.</param>
public sealed record CustomerView(
    Id<Customer> Id,
    string Name,
    DateTimeOffset CreatedAt,
    IReadOnlyList<ContactView> Contacts,
    IReadOnlyList<LocationView> Locations,
    IReadOnlyList<CustomerJob> Jobs,
    DateTimeOffset Now
);

/// <summary>Someone who speaks for the customer.</summary>
public sealed record ContactView(Id<Contact> Id, string Name, string Email, string Phone, ContactRights Rights);

/// <summary>A place of the customer's.</summary>
public sealed record LocationView(Id<ServiceLocation> Id, string Label, string Address);

/// <summary>One of the customer's jobs.</summary>
public sealed record CustomerJob(string Number, string Title, JobStage Stage, JobEnd? End, DateTimeOffset StagedAt);

/// <summary>Finds one customer of the company.</summary>
public sealed class CustomerQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 100;

    /// <returns>Null: not one of this company's.</returns>
    public async Task<CustomerView?> FindAsync(Staff staff, Id<Customer> customer, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        if (await db.Customers.SingleOrDefaultAsync(c => c.Id == customer, cancellationToken) is not { } found)
        {
            return null;
        }

        return new CustomerView(
            found.Id,
            found.Name,
            found.CreatedAt,
            await db
                .Contacts.Where(c => c.CustomerId == customer && c.RemovedAt == null)
                .OrderBy(c => c.Id)
                .Take(Most)
                .Select(c => new ContactView(c.Id, c.Name, c.Email, c.Phone, c.Rights))
                .ToListAsync(cancellationToken),
            await db
                .Locations.Where(l => l.CustomerId == customer)
                .OrderBy(l => l.Id)
                .Take(Most)
                .Select(l => new LocationView(l.Id, l.Label, l.Address))
                .ToListAsync(cancellationToken),
            await db
                .Jobs.Where(j => j.CustomerId == customer)
                .OrderByDescending(j => j.CreatedAt)
                .Take(Most)
                .Select(j => new CustomerJob(j.Number, j.Title, j.Stage, j.End, j.StagedAt))
                .ToListAsync(cancellationToken),
            db.Now
        );
    }
}
