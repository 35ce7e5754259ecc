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
        && MailedLink.Mint(db, link, head) is { } mailed
            ? new NewLinkLetter(head, contact.Name, mailed)
            : null;

    private static async Task<(SetupLink, Contact)?> FindAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var id = new Id<SetupLink>(task.Subject);
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

/// <summary>"Here is your new link."</summary>
public sealed record NewLinkLetter(Letterhead Head, string ContactName, MailedLink Link) : ICustomerLetter
{
    public IReadOnlyDictionary<string, string> Values => new Dictionary<string, string>();
    public string Quote => "";
    public IReadOnlyList<EmailFact> Facts => [];
    public string Act => Texts.OpenMyPages;
    public string LinkSaid => Texts.OpensOnceAlone(Until);
    MailedLink? ICustomerLetter.Link => Link;

    public PortalAccessTexts Texts => new(Head.Words.Culture);
    public string Subject => Texts.HereIsYourNewLinkTo(Head.Name);
    public string Preview => Texts.OpensOnce(Until);
    public Type Component => typeof(NewLinkEmail);
    public Guid? Job => null;
    public string Until => Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now);

    public string Text =>
        $"""
            {Texts.MailHello(ContactName)}

            {Texts.HereIsTheLink(Head.Name)}

            {Link.Address}

            {Texts.OpensOnceForYou(Until)}
            {Texts.IfYouDidNotAsk}

            {Head.Signature}
            """;
}
