using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates.Emails;

/// <summary>What mails about an estimate name.</summary>
/// <param name="SentVersion">The version before the customer now; null: none.</param>
internal sealed record EstimateFacts(
    Id<Estimate> Id,
    string Number,
    EstimateState State,
    int? SentVersion,
    Id<Customer> CustomerId,
    string CustomerName,
    Id<Job> JobId,
    string JobNumber,
    string JobTitle
)
{
    public static Task<EstimateFacts> ReadAsync(WorkspaceDb db, FollowedLine line, CancellationToken cancellationToken)
    {
        var id = new Id<Estimate>(line.Subject);
        return (
            from e in db.Estimates
            join j in db.Jobs on e.JobId equals j.Id
            join c in db.Customers on e.CustomerId equals c.Id
            where e.Id == id
            select new EstimateFacts(e.Id, e.Number, e.State, e.SentVersion, e.CustomerId, c.Name, e.JobId, j.Number, j.Title)
        ).SingleAsync(cancellationToken);
    }

    /// <summary>The words that the line is about; null: erased since.</summary>
    public static async Task<EstimateRemark?> RemarkAsync(WorkspaceDb db, FollowedLine line, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(line.Detail("remark"), out var said))
        {
            return null;
        }

        var id = new Id<EstimateRemark>(said);
        return await db.EstimateRemarks.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
    }

    public string PortalPath(string slug) => $"/portal/{slug}/jobs/{JobNumber}";

    public string OfficePath => $"/jobs/{JobNumber}";

    /// <summary>The contact that a mail is for, if they still belong to the customer; null: removed since.</summary>
    public Task<Contact?> ContactAsync(WorkspaceDb db, EmailDelivery delivery, CancellationToken cancellationToken) =>
        db.Contacts.SingleOrDefaultAsync(c => c.CustomerId == CustomerId && c.Email == delivery.Recipient && c.RemovedAt == null, cancellationToken);

    /// <summary>Everyone of the company who prices.</summary>
    public static async Task<IReadOnlyList<Addressee>> OfficeAsync(WorkspaceDb db, string kind, Guid estimate, CancellationToken cancellationToken)
    {
        var staff = await db
            .Staff.Where(s => s.RemovedAt == null)
            .Select(s => new
            {
                s.Name,
                s.Email,
                s.Role,
            })
            .ToListAsync(cancellationToken);
        return [.. staff.Where(s => Domain.Workspaces.StaffRoles.MayPrice(s.Role)).Select(s => new Addressee(kind, s.Name, s.Email, estimate))];
    }
}
