using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>How a link stands, as the company's list tells.</summary>
public enum LinkStanding
{
    NeverOpened,

    /// <summary>Something opened its page; nobody pressed Continue.</summary>
    Opened,
    Used,
    Expired,
    Revoked,
}

/// <summary>What the list of access shows. Made of an address, so it takes any text and keeps what it understands.</summary>
/// <param name="Standing">Null: every link.</param>
/// <param name="IsLiving">Of sessions: those that live; else every one.</param>
/// <param name="Find">Of a customer the beginnings of words or a phone number; empty: everybody.</param>
public sealed record AccessFilter(string Show, LinkStanding? Standing, bool IsLiving, string Find)
{
    public const string Links = "links";
    public const string Sessions = "sessions";
    public const string Invitations = "invitations";
    public const string Path = "/office/access";

    public static readonly IReadOnlyList<(LinkStanding Standing, string Value, string Name)> Standings =
    [
        (LinkStanding.NeverOpened, "never-opened", "Never opened"),
        (LinkStanding.Opened, "opened", "Opened by something"),
        (LinkStanding.Used, "used", "Used"),
        (LinkStanding.Expired, "expired", "Expired"),
        (LinkStanding.Revoked, "revoked", "Revoked"),
    ];

    private const int LongestSearch = 100;

    public static AccessFilter Of(string? show, string? state, string? find)
    {
        var wanted = find ?? "";
        var known = Standings.Where(s => s.Value == state).Select(s => (LinkStanding?)s.Standing).FirstOrDefault();
        return new AccessFilter(
            show is Sessions or Invitations ? show : Links,
            known,
            state == "signed-in",
            wanted.Length > LongestSearch ? wanted[..LongestSearch] : wanted
        );
    }

    public string State =>
        Standing is { } standing ? Standings.First(s => s.Standing == standing).Value
        : IsLiving ? "signed-in"
        : "";

    public string Address
    {
        get
        {
            var parts = new[] { ("show", Show == Links ? "" : Show), ("state", State), ("find", Find.Trim()) }.Where(p => p.Item2.Length > 0);
            var query = string.Join('&', parts.Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}"));
            return query.Length == 0 ? Path : $"{Path}?{query}";
        }
    }
}

/// <summary>Where a page of a list ends: the next begins after it.</summary>
public sealed record AccessPlace(DateTimeOffset At, Guid Id);

/// <summary>A stretch of the company's links or sessions, the newest first.</summary>
/// <param name="Next">Null: that is all of them.</param>
public sealed record AccessList<T>(IReadOnlyList<T> Rows, AccessPlace? Next, WorkspaceView Company, DateTimeOffset Now);

/// <summary>One setup link of the company.</summary>
/// <param name="By">Who issued it; null: it came with a mail, or its contact asked for it.</param>
/// <param name="SentTo">Empty: it was never mailed.</param>
/// <param name="LookedAt">UTC; when something last opened its page; null: nothing did.</param>
/// <param name="LookedBy">What that called itself.</param>
/// <param name="Device">Where it was used; null: it was not.</param>
public sealed record LinkRow(
    Id<SetupLink> Id,
    Id<Customer> CustomerId,
    string Customer,
    Id<Contact> ContactId,
    string Contact,
    LinkStanding Standing,
    string Target,
    string? By,
    string SentTo,
    LinkChannel? Channel,
    DateTimeOffset? HandedOverAt,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? UsedAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LookedAt,
    string? LookedBy,
    string? Device
)
{
    public bool Opens => Standing is LinkStanding.NeverOpened or LinkStanding.Opened;
}

/// <summary>One browser that is or was signed in.</summary>
/// <param name="EndsAt">UTC; by itself, as the company's settings are now.</param>
public sealed record SessionRow(
    Id<PortalSession> Id,
    Id<Customer> CustomerId,
    string Customer,
    Id<Contact> ContactId,
    string Contact,
    string Device,
    DateTimeOffset StartedAt,
    DateTimeOffset? SeenAt,
    DateTimeOffset EndsAt,
    DateTimeOffset? EndedAt,
    bool IsLiving
);

/// <summary>The company's links and sessions.</summary>
public sealed class AccessListQuery(WorkspaceDbFactory workspaces)
{
    public const int Page = 50;

    /// <param name="after">Null: from the newest.</param>
    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<AccessList<LinkRow>> LinksAsync(Staff staff, AccessFilter filter, AccessPlace? after, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "see links");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var now = db.Now;
        var all = after is { } place
            ? db.SetupLinks.FromSql(
                $"select * from tenant.setup_links where workspace_id = {staff.WorkspaceId.Value} and (issued_at, id) < ({place.At}, {place.Id})"
            )
            : db.SetupLinks;
        var links = filter.Standing switch
        {
            LinkStanding.NeverOpened => Opening(all, now).Where(l => !db.SetupLinkLooks.Any(k => k.LinkId == l.Id)),
            LinkStanding.Opened => Opening(all, now).Where(l => db.SetupLinkLooks.Any(k => k.LinkId == l.Id)),
            LinkStanding.Used => all.Where(l => l.UsedAt != null),
            LinkStanding.Expired => all.Where(l => l.UsedAt == null && l.RevokedAt == null && l.ExpiresAt <= now),
            LinkStanding.Revoked => all.Where(l => l.UsedAt == null && l.RevokedAt != null),
            _ => all,
        };
        if (filter.Find.Trim() is { Length: > 0 } find)
        {
            if (await CustomersAsync(db, find, cancellationToken) is not { } found)
            {
                return new AccessList<LinkRow>([], null, company, now);
            }

            links = links.Where(l => found.Contains(l.CustomerId));
        }

