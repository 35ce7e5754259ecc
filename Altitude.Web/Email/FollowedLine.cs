using System.Text.Json;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Web.Background;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Email;

/// <summary>The line of activity that a mail follows from.</summary>
/// <param name="At">UTC.</param>
/// <param name="Details">Empty once they were erased.</param>
public sealed record FollowedLine(Guid Subject, Guid? Customer, Guid? Job, DateTimeOffset At, IReadOnlyDictionary<string, string> Details)
{
    public static async Task<FollowedLine> ReadAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var id = new Id<ActivityEntry>(task.Subject);
        var entry = await db.Activity.AsNoTracking().SingleAsync(a => a.Id == id, cancellationToken);
        var body = await db.ActivityDetails.Where(d => d.Seq == entry.Seq).Select(d => d.Body).SingleOrDefaultAsync(cancellationToken);
        var details = body is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(body) ?? [];
        return new FollowedLine(entry.Subject, entry.CustomerId, entry.JobId, entry.At, details);
    }

    public string? Detail(string name) => Details.GetValueOrDefault(name);
}
