using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Conversations.Emails;

/// <summary>One message in a mail.</summary>
/// <param name="At">UTC.</param>
public sealed record MessageTold(int Number, string AuthorName, string Text, DateTimeOffset At, int Files);

/// <summary>What mails about a conversation name.</summary>
internal sealed record ConversationFacts(
    Id<Conversation> Id,
    Id<Customer> CustomerId,
    string CustomerName,
    Id<Job>? JobId,
    string? JobNumber,
    string? JobTitle,
    Id<Domain.Workspaces.StaffMember>? AssigneeId,
    int OfficeReadThrough
)
{
    /// <summary>A mail tells of so many at most; the rest is read where it stands.</summary>
    private const int Most = 20;

    /// <summary>Null: there is no such conversation, or it went into another.</summary>
    public static Task<ConversationFacts?> FindAsync(WorkspaceDb db, Guid subject, CancellationToken cancellationToken)
    {
        var id = new Id<Conversation>(subject);
        return (
            from c in db.Conversations
            where c.Id == id
            join customer in db.Customers on c.CustomerId equals customer.Id
            from job in db.Jobs.Where(j => j.Id == c.JobId).DefaultIfEmpty()
            select new ConversationFacts(
                c.Id,
                c.CustomerId,
                customer.Name,
                c.JobId,
                job == null ? null : job.Number,
                job == null ? null : job.Title,
                c.AssigneeId,
                c.OfficeReadThrough
            )
        ).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Messages of one side that this person has neither read nor been mailed, oldest first. How far the mail tells is kept with it: another attempt of the same mail
    /// tells the same and what came since, the next mail begins after it.
    /// </summary>
    /// <param name="read">Through which number they have read.</param>
    public async Task<IReadOnlyList<MessageTold>> UntoldAsync(
        WorkspaceDb db,
        EmailDelivery delivery,
        bool fromCustomer,
        int read,
        CancellationToken cancellationToken
    )
    {
        var told =
            await db
                .EmailDeliveries.Where(d =>
                    d.Subject == Id.Value
                    && d.Kind == delivery.Kind
                    && d.Recipient == delivery.Recipient
                    && d.State == EmailState.Sent
                    && d.Id != delivery.Id
                )
                .MaxAsync(d => d.Through, cancellationToken)
            ?? 0;
        var after = Math.Max(told, read);
        var untold = await db
            .Messages.Where(m => m.ConversationId == Id && m.IsFromCustomer == fromCustomer && m.Number > after)
            .OrderBy(m => m.Number)
            .Take(Most)
            .Select(m => new MessageTold(m.Number, m.AuthorName, m.Text, m.At, db.StoredFiles.Count(f => f.MessageId == m.Id && f.RemovedAt == null)))
            .ToListAsync(cancellationToken);
        delivery.Through = untold.Count == 0 ? null : untold[^1].Number;
        return untold;
    }

    /// <summary>Mails of this conversation that still wait for their mail server: the one that is queued now tells all of it, so they are not needed any more.</summary>
    public Task WithholdEarlierAsync(WorkspaceDb db, string kind, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            update tenant.email_deliveries set state = 'Withheld'
              where workspace_id = $1 and subject = $2 and kind = $3 and state in ('Queued', 'Deferred')
            """,
            [db.WorkspaceId.Value, Id.Value, kind],
            cancellationToken
        );

    /// <summary>Through which number somebody has read.</summary>
    public Task<int> ReadThroughAsync(WorkspaceDb db, Guid person, CancellationToken cancellationToken) =>
        db.ReadMarks.Where(m => m.ConversationId == Id && m.PersonId == person).Select(m => m.Through).FirstOrDefaultAsync(cancellationToken);
}
