using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;
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

    /// <summary>Every contact who may decide; nobody while the portal is off, where they would decide.</summary>
    public static async Task<IReadOnlyList<Addressee>> DecidersAsync(
        WorkspaceDb db,
        FollowedLine line,
        string kind,
        CancellationToken cancellationToken
    )
    {
        if (!await db.Workspaces.Select(w => w.Portal.IsOn).SingleAsync(cancellationToken))
        {
            return [];
        }

        var customer = new Id<Customer>(line.Customer ?? Guid.Empty);
        var contacts = await db
            .Contacts.Where(c => c.CustomerId == customer && c.RemovedAt == null)
            .Select(c => new
            {
                c.Name,
                c.Email,
                c.Rights,
            })
            .ToListAsync(cancellationToken);
        return [.. contacts.Where(c => c.Rights.MayDecide()).Select(c => new Addressee(kind, c.Name, c.Email, line.Subject))];
    }

    /// <summary>When what is before the customer ends, UTC; null: nothing is, any more.</summary>
    public Task<DateTimeOffset?> EndAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        State != EstimateState.Sent
            ? Task.FromResult<DateTimeOffset?>(null)
            : db
                .EstimateVersions.Where(v => v.EstimateId == Id && v.Number == SentVersion)
                .Select(v => v.ExpiresAt)
                .SingleOrDefaultAsync(cancellationToken);

    /// <summary>The customer has asked for something, so that it is the company's turn.</summary>
    public Task<bool> IsWaitingForUsAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        db.Estimates.AnyAsync(e => e.Id == Id && e.Wish != null, cancellationToken);

    /// <summary>A letter to one contact with a link of its own that leads to the estimate; null: they may not decide any more, or the mail's link was used.</summary>
    public async Task<NoticeLetter?> NoticeAsync(
        WorkspaceDb db,
        EmailDelivery delivery,
        Letterhead head,
        string subject,
        string intro,
        IReadOnlyList<EmailFact> facts,
        CancellationToken cancellationToken
    )
    {
        if (
            !head.Company.Portal.IsOn
            || await ContactAsync(db, delivery, cancellationToken) is not { } contact
            || !contact.Rights.MayDecide()
            || await MailedLink.OfMailAsync(db, delivery, contact, $"/portal/{head.Company.Slug}/estimates/{Number}", head, cancellationToken)
                is not { } link
        )
        {
            return null;
        }

        return new NoticeLetter(head, subject, contact.Name, intro, facts, new MailTexts(head.Words.Culture).SeeTheEstimate, link, JobId.Value)
        {
            Values = await ValuesAsync(db, head, cancellationToken),
        };
    }

    /// <summary>What the variables of its mails stand for.</summary>
    private async Task<IReadOnlyDictionary<string, string>> ValuesAsync(WorkspaceDb db, Letterhead head, CancellationToken cancellationToken)
    {
        var sent = await db
            .EstimateVersions.AsNoTracking()
            .SingleOrDefaultAsync(v => v.EstimateId == Id && v.Number == SentVersion, cancellationToken);
        return new Dictionary<string, string>
        {
            ["estimate.number"] = Number,
            ["job.title"] = sent?.Content.Title ?? JobTitle,
            ["estimate.total"] = sent is null ? "" : head.Words.Money(sent.Content.TotalsWithoutOptions.Total),
            ["estimate.approve_by"] = sent?.ExpiresAt is { } end ? head.Words.Expiry(end, head.Now) : "",
        };
    }
}
