using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.PortalAccess;

/// <summary>A way in for one contact: opens once, on one record, for a while. Its secrets are minted only when it is handed over.</summary>
public sealed class SetupLink : Entity, IWorkspaceOwned
{
    private SetupLink() { }

    public Id<SetupLink> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Contact> ContactId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }

    /// <summary>A local path inside this workspace's portal.</summary>
    public string Target { get; private init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset IssuedAt { get; private init; }

    /// <summary>UTC, exclusive.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>UTC; null: not used yet. Set by the one conditional update that redeems it.</summary>
    public DateTimeOffset? UsedAt { get; private init; }

    /// <summary>UTC; null: not revoked.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Who of the company issued it; null: it came with a mail, or its contact asked for it.</summary>
    public Id<StaffMember>? IssuedBy { get; private init; }

    /// <summary>UTC; when a secret of it was last handed over; null: never.</summary>
    public DateTimeOffset? HandedOverAt { get; private set; }

    /// <summary>How that was; null: never.</summary>
    public LinkChannel? Channel { get; private set; }

    /// <summary>The address that it was mailed to; empty: it was never mailed.</summary>
    public string SentTo { get; private set; } = "";

    public static SetupLink Issue(Id<SetupLink> id, Contact contact, string target, DateTimeOffset now, TimeSpan lasts, Id<StaffMember>? by = null)
    {
        RuleViolation.Unless(target.StartsWith("/portal/", StringComparison.Ordinal), "link.target", "A setup link opens a page of the portal.");
        var link = new SetupLink
        {
            Id = id,
            WorkspaceId = contact.WorkspaceId,
            ContactId = contact.Id,
            CustomerId = contact.CustomerId,
            Target = target,
            IssuedAt = now,
            ExpiresAt = now + lasts,
            IssuedBy = by,
        };
        link.Raise(new AccessChanged("link.issued", id.Value, contact.CustomerId, contact.Name));
        return link;
    }

    /// <param name="sentTo">The address that it is mailed to; empty: it is copied or shown.</param>
    public void HandOver(LinkChannel channel, string sentTo, DateTimeOffset now) =>
        (Channel, SentTo, HandedOverAt) = (channel, sentTo.Length > 0 ? sentTo : SentTo, now);

    /// <summary>From now on it opens nothing. Revoking twice changes nothing.</summary>
    public void Revoke(DateTimeOffset now, string contactName)
    {
        if (RevokedAt is null && UsedAt is null)
        {
            RevokedAt = now;
            Raise(new AccessChanged("link.revoked", Id.Value, CustomerId, contactName));
        }
    }

    /// <summary>Its mail waited so long for a mail server that it ran out before it could arrive: it lasts anew from here. A used or revoked one stays what it is.</summary>
    public void Renew(DateTimeOffset now, TimeSpan lasts)
    {
        if (StateAt(now) == SetupLinkState.Expired)
        {
            ExpiresAt = now + lasts;
            Touch();
        }
    }

    public SetupLinkState StateAt(DateTimeOffset now) =>
        UsedAt is not null ? SetupLinkState.Used
        : RevokedAt is not null ? SetupLinkState.Revoked
        : now >= ExpiresAt ? SetupLinkState.Expired
        : SetupLinkState.Open;
}

/// <summary>Where a setup link stands.</summary>
public enum SetupLinkState
{
    Open,
    Used,
    Expired,
    Revoked,
}

/// <summary>How a link's secret was handed over; stands in the evidence of an approval.</summary>
public enum LinkChannel
{
    Email,
    Copied,
    Shown,
}

/// <summary>One secret of a setup link: only its SHA-256 is kept. The link's first use ends all of them.</summary>
public sealed class SetupLinkSecret : IWorkspaceOwned
{
    private SetupLinkSecret() { }

    public SetupLinkSecret(SetupLink link, byte[] hash, LinkChannel channel, DateTimeOffset now) =>
        (WorkspaceId, LinkId, Hash, Channel, MintedAt) = (link.WorkspaceId, link.Id, hash, channel, now);

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<SetupLink> LinkId { get; private init; }
    public byte[] Hash { get; private init; } = [];
    public LinkChannel Channel { get; private init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset MintedAt { get; private init; }
}

/// <summary>One browser, signed in as one contact of one workspace.</summary>
public sealed class PortalSession : Entity, IWorkspaceOwned
{
    private PortalSession() { }

