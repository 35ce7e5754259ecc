using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>
/// Somebody asks for a fresh link. It goes to the contact's own address and nowhere else; the answer is the same whether there is such a contact or not.
/// </summary>
public sealed class RequestNewLink(IDbContextFactory<PlatformDb> platform, WorkspaceDbFactory workspaces, RateLimits limits)
{
    /// <summary>From the page of a link that no longer opens: the new one goes to whom the old one was made for, to the same record.</summary>
    /// <exception cref="RuleViolation"><see cref="RateLimits.TooMany"/>.</exception>
    public async Task ByTokenAsync(string token, string ipAddress, CancellationToken cancellationToken)
    {
        await limits.RequireAsync(RateLimit.NewLinkByAddress, ipAddress, cancellationToken);
        await limits.RequireAsync(RateLimit.NewLink, Convert.ToHexString(Secret.HashOf(token)), cancellationToken);
        if (await SetupLinkQuery.LookUpAsync(platform, token, cancellationToken) is not { } place)
        {
            return;
        }

        await IssueAsync(
            place.WorkspaceId,
            async db =>
            {
                var link = await db.SetupLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Id == place.LinkId, cancellationToken);
                return link is null ? [] : [(link.ContactId, link.Target)];
            },
            cancellationToken
        );
    }

    /// <summary>From the sign-in page: every contact of that address in this workspace gets one.</summary>
    /// <exception cref="RuleViolation"><see cref="RateLimits.TooMany"/>, or no address at all.</exception>
    public async Task ByEmailAsync(Id<Workspace> workspace, string email, string ipAddress, CancellationToken cancellationToken)
    {
        var address = EmailAddress.Normalise(email);
        await limits.RequireAsync(RateLimit.NewLinkByAddress, ipAddress, cancellationToken);
        await limits.RequireAsync(RateLimit.NewLink, $"{workspace}:{address}", cancellationToken);
        await IssueAsync(
            workspace,
            async db =>
            {
                var home = "/portal/" + await db.Workspaces.Select(w => w.Slug).SingleAsync(cancellationToken);
                var contacts = await db
                    .Contacts.Where(c => c.Email == address && c.RemovedAt == null)
                    .OrderBy(c => c.Id)
                    .Take(10)
                    .Select(c => c.Id)
                    .ToListAsync(cancellationToken);
                return [.. contacts.Select(c => (c, home))];
            },
            cancellationToken
        );
    }

    private async Task IssueAsync(
        Id<Workspace> workspace,
        Func<WorkspaceDb, Task<(Id<Contact> Contact, string Target)[]>> find,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var db = await workspaces.OpenAsync(new Requester(workspace), cancellationToken);
            var hours = await db
                .Workspaces.Where(w => w.Portal.IsOn)
                .Select(w => (int?)w.Portal.SetupLinkHours)
                .SingleOrDefaultAsync(cancellationToken);
            if (hours is null)
            {
                return;
            }

            foreach (var (contactId, target) in await find(db))
            {
                var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == contactId, cancellationToken);
                if (contact.RemovedAt is not null)
                {
                    continue;
                }

                var link = SetupLink.Issue(Id<SetupLink>.New(), contact, target, db.Now, TimeSpan.FromHours(hours.Value));
                db.SetupLinks.Add(link);
                db.Queue(OutboxKinds.MailLink, link.Id.Value);
                db.Record(new AccessChanged("link.requested", link.Id.Value, contact.CustomerId, contact.Name));
            }

            await workspaces.CommitAsync(db, cancellationToken);
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            // A closed workspace answers like any other.
        }
    }
}
