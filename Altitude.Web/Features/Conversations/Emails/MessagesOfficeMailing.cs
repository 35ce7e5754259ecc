using Altitude.Data;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Conversations.Emails;

/// <summary>Tells whoever answers that a customer wrote and nobody has read it: the colleague whom the conversation was given to, else those who plan the work.</summary>
public sealed class MessagesOfficeMailing : IMailing
{
    public const string Kind = "messages-office";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        if (await ConversationFacts.FindAsync(db, task.Subject, cancellationToken) is not { } conversation)
        {
            return [];
        }

        await conversation.WithholdEarlierAsync(db, Kind, cancellationToken);
        var staff = await db
            .Staff.Where(s => s.RemovedAt == null)
            .OrderBy(s => s.Name)
            .Take(200)
            .Select(s => new
            {
                s.Id,
                s.Name,
                s.Email,
                s.Role,
            })
            .ToListAsync(cancellationToken);
        var answers = staff.Where(s => s.Id == conversation.AssigneeId).ToList();
        if (answers.Count == 0)
        {
            answers = staff.Where(s => s.Role == StaffRole.Dispatcher).ToList();
        }

        if (answers.Count == 0)
        {
            answers = staff.Where(s => s.Role.MayPrice()).ToList();
        }

        return [.. answers.Select(s => new Addressee(Kind, s.Name, s.Email, task.Subject))];
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        if (
            await ConversationFacts.FindAsync(db, task.Subject, cancellationToken) is not { } conversation
            || !await db.Staff.AnyAsync(s => s.Email == delivery.Recipient && s.RemovedAt == null, cancellationToken)
        )
        {
            return null;
        }

        var messages = await conversation.UntoldAsync(db, delivery, fromCustomer: true, conversation.OfficeReadThrough, cancellationToken);
        return messages.Count == 0
            ? null // Somebody of the company has read them meanwhile.
            : new MessagesOfficeLetter(
                head,
                conversation.CustomerName,
                conversation.JobNumber is null ? null : $"{conversation.JobNumber}, {conversation.JobTitle}",
                messages,
                head.Office($"/messages/{conversation.Id}"),
                conversation.JobId?.Value
            );
    }
}

/// <summary>"A customer wrote", for the office.</summary>
/// <param name="About">The job; null: nothing in particular.</param>
public sealed record MessagesOfficeLetter(
    Letterhead Head,
    string CustomerName,
    string? About,
    IReadOnlyList<MessageTold> Messages,
    string Address,
    Guid? Job
) : ILetter
{
    public string Subject => About is null ? $"{Messages[^1].AuthorName} wrote" : $"{Messages[^1].AuthorName} wrote about {About}";
    public string Preview => Messages[0].Text.Length > 0 ? Messages[0].Text : FilesOf(Messages[0]);
    public Type Component => typeof(MessagesOfficeEmail);

    public IReadOnlyList<EmailFact> Facts => About is null ? [new("Customer", CustomerName)] : [new("Customer", CustomerName), new("Job", About)];

    public string Whose(MessageTold message) => $"{message.AuthorName}, {Head.Words.Instant(message.At, Head.Now)}";

    public string FilesOf(MessageTold message) => message.Files == 0 ? "" : $"with {Head.Words.Count(message.Files, "file")}";

    public string Text =>
        $"""
            {Subject}.

            {EmailFact.Lines(Facts)}

            {string.Join("\n\n", Messages.Select(Quoted))}

            Answer there:
            {Address}

            {Head.Signature}
            """;

    private string Quoted(MessageTold message) =>
        string.Join(
            '\n',
            new[] { Whose(message) + ":", message.Text.Length == 0 ? "" : "> " + message.Text.ReplaceLineEndings("\n> "), FilesOf(message) }.Where(
                l => l.Length > 0
            )
        );
}
