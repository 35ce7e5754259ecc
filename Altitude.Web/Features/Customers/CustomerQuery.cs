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
public sealed record ContactView(Id<Contact> Id, string Name, string Email, string Phone, ContactRights Rights, ContactState State)
{
    /// <summary>Where they ask to be written to; empty: nowhere else.</summary>
    public string WantedEmail { get; init; } = "";
}

/// <summary>How far a contact has come with the portal.</summary>
public enum ContactState
{
    /// <summary>Nobody has opened it for them yet, or what was sent has lapsed.</summary>
    NeverIn,

    /// <summary>A link is waiting for them.</summary>
    Invited,

    /// <summary>They have been in.</summary>
    Active,
}

/// <summary>A place of the customer's.</summary>
public sealed record LocationView(Id<ServiceLocation> Id, string Label, string Address);

/// <summary>One of the customer's jobs.</summary>
public sealed record CustomerJob(string Number, string Title, JobStage Stage, JobEnd? End, DateTimeOffset StagedAt);

/// <summary>Finds one customer of the company.</summary>
public sealed class CustomerQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 100;

    /// <returns>Null: not one of this company's. One that was merged leads to the customer that it is now.</returns>
    public async Task<CustomerView?> FindAsync(Staff staff, Id<Customer> customer, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        if (await db.Customers.SingleOrDefaultAsync(c => c.Id == customer, cancellationToken) is not { } found)
        {
            return null;
        }

        if (found.MergedInto is { } survivor)
        {
            customer = survivor;
            found = await db.Customers.SingleAsync(c => c.Id == survivor, cancellationToken);
        }

        var people = await db
            .Contacts.Where(c => c.CustomerId == customer && c.RemovedAt == null)
            .OrderBy(c => c.Id)
            .Take(Most)
            .Select(c => new
            {
                Contact = c,
                HasBeenIn = db.PortalSessions.Any(s => s.ContactId == c.Id),
                IsInvited = db.SetupLinks.Any(l => l.ContactId == c.Id && l.RevokedAt == null && l.UsedAt == null && l.ExpiresAt > db.Now),
            })
            .ToListAsync(cancellationToken);
        return new CustomerView(
            found.Id,
            found.Name,
            found.CreatedAt,
            [
                .. people.Select(p => new ContactView(
                    p.Contact.Id,
                    p.Contact.Name,
                    p.Contact.Email,
                    p.Contact.Phone,
                    p.Contact.Rights,
                    p.HasBeenIn ? ContactState.Active
                        : p.IsInvited ? ContactState.Invited
                        : ContactState.NeverIn
                )
                {
                    WantedEmail = p.Contact.WantedEmail,
                }),
            ],
            await db
                .Locations.Where(l => l.CustomerId == customer && l.RemovedAt == null)
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
