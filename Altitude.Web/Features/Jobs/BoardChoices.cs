using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>A customer whom a job can be opened for.</summary>
public sealed record CustomerChoice(Id<Customer> Id, string Name);

/// <summary>A place of a customer.</summary>
public sealed record PlaceChoice(Id<ServiceLocation> Id, string Label);

/// <summary>What there is to choose from when a job is opened or a visit booked.</summary>
public sealed class BoardChoices(WorkspaceDbFactory workspaces)
{
    /// <summary>Customers whose name contains the text, by name; at most twenty.</summary>
    public async Task<IReadOnlyList<CustomerChoice>> CustomersAsync(Staff staff, string text, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var pattern =
            $"%{text.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        return await db
            .Customers.Where(c => c.MergedInto == null && EF.Functions.ILike(c.Name, pattern, @"\"))
            .OrderBy(c => c.Name)
            .Take(20)
            .Select(c => new CustomerChoice(c.Id, c.Name))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Null: there is none of this id, or it became part of another.</summary>
    public async Task<CustomerChoice?> CustomerAsync(Staff staff, Id<Customer> customer, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await db
            .Customers.Where(c => c.Id == customer && c.MergedInto == null)
            .Select(c => new CustomerChoice(c.Id, c.Name))
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<PlaceChoice>> PlacesAsync(Staff staff, Id<Customer> customer, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await db
            .Locations.Where(l => l.CustomerId == customer && l.RemovedAt == null)
            .OrderBy(l => l.Label)
            .Take(50)
            .Select(l => new PlaceChoice(l.Id, l.Label == "" ? l.Address : l.Label + ", " + l.Address))
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Colleague>> StaffAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await BoardQuery.StaffAsync(db, cancellationToken);
    }

    /// <summary>The company's next working morning, on its own clock: where a booking begins.</summary>
    public async Task<DateTime> NextMorningAsync(Staff staff, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        return TimeZoneInfo.ConvertTime(db.Now, company.Zone).Date.AddDays(1).AddHours(9);
    }
}
