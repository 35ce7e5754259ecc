using Altitude.Data;
using Altitude.Domain.Activity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Activity;

/// <summary>What happened for a customer, newest first.</summary>
/// <param name="Now">UTC; when it was read.</param>
public sealed record PortalActivity(IReadOnlyList<ActivityLine> Lines, DateTimeOffset Now);

/// <summary>Reads what happened for a customer, as far as this contact may know of it.</summary>
public sealed class PortalActivityQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 100;

    public async Task<PortalActivity> RunAsync(PortalReader reader, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        var kinds = CustomerActivity.KindsFor(reader);
        var customer = reader.CustomerId;
        var merged = await db.Customers.Where(c => c.MergedInto == customer).Select(c => c.Id).ToListAsync(cancellationToken);
        Guid?[] whose = [customer.Value, .. merged.Select(m => (Guid?)m.Value)]; // What happened to a customer that was merged into this one stays under its own id.
        var lines = await ActivityQuery
            .Lines(db, db.Activity.Where(a => whose.Contains(a.CustomerId) && kinds.Contains(a.Kind)).OrderByDescending(a => a.Seq).Take(Most))
            .ToListAsync(cancellationToken);
        return new PortalActivity([.. lines.OrderByDescending(l => l.Seq)], db.Now);
    }
}
