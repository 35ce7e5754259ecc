using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates.Emails;

/// <summary>Brings the company's answer to every contact who may decide, each with a link of their own.</summary>
public sealed class EstimateRepliedMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var portal = await db.Workspaces.Select(w => w.Portal.IsOn).SingleAsync(cancellationToken);
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
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
        return portal
            ? [.. contacts.Where(c => c.Rights.MayDecide()).Select(c => new Addressee("estimate-replied", c.Name, c.Email, line.Subject))]
            : [];
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var estimate = await EstimateFacts.ReadAsync(db, line, cancellationToken);
        if (
            await EstimateFacts.RemarkAsync(db, line, cancellationToken) is not { } remark
            || !head.Company.Portal.IsOn
            || await estimate.ContactAsync(db, delivery, cancellationToken) is not { } contact
            || !contact.Rights.MayDecide()
        )
        {
            return null;
        }

        var target = $"/portal/{head.Company.Slug}/estimates/{estimate.Number}";
        return await MailedLink.OfMailAsync(db, delivery, contact, target, head, cancellationToken) is not { } link
            ? null
            : new EstimateRepliedLetter(
                head,
                contact.Name,
                remark.AuthorName,
                remark.Text,
                estimate.Number,
                estimate.JobTitle,
                link,
                estimate.JobId.Value
            );
    }
}

/// <summary>"The company has answered."</summary>
/// <param name="By">Who of the company wrote it.</param>
public sealed record EstimateRepliedLetter(
    Letterhead Head,
    string ContactName,
    string By,
    string Words,
    string Number,
    string Title,
    MailedLink Link,
    Guid? Job
) : ICustomerLetter
{
    public IReadOnlyDictionary<string, string> Values =>
        new Dictionary<string, string>
        {
            ["estimate.number"] = Number,
            ["job.title"] = Title,
            ["staff.name"] = By,
        };
    public string Quote => Words;
    public IReadOnlyList<EmailFact> Facts => [];
    public string Act => Texts.SeeTheEstimate;
    public string LinkSaid => Texts.LinkIsYours(LinkUntil);
    MailedLink? ICustomerLetter.Link => Link;

    public EstimateTexts Texts => new(Head.Words.Culture);
    public string Subject => Texts.AnsweredAbout(Head.Name, Number);
    public string Preview => Words;
    public Type Component => typeof(EstimateRepliedEmail);
    public string LinkUntil => Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now);

    public string Text =>
        $"""
            {Texts.MailHello(ContactName)}

            {Texts.WroteAbout(By, Head.Name, Number, Title)}

            > {Words.ReplaceLineEndings("\n> ")}

            {Texts.ReadAndWriteBack}
            {Link.Address}

            {Texts.ThisLinkIsYours(LinkUntil)}

            {Head.Signature}
            """;
}
