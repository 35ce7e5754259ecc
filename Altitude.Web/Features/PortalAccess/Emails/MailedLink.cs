using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess.Emails;

/// <summary>A setup link as one mail to one contact hands it over.</summary>
/// <param name="Address">Holds the secret: for the mail alone, never for a log.</param>
/// <param name="ExpiresAt">UTC, exclusive.</param>
public sealed record MailedLink(string Address, DateTimeOffset ExpiresAt)
{
    /// <summary>The mail's own link, issued at its first attempt under the mail's own id; each attempt mints a fresh secret for it.</summary>
    /// <returns>Null: it was used, revoked or ran out since, so the mail must not go out again.</returns>
    public static async Task<MailedLink?> OfMailAsync(
        WorkspaceDb db,
        EmailDelivery delivery,
        Contact contact,
        string target,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var id = new Id<SetupLink>(delivery.Id);
        await db.LockAsync(id, cancellationToken); // A person may just be using it.
        var link = await db.SetupLinks.SingleOrDefaultAsync(l => l.Id == id, cancellationToken);
        if (link is null)
        {
            var reached = await PortalAddress.ReachAsync(db, target, head.Company.Portal.Hidden, cancellationToken);
            link = SetupLink.Issue(id, contact, reached, db.Now, TimeSpan.FromHours(head.Company.Portal.SetupLinkHours));
            db.Add(link);
        }
        else if (delivery.State == EmailState.Deferred)
        {
            link.Renew(db.Now, TimeSpan.FromHours(head.Company.Portal.SetupLinkHours)); // The mail has not left yet: its link lasts from when it does.
        }

        return Mint(db, link, contact, head);
    }

    /// <summary>A fresh secret for a link that was issued before.</summary>
    /// <inheritdoc cref="OfMailAsync"/>
    public static MailedLink? Mint(WorkspaceDb db, SetupLink link, Contact contact, Letterhead head)
    {
        if (link.StateAt(db.Now) != SetupLinkState.Open)
        {
            return null;
        }

        var secret = LinkSecrets.Mint(db, link, LinkChannel.Email, contact.Email);
        return new MailedLink(head.Site.To($"/start/{secret.Text}"), link.ExpiresAt);
    }

    public override string ToString() => "(link)";
}
