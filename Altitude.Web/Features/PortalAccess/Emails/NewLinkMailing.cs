using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess.Emails;

/// <summary>Sends the fresh link that a contact has asked for. The row's subject is the link.</summary>
public sealed class NewLinkMailing : IMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken) =>
        await FindAsync(db, task, cancellationToken) is var (link, contact)
            ? [new Addressee("new-link", contact.Name, contact.Email, link.Id.Value)]
            : [];

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    ) =>
        head.Company.Portal.IsOn
        && await FindAsync(db, task, cancellationToken) is var (link, contact)
        && MailedLink.Mint(db, link, contact, head) is { } mailed
            ? new NewLinkLetter(head, contact.Name, mailed, await PurposeOfAsync(db, link, cancellationToken))
            : null;

    private static async Task<LinkPurpose> PurposeOfAsync(WorkspaceDb db, SetupLink link, CancellationToken cancellationToken) =>
        await db.InvitedContacts.AnyAsync(i => i.LinkId == link.Id, cancellationToken) ? LinkPurpose.Invitation
        : link.IssuedBy is not null ? LinkPurpose.Issued
        : LinkPurpose.Asked;

    private static async Task<(SetupLink, Contact)?> FindAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var id = new Id<SetupLink>(task.Subject);
        await db.LockAsync(id, cancellationToken); // A person may just be using it.
        var link = await db.SetupLinks.SingleOrDefaultAsync(l => l.Id == id, cancellationToken);
        if (link is null || link.StateAt(db.Now) != SetupLinkState.Open)
        {
            return null;
        }

        return await db.Contacts.SingleOrDefaultAsync(c => c.Id == link.ContactId && c.RemovedAt == null, cancellationToken) is { } contact
            ? (link, contact)
            : null;
    }
}

/// <summary>Why a link is mailed that comes with no record.</summary>
public enum LinkPurpose
{
    /// <summary>Its contact asked for it.</summary>
    Asked,

    /// <summary>Somebody of the company sends it.</summary>
    Issued,

    /// <summary>It is one of many.</summary>
    Invitation,
}

/// <summary>"Here is your new link", or the company opens its portal for them.</summary>
public sealed record NewLinkLetter(Letterhead Head, string ContactName, MailedLink Link, LinkPurpose Purpose = LinkPurpose.Asked) : ICustomerLetter
{
    public IReadOnlyDictionary<string, string> Values => new Dictionary<string, string>();
    public string Quote => "";
    public IReadOnlyList<EmailFact> Facts => [];
    public string Act => Texts.OpenMyPages;
    public string LinkSaid => Once;
    MailedLink? ICustomerLetter.Link => Link;

    public PortalAccessTexts Texts => new(Head.Words.Culture);
    public string Subject => Purpose == LinkPurpose.Asked ? Texts.HereIsYourNewLinkTo(Head.Name) : Texts.PortalIsOpenAt(Head.Name);
    public string Heading => Purpose == LinkPurpose.Asked ? Texts.HereIsYourNewLink : Texts.PortalIsOpen;
    public string Opens => Purpose == LinkPurpose.Asked ? Texts.ThisButtonOpens(Head.Name) : Texts.InvitedTo(Head.Name);
    public string Once => Purpose == LinkPurpose.Asked ? Texts.OpensOnceAlone(Until) : Texts.OpensOnceForYou(Until);
    public string Preview => Texts.OpensOnce(Until);
    public Type Component => typeof(NewLinkEmail);
    public Guid? Job => null;
    public string Until => Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now);

    public string Text =>
        $"""
            {Texts.MailHello(ContactName)}

            {(Purpose == LinkPurpose.Asked ? Texts.HereIsTheLink(Head.Name) : Texts.InvitedTo(Head.Name))}

            {Link.Address}

            {Texts.OpensOnceForYou(Until)}
            {(Purpose == LinkPurpose.Asked ? Texts.IfYouDidNotAsk : "")}

            {Head.Signature}
            """;
}
