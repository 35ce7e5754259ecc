using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Files;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Files;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Conversations;

/// <summary>Finds the conversation that somebody writes in, and locks it.</summary>
internal static class ConversationPlace
{
    /// <exception cref="RuleViolation"><see cref="MessageRules.Missing"/>: the job is not theirs, or is not theirs to see.</exception>
    public static async Task<Job> JobOfAsync(WorkspaceDb db, PortalReader reader, string number, CancellationToken cancellationToken) =>
        (
            reader.MayReadOfJobs() && PlainText.Fits(number, 32)
                ? await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Number == number && j.CustomerId == reader.CustomerId, cancellationToken)
                : null
        ) ?? throw Missing();

    /// <summary>The one conversation of a customer about this, made by whoever writes first.</summary>
    public static async Task<Conversation> LockAsync(WorkspaceDb db, Id<Customer> customer, Id<Job>? job, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync(
            """
            insert into tenant.conversations (workspace_id, id, customer_id, job_id, last_number, from_company, office_unread, office_read_through, last_at,
                last_author, is_last_from_customer, last_excerpt, revision)
              values ($1, $2, $3, nullif($4, '00000000-0000-0000-0000-000000000000'::uuid), 0, 0, 0, 0, altitude.now(), '', false, '', 1)
              on conflict do nothing
            """,
            [db.WorkspaceId.Value, Guid.CreateVersion7(), customer.Value, job?.Value ?? Guid.Empty],
            cancellationToken
        );
        var id = await db
            .Conversations.AsNoTracking()
            .Where(c => c.CustomerId == customer && c.JobId == job)
            .Select(c => c.Id)
            .SingleAsync(cancellationToken);
        return await LockAsync(db, id, cancellationToken);
    }

    /// <exception cref="RuleViolation"><see cref="MessageRules.Missing"/>.</exception>
    public static async Task<Conversation> LockAsync(WorkspaceDb db, Id<Conversation> id, CancellationToken cancellationToken) =>
        await db.LockAsync(id, cancellationToken) ? await db.Conversations.SingleAsync(c => c.Id == id, cancellationToken) : throw Missing();

    public static RuleViolation Missing() => new(MessageRules.Missing, "There is no such conversation.");
}

/// <summary>Puts a message with its files into a conversation.</summary>
internal static class Writing
{
    /// <summary>So long the first message that nobody was told of waits for others, before one mail tells of all.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMinutes(1);

    /// <returns>Its number.</returns>
    public static int Put(WorkspaceDb db, Conversation conversation, MessageAuthor by, string text, IReadOnlyList<TakenFile> files)
    {
        var message = conversation.Write(Id<Message>.New(), by, text, files.Count, db.Now);
        db.Messages.Add(message);
        foreach (var file in files)
        {
            db.Put(StoredFile.Enclose(Id<StoredFile>.New(), conversation, message, file.Facts), file.Bytes, file.Thumbnail);
        }

        return message.Number;
    }

    public static async Task<int> AnswerAsync(
        WorkspaceDb db,
        Staff staff,
        Conversation conversation,
        string text,
        IReadOnlyList<TakenFile> files,
        CancellationToken cancellationToken
    )
    {
        await RequireAsync(db, staff, conversation, cancellationToken);
        var by = new MessageAuthor(staff.StaffId.Value, staff.StaffName, IsCustomer: false);
        var number = Put(db, conversation, by, text, files);
        await Reading.MarkAsync(db, conversation, by, conversation.LastNumber, cancellationToken);
        await QueueMailAsync(db, OutboxKinds.MailMessages, conversation.Id, cancellationToken);
        return number;
    }

    /// <summary>Who plans the work answers everybody; a technician those whose conversation or job is theirs.</summary>
    /// <exception cref="RuleViolation"><see cref="StaffRoles.NotAllowed"/>.</exception>
    public static async Task RequireAsync(WorkspaceDb db, Staff staff, Conversation conversation, CancellationToken cancellationToken)
    {
        if (staff.Role.MayPrice() || conversation.AssigneeId == staff.StaffId)
        {
            return;
        }

        StaffRoles.Require(
            conversation.JobId is { } job && await db.Jobs.AnyAsync(j => j.Id == job && j.AssigneeId == staff.StaffId, cancellationToken),
            "answer in conversations that are not yours"
        );
    }

    /// <summary>One mail tells of all that is unread by then: what waits already keeps its minute.</summary>
    public static async Task QueueMailAsync(WorkspaceDb db, string kind, Id<Conversation> conversation, CancellationToken cancellationToken)
    {
        var waiting = await db
            .Outbox.Where(o =>
                o.WorkspaceId == db.WorkspaceId && o.Kind == kind && o.Subject == conversation.Value && o.DoneAt == null && o.LeasedUntil == null
            )
            .Select(o => (DateTimeOffset?)o.DueAt)
            .SingleOrDefaultAsync(cancellationToken);
        var latest = db.Now + Gathering;
        db.Queue(kind, conversation.Value, waiting < latest ? waiting : latest);
    }
}