        var rows = await links
            .OrderByDescending(l => l.IssuedAt)
            .ThenByDescending(l => l.Id)
            .Take(Page + 1)
            .Select(l => new
            {
                Link = l,
                Customer = db.Customers.Where(c => c.Id == l.CustomerId).Select(c => c.Name).First(),
                Contact = db.Contacts.Where(c => c.Id == l.ContactId).Select(c => c.Name).First(),
                By = db.Staff.Where(s => s.Id == l.IssuedBy).Select(s => s.Name).FirstOrDefault(),
                Look = db.SetupLinkLooks.Where(k => k.LinkId == l.Id).Select(k => new { k.LastAt, k.UserAgent }).FirstOrDefault(),
                Agent = db.PortalSessions.Where(s => s.ContactId == l.ContactId && s.LinkId == l.Id).Select(s => s.UserAgent).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var shown = rows.Take(Page).ToArray();
        return new AccessList<LinkRow>(
            [
                .. shown.Select(r => new LinkRow(
                    r.Link.Id,
                    r.Link.CustomerId,
                    r.Customer,
                    r.Link.ContactId,
                    r.Contact,
                    StandingOf(r.Link, r.Look is not null, now),
                    r.Link.Target,
                    r.By,
                    r.Link.SentTo,
                    r.Link.Channel,
                    r.Link.HandedOverAt,
                    r.Link.IssuedAt,
                    r.Link.ExpiresAt,
                    r.Link.UsedAt,
                    r.Link.RevokedAt,
                    r.Look?.LastAt,
                    r.Look?.UserAgent,
                    r.Agent is { } agent ? Devices.Name(agent) : null
                )),
            ],
            rows.Count > Page ? new AccessPlace(shown[^1].Link.IssuedAt, shown[^1].Link.Id.Value) : null,
            company,
            now
        );
    }

    /// <inheritdoc cref="LinksAsync"/>
    public async Task<AccessList<SessionRow>> SessionsAsync(Staff staff, AccessFilter filter, AccessPlace? after, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "see sessions");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var now = db.Now;
        var sessions = after is { } place
            ? db.PortalSessions.FromSql(
                $"select * from tenant.portal_sessions where workspace_id = {staff.WorkspaceId.Value} and (started_at, id) < ({place.At}, {place.Id})"
            )
            : db.PortalSessions.AsQueryable();
        if (filter.IsLiving)
        {
            var since = now.AddHours(-company.Portal.LongestSessionHours);
            sessions = sessions.Where(s => s.EndedAt == null && s.ExpiresAt > now && s.StartedAt > since);
        }

        if (filter.Find.Trim() is { Length: > 0 } find)
        {
            if (await CustomersAsync(db, find, cancellationToken) is not { } found)
            {
                return new AccessList<SessionRow>([], null, company, now);
            }

            var contacts = db.Contacts.Where(c => found.Contains(c.CustomerId)).Select(c => c.Id);
            sessions = sessions.Where(s => contacts.Contains(s.ContactId));
        }

        var rows = await sessions
            .OrderByDescending(s => s.StartedAt)
            .ThenByDescending(s => s.Id)
            .Take(Page + 1)
            .Select(s => new
            {
                Session = s,
                Customer = db.Customers.Where(c => c.Id == s.CustomerId).Select(c => c.Name).First(),
                // Each by itself: as a pair they become a window over all contacts.
                Contact = db.Contacts.Where(c => c.Id == s.ContactId).Select(c => c.Name).First(),
                RemovedAt = db.Contacts.Where(c => c.Id == s.ContactId).Select(c => c.RemovedAt).First(),
                Seen = db.SessionsSeen.Where(seen => seen.SessionId == s.Id).Select(seen => (DateTimeOffset?)seen.At).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var shown = rows.Take(Page).ToArray();
        return new AccessList<SessionRow>(
            [
                .. shown.Select(r =>
                {
                    var end = r.Session.EndsAt(company.Portal, r.Seen);
                    return new SessionRow(
                        r.Session.Id,
                        r.Session.CustomerId,
                        r.Customer,
                        r.Session.ContactId,
                        r.Contact,
                        Devices.Name(r.Session.UserAgent),
                        r.Session.StartedAt,
                        r.Seen,
                        end,
                        r.Session.EndedAt,
                        r.Session.EndedAt is null && now < end && r.RemovedAt is null && company.Portal.IsOn
                    );
                }),
            ],
            rows.Count > Page ? new AccessPlace(shown[^1].Session.StartedAt, shown[^1].Session.Id.Value) : null,
            company,
            now
        );
    }

    private static IQueryable<SetupLink> Opening(IQueryable<SetupLink> links, DateTimeOffset now) =>
        links.Where(l => l.UsedAt == null && l.RevokedAt == null && l.ExpiresAt > now);

    private static LinkStanding StandingOf(SetupLink link, bool wasLookedAt, DateTimeOffset now) =>
        link.StateAt(now) switch
        {
            SetupLinkState.Used => LinkStanding.Used,
            SetupLinkState.Revoked => LinkStanding.Revoked,
            SetupLinkState.Expired => LinkStanding.Expired,
            _ when wasLookedAt => LinkStanding.Opened,
            _ => LinkStanding.NeverOpened,
        };

    private static async Task<Id<Customer>[]?> CustomersAsync(WorkspaceDb db, string find, CancellationToken cancellationToken) =>
        PlainText.IsFilled(find, 100) && await CustomerSearch.FindAsync(db, find, cancellationToken) is { } found
            ? await found.ToArrayAsync(cancellationToken)
            : null;
}