    public Id<PortalSession> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Contact> ContactId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }

    /// <summary>SHA-256 of the browser's secret; changed whenever the browser redeems a link.</summary>
    public byte[] BrowserHash { get; private set; } = [];

    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>UTC, exclusive. The present maximum of the workspace may end it earlier.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>UTC; null: nobody ended it.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    public LinkChannel Channel { get; private init; }

    /// <summary>The link that it began with; null: from before that was kept.</summary>
    public Id<SetupLink>? LinkId { get; private init; }
    public string UserAgent { get; private init; } = "";

    public static PortalSession Begin(
        Id<PortalSession> id,
        SetupLink link,
        string contactName,
        byte[] browserHash,
        LinkChannel channel,
        string userAgent,
        DateTimeOffset now,
        TimeSpan longest
    )
    {
        var session = new PortalSession
        {
            Id = id,
            WorkspaceId = link.WorkspaceId,
            ContactId = link.ContactId,
            CustomerId = link.CustomerId,
            BrowserHash = browserHash,
            StartedAt = now,
            ExpiresAt = now + longest,
            Channel = channel,
            LinkId = link.Id,
            UserAgent = userAgent,
        };
        session.Raise(new AccessChanged("session.began", id.Value, link.CustomerId, contactName));
        return session;
    }

    /// <summary>That a session was used is written down so often at most; until then nobody knows that it was not.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    /// <summary>When it is over by itself, as the company's settings are now: UTC, exclusive. The database asks the same of every request: altitude.actor_refusal.</summary>
    /// <param name="seen">UTC; when it was last used, as far as is written down; null: not since it began.</param>
    public DateTimeOffset EndsAt(PortalSettings portal, DateTimeOffset? seen) => EndOf(StartedAt, ExpiresAt, seen, portal);

    /// <inheritdoc cref="EndsAt"/>
    public static DateTimeOffset EndOf(DateTimeOffset startedAt, DateTimeOffset expiresAt, DateTimeOffset? seen, PortalSettings portal)
    {
        var end = Earlier(expiresAt, startedAt.AddHours(portal.LongestSessionHours));
        if (portal.IdleMinutes == 0)
        {
            return end;
        }

        var used = seen > startedAt ? seen.Value : startedAt;
        return Earlier(end, used.AddMinutes(portal.IdleMinutes) + SeenEvery);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    public void End(DateTimeOffset now, string contactName)
    {
        if (EndedAt is null)
        {
            EndedAt = now;
            Raise(new AccessChanged("session.ended", Id.Value, CustomerId, contactName));
        }
    }
}

/// <summary>A link or session of a contact began, ended or was taken back.</summary>
public sealed record AccessChanged : DomainEvent
{
    public AccessChanged(string kind, Guid subject, Id<Customer> customer, string contactName)
        : base(kind, subject) => (Contact, Customer) = (contactName, customer.Value);

    public string Contact { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["contact"] = Contact };
}

/// <summary>That something opened the page of a setup link without pressing Continue: a person who left it at that, or a mail scanner. Kept beside the link, which it never touches.</summary>
public sealed class SetupLinkLook : IWorkspaceOwned
{
    private SetupLinkLook() { }

    public SetupLinkLook(Id<Workspace> workspace, Id<SetupLink> link, string userAgent, DateTimeOffset now) =>
        (WorkspaceId, LinkId, UserAgent, FirstAt, LastAt) = (workspace, link, userAgent, now, now);

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<SetupLink> LinkId { get; private init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset FirstAt { get; private init; }

    /// <summary>UTC; written down every five minutes at most.</summary>
    public DateTimeOffset LastAt { get; private init; }

    /// <summary>What it called itself the last time.</summary>
    public string UserAgent { get; private init; } = "";
}

/// <summary>Links of a contact were taken back and its sessions ended, all at once.</summary>
public sealed record AccessRevoked : DomainEvent
{
    public AccessRevoked(Id<Contact> contact, Id<Customer> customer, string name, int links, int sessions)
        : base("access.revoked", contact.Value) => (Name, Links, Sessions, Customer) = (name, links, sessions, customer.Value);

    public string Name { get; }
    public int Links { get; }
    public int Sessions { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["contact"] = Name,
            ["links"] = Links.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["sessions"] = Sessions.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
}
