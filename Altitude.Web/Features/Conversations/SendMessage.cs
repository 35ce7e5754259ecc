using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Web.Files;

namespace Altitude.Web.Features.Conversations;

/// <summary>A contact writes to the company: about one of their jobs, or in general.</summary>
public sealed class SendMessage(WorkspaceDbFactory workspaces)
{
    /// <param name="jobNumber">Null: it is about no job.</param>
    /// <param name="files">As they came; all of them are kept, or nothing is.</param>
    /// <returns>Its number in the conversation.</returns>
    /// <exception cref="RuleViolation">The session has ended, there is no such job of theirs, nothing is written, or a file cannot be kept.</exception>
    public async Task<int> RunAsync(
        Visitor visitor,
        string? jobNumber,
        string text,
        IReadOnlyList<SentFile> files,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        var taken = await FileIntake.ReadAllAsync(files, Message.MostFiles, cancellationToken);
        return await workspaces.ActAsync(
            visitor,
            key,
            async db =>
            {
                var job = jobNumber is null ? null : await ConversationPlace.JobOfAsync(db, visitor, jobNumber, cancellationToken);
                var conversation = await ConversationPlace.LockAsync(db, visitor.CustomerId, job?.Id, cancellationToken);
                var by = new MessageAuthor(visitor.ContactId.Value, visitor.ContactName, IsCustomer: true);
                var number = Writing.Put(db, conversation, by, text, taken);
                await Reading.MarkAsync(db, conversation, by, conversation.LastNumber, cancellationToken); // Who answers has read.
                await Writing.QueueMailAsync(db, OutboxKinds.MailMessagesToOffice, conversation.Id, cancellationToken);
                return number;
            },
            cancellationToken
        );
    }
}
