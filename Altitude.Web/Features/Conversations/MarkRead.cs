using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Conversations;

/// <summary>
/// Notes how far somebody has read a conversation, on a screen that they looked at. Never called while a page is merely fetched. Called again for what was read
/// already, it changes nothing.
/// </summary>
public sealed class MarkRead(WorkspaceDbFactory workspaces)
{
    /// <param name="jobNumber">Null: the general conversation.</param>
    /// <param name="through">Number of the last message that was before them.</param>
    /// <exception cref="RuleViolation">The session has ended.</exception>
    public async Task RunAsync(Visitor visitor, string? jobNumber, int through, CancellationToken cancellationToken)
    {
        if (through < 1 || (jobNumber is not null && !(visitor.MayReadOfJobs() && PlainText.Fits(jobNumber, 32))))
        {
            return;
        }

        await using var db = await workspaces.OpenAsync(visitor, cancellationToken);
        var job = jobNumber is null
            ? null
            : await db
                .Jobs.Where(j => j.Number == jobNumber && j.CustomerId == visitor.CustomerId)
                .Select(j => (Id<Job>?)j.Id)
                .SingleOrDefaultAsync(cancellationToken);
        if (jobNumber is not null && job is null)
        {
            return;
        }

        var asked = await db
            .Conversations.Where(c => c.CustomerId == visitor.CustomerId && c.JobId == job)
            .Select(c => (Id<Conversation>?)c.Id)
            .SingleOrDefaultAsync(cancellationToken);
        if (asked is not { } id || await IsReadAsync(db, id, visitor.ContactId.Value, through, cancellationToken))
        {
            return;
        }

        var conversation = await ConversationPlace.LockAsync(db, id, cancellationToken);
        var by = new MessageAuthor(visitor.ContactId.Value, visitor.ContactName, IsCustomer: true);
        if (through <= conversation.LastNumber && await Reading.MarkAsync(db, conversation, by, through, cancellationToken))
        {
            conversation.NoteRead(by.Name);
            await workspaces.CommitAsync(db, cancellationToken);
        }
    }

    /// <inheritdoc cref="RunAsync(Visitor, string, int, CancellationToken)"/>
    public async Task RunAsync(Staff staff, Id<Conversation> id, int through, CancellationToken cancellationToken)
    {
        if (through < 1)
        {
            return;
        }

        await using var db = await workspaces.OpenAsync(staff, cancellationToken);
        if (await IsReadAsync(db, id, staff.StaffId.Value, through, cancellationToken) || !await db.LockAsync(id, cancellationToken))
        {
            return;
        }

        var conversation = await db.Conversations.SingleAsync(c => c.Id == id, cancellationToken);
        var by = new MessageAuthor(staff.StaffId.Value, staff.StaffName, IsCustomer: false);
        if (through > conversation.LastNumber || !await Reading.MarkAsync(db, conversation, by, through, cancellationToken))
        {
            return;
        }

        var later = await db.Messages.CountAsync(m => m.ConversationId == id && m.IsFromCustomer && m.Number > through, cancellationToken);
        conversation.NoteOfficeRead(by.Name, through, later);
        await workspaces.CommitAsync(db, cancellationToken);
    }

    /// <summary>Asked without a lock, so that looking again costs nobody anything.</summary>
    private static Task<bool> IsReadAsync(WorkspaceDb db, Id<Conversation> id, Guid person, int through, CancellationToken cancellationToken) =>
        db.ReadMarks.AnyAsync(m => m.ConversationId == id && m.PersonId == person && m.Through >= through, cancellationToken);
}

/// <summary>Keeps how far one person has read.</summary>
internal static class Reading
{
    /// <returns>Whether they had not read so far before.</returns>
    public static async Task<bool> MarkAsync(
        WorkspaceDb db,
        Conversation conversation,
        MessageAuthor by,
        int through,
        CancellationToken cancellationToken
    )
    {
        await db.FlushAsync(cancellationToken); // What was just written counts.
        return await db.ExecuteAsync(
                """
                insert into tenant.read_marks as mark (workspace_id, conversation_id, person_id, is_customer, name, through, others_read, at)
                  select $1, $2, $3, $4, $5, $6,
                         (select count(*) from tenant.messages m
                          where m.workspace_id = $1 and m.conversation_id = $2 and m.number <= $6 and m.is_from_customer <> $4),
                         altitude.now()
                  on conflict (workspace_id, conversation_id, person_id)
                  do update set through = excluded.through, others_read = excluded.others_read, name = excluded.name, at = excluded.at
                    where mark.through < excluded.through
                """,
                [db.WorkspaceId.Value, conversation.Id.Value, by.Id, by.IsCustomer, by.Name, through],
                cancellationToken
            ) == 1;
    }
}
