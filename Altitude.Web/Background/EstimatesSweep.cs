using Altitude.Data;
using Altitude.Domain.Estimates;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Background;

/// <summary>Finds estimates whose end was not noted at its minute, and has it noted: the net below the task that each estimate has of its own.</summary>
public sealed class EstimatesSweep(WorkspaceDbFactory workspaces) : Sweep(workspaces)
{
    /// <summary>The estimate's own task is given so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    protected override string Name => "estimates";

    protected override async Task<Swept> LookAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        var before = db.Now - Patience;
        var missed = await (
            from e in db.Estimates
            where e.State == EstimateState.Sent && e.ExpiryNotedAt == null
            join v in db.EstimateVersions on new { EstimateId = e.Id, Number = e.SentVersion } equals new { v.EstimateId, Number = (int?)v.Number }
            where v.ExpiresAt < before
            orderby e.CreatedAt
            select e.Id
        )
            .Take(Most)
            .ToListAsync(cancellationToken);
        foreach (var id in missed)
        {
            db.Queue(OutboxKinds.ExpireEstimate, id.Value);
        }

        return Swept.Of("ends to be noted", missed.Count, missed.Count == Most);
    }
}
