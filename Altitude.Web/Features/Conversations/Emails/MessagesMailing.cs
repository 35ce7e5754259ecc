using Altitude.Data;
using Altitude.Domain.Customers;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Conversations.Emails;

/// <summary>Brings what the company wrote to every contact who reads the conversation and has not yet, in one mail each, with a link of their own.</summary>
public sealed class MessagesMailing : IMailing
{
    public const string Kind = "messages";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        if (
            !await db.Workspaces.Select(w => w.Portal.IsOn).SingleAsync(cancellationToken)
            || await ConversationFacts.FindAsync(db, task.Subject, cancellationToken) is not { } conversation
        )
        {
            return [];
        }

        await conversation.WithholdEarlierAsync(db, Kind, cancellationToken);
        var contacts = await db
            .Contacts.Where(c => c.CustomerId == conversation.CustomerId && c.RemovedAt == null)
            .OrderBy(c => c.Name)
            .Take(50)
            .Select(c => new
            {
                c.Name,
                c.Email,
                c.Rights,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. contacts
                .Where(c => conversation.JobId is null || c.Rights.MayReadOfJobs())
                .Select(c => new Addressee(Kind, c.Name, c.Email, task.Subject)),
        ];
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        if (!head.Company.Portal.IsOn || await ConversationFacts.FindAsync(db, task.Subject, cancellationToken) is not { } conversation)
        {
            return null;
        }

        var contact = await db.Contacts.SingleOrDefaultAsync(
            c => c.CustomerId == conversation.CustomerId && c.Email == delivery.Recipient && c.RemovedAt == null,
            cancellationToken
        );
        if (contact is null || (conversation.JobId is not null && !contact.Rights.MayReadOfJobs()))
        {
            return null;
        }

        var read = await conversation.ReadThroughAsync(db, contact.Id.Value, cancellationToken);
        var messages = await conversation.UntoldAsync(db, delivery, fromCustomer: false, read, cancellationToken);
        if (messages.Count == 0)
        {
            return null; // Read meanwhile, or told by another mail.
        }

        var target = $"/portal/{head.Company.Slug}/messages" + (conversation.JobNumber is null ? "" : $"?job={conversation.JobNumber}");
        return await MailedLink.OfMailAsync(db, delivery, contact, target, head, cancellationToken) is not { } link
            ? null
            : new MessagesLetter(head, contact.Name, conversation.JobTitle, messages, link, conversation.JobId?.Value);
    }
}

/// <summary>"The company wrote to you."</summary>
/// <param name="About">The job's title; null: nothing in particular.</param>
public sealed record MessagesLetter(
    Letterhead Head,
    string ContactName,
    string? About,
    IReadOnlyList<MessageTold> Messages,
    MailedLink Link,
    Guid? Job
) : ICustomerLetter
{
    public IReadOnlyDictionary<string, string> Values => new Dictionary<string, string> { ["messages.about"] = About ?? "" };
    public string Quote => string.Join("\n\n", Messages.Select(Said));
    public IReadOnlyList<EmailFact> Facts => [];
    public string Act => Texts.MailOpen;
    public string LinkSaid => Texts.MailLinkIsYours(LinkUntil);
    MailedLink? ICustomerLetter.Link => Link;

    public ConversationTexts Texts => new(Head.Words.Culture);
    public string Subject => About is null ? Texts.MailSubjectGeneral(Head.Name) : Texts.MailSubject(Head.Name, About);
    public string Preview => Messages[0].Text.Length > 0 ? Messages[0].Text : FilesOf(Messages[0]);
    public Type Component => typeof(MessagesEmail);
    public string LinkUntil => Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now);

    /// <summary>"Priya Nair, Tue, June 8, 12:05 PM MDT"</summary>
    public string Whose(MessageTold message) => $"{message.AuthorName}, {Head.Words.Instant(message.At, Head.Now)}";

    /// <summary>"with 2 files"; empty: none.</summary>
    public string FilesOf(MessageTold message) => message.Files == 0 ? "" : Texts.MailFiles(message.Files);

    public string Text =>
        $"""
            {Texts.MailHello(ContactName)}

            {Subject}.

            {string.Join("\n\n", Messages.Select(Quoted))}

            {Texts.MailOpen}:
            {Link.Address}

            {Texts.MailLinkIsYours(LinkUntil)}

            {Head.Signature}
            """;

    private string Said(MessageTold message) =>
        string.Join('\n', new[] { Whose(message) + ":", message.Text, FilesOf(message) }.Where(l => l.Length > 0));

    private string Quoted(MessageTold message) =>
        string.Join(
            '\n',
            new[] { Whose(message) + ":", message.Text.Length == 0 ? "" : "> " + message.Text.ReplaceLineEndings("\n> "), FilesOf(message) }.Where(
                l => l.Length > 0
            )
        );
}
