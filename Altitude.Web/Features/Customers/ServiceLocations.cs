using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>A place of a customer's, as the office writes it down.</summary>
/// <param name="Label">"Rental", "Office"; may be empty.</param>
public sealed record PlaceToWrite(string Label, string Address);

/// <summary>Writes down one more place where work is done for a customer.</summary>
public sealed class AddLocation(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">No such customer, something written cannot be used, or their role does not allow it.</exception>
    public Task<Id<ServiceLocation>> RunAsync(
        Staff staff,
        Id<Customer> customer,
        PlaceToWrite wanted,
        RequestKey key,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var found = await LockedPlaces.FindAsync(db, staff, customer, cancellationToken);
                var place = found.AddLocation(Id<ServiceLocation>.New(), wanted.Label, wanted.Address);
                db.Add(place); // Its id is known, so that change tracking would take it for one that is already there.
                db.Record(new CustomerChanged("location.added", found.Id, found.Name)); // Those of a new customer come with its registration.
                return place.Id;
            },
            cancellationToken
        );
}

/// <summary>Corrects what is written down of a place; jobs and visits there show it at once.</summary>
public sealed class ChangeLocation(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">No such place, something written cannot be used, or their role does not allow it.</exception>
    public Task RunAsync(
        Staff staff,
        Id<Customer> customer,
        Id<ServiceLocation> place,
        PlaceToWrite wanted,
        RequestKey key,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedPlaces.FindAsync(db, staff, customer, cancellationToken)).ChangeLocation(place, wanted.Label, wanted.Address),
            cancellationToken
        );
}

/// <summary>Plans no more work at a place; jobs and visits that were keep it.</summary>
public sealed class RemoveLocation(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">No such place, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<Customer> customer, Id<ServiceLocation> place, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedPlaces.FindAsync(db, staff, customer, cancellationToken)).RemoveLocation(place, db.Now),
            cancellationToken
        );
}

/// <summary>Takes back that a place was removed.</summary>
public sealed class RestoreLocation(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">No such place, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<Customer> customer, Id<ServiceLocation> place, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedPlaces.FindAsync(db, staff, customer, cancellationToken)).RestoreLocation(place),
            cancellationToken
        );
}

internal static class LockedPlaces
{
    /// <exception cref="RuleViolation"><see cref="CustomerRules.Missing"/>, or their role does not allow it.</exception>
    public static async Task<Customer> FindAsync(WorkspaceDb db, Staff staff, Id<Customer> customer, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "change places");
        RuleViolation.Unless(await db.LockAsync(customer, cancellationToken), CustomerRules.Missing, "This customer does not exist.");
        return await db.Customers.Include(c => c.Locations).SingleAsync(c => c.Id == customer, cancellationToken);
    }
}
