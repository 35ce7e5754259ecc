using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Leads;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Leads;

/// <summary>One request as the inbox lists it.</summary>
/// <param name="ReceivedAt">UTC.</param>
/// <param name="FollowUpOn">Null: no day was set.</param>
/// <param name="JobNumber">Null: it is no job.</param>
public sealed record LeadLine(
    Id<Lead> Id,
    string Number,
    string Name,
    string Service,
    string Address,
    DateTimeOffset ReceivedAt,
    DateOnly? FollowUpOn,
    string LostReason,
    string? JobNumber,
    int Photos
);

/// <summary>Requests of one state, newest first.</summary>
/// <param name="Open">How many wait, whatever is shown.</param>
/// <param name="Today">In the company's zone.</param>
public sealed record LeadInbox(IReadOnlyList<LeadLine> Lines, bool HasMore, int Open, WorkspaceView Company, DateTimeOffset Now, DateOnly Today);

/// <summary>The requests that came in.</summary>
public sealed class LeadInboxQuery(WorkspaceDbFactory workspaces)
{
    public const int Most = 200;

    public async Task<LeadInbox> RunAsync(Staff staff, LeadState state, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var lines = await db
            .Leads.Where(l => l.State == state)
            .OrderByDescending(l => l.ReceivedAt)
            .Take(Most + 1)
            .Select(l => new LeadLine(
                l.Id,
                l.Number,
                l.Name,
                l.Service,
                l.Address,
                l.ReceivedAt,
                l.FollowUpOn,
                l.LostReason,
                db.Jobs.Where(j => j.Id == l.JobId).Select(j => j.Number).FirstOrDefault(),
                l.Photos.Count
            ))
            .ToListAsync(cancellationToken);
        var open = await db.Leads.CountAsync(l => l.State == LeadState.Open, cancellationToken);
        return new LeadInbox([.. lines.Take(Most)], lines.Count > Most, open, company, db.Now, Domain.Workspaces.LocalDay.Of(db.Now, company.Zone));
    }
}
