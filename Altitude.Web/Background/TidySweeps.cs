using Altitude.Data;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Background;

/// <summary>Forgets, once a day, what has ended in one workspace. Only hygiene: whether a link or a session lives is decided when it is asked.</summary>
public abstract class TidySweep(WorkspaceDbFactory workspaces) : Sweep(workspaces)
{
    private const int MostRows = 5_000;

    protected override TimeSpan Every => TimeSpan.FromDays(1);

    /// <summary>What is forgotten, and how: $1 is the workspace, $2 the most rows in one go.</summary>
    protected abstract IReadOnlyList<(string What, string Sql)> Forgotten { get; }

    protected override async Task<Swept> LookAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        Dictionary<string, int> did = new(StringComparer.Ordinal);
        var isMore = false;
        foreach (var (what, sql) in Forgotten)
        {
            var rows = await db.ExecuteAsync(sql, [db.WorkspaceId.Value, MostRows], cancellationToken);
            did[what] = did.GetValueOrDefault(what) + rows;
            isMore |= rows == MostRows;
        }

        return new Swept(did, isMore);
    }
}

/// <summary>Forgets the secrets and addresses of links that ended a month ago. The links themselves stay, as evidence.</summary>
public sealed class LinksSweep(WorkspaceDbFactory workspaces) : TidySweep(workspaces)
{
    protected override string Name => "links";

    protected override IReadOnlyList<(string What, string Sql)> Forgotten { get; } =
    [
        (
            "secrets of ended links",
            """
            delete from tenant.setup_link_secrets where ctid = any(array(
              select s.ctid from tenant.setup_link_secrets s join tenant.setup_links l on l.workspace_id = s.workspace_id and l.id = s.link_id
              where s.workspace_id = $1 and least(l.used_at, l.revoked_at, l.expires_at) < altitude.now() - interval '30 days' limit $2))
            """
        ),
        (
            "addresses of ended links",
            """
            delete from platform.link_lookups where ctid = any(array(
              select k.ctid from platform.link_lookups k
              where k.workspace_id = $1 and not exists (select from tenant.setup_link_secrets s where s.workspace_id = k.workspace_id and s.hash = k.hash) limit $2))
            """
        ),
    ];
}

/// <summary>Forgets the look-ups of sessions that ended a month ago, and of staff sign-ins that ended a quarter ago. The portal sessions themselves stay, as evidence.</summary>
public sealed class SessionsSweep(WorkspaceDbFactory workspaces) : TidySweep(workspaces)
{
    protected override string Name => "sessions";

    protected override IReadOnlyList<(string What, string Sql)> Forgotten { get; } =
    [
        (
            "look-ups of ended sessions",
            """
            delete from platform.session_lookups where ctid = any(array(
              select k.ctid from platform.session_lookups k join tenant.portal_sessions s on s.workspace_id = k.workspace_id and s.id = k.session_id
              where k.workspace_id = $1 and least(s.ended_at, s.expires_at) < altitude.now() - interval '30 days' limit $2))
            """
        ),
        (
            "look-ups of ended sessions",
            """
            delete from tenant.session_seen where ctid = any(array(
              select n.ctid from tenant.session_seen n join tenant.portal_sessions s on s.workspace_id = n.workspace_id and s.id = n.session_id
              where n.workspace_id = $1 and least(s.ended_at, s.expires_at) < altitude.now() - interval '30 days' limit $2))
            """
        ),
        (
            "ended staff sign-ins",
            """
            delete from platform.staff_sessions where ctid = any(array(
              select ctid from platform.staff_sessions
              where workspace_id = $1 and least(ended_at, expires_at) < altitude.now() - interval '90 days' limit $2))
            """
        ),
    ];
}

/// <summary>
/// Forgets what nobody needs any more: keys of old requests, bytes of removed files, and links and sessions that ended more than a year ago. A session with which
/// somebody approved or took an approval back stays with its consent; consent, money and activity are never touched.
/// </summary>
public sealed class TidyWorkspace(WorkspaceDbFactory workspaces) : TidySweep(workspaces)
{
    /// <summary>Of nobody who came in by it and is still known, and of no invitation, whose report names it.</summary>
    private const string IsOldLink = """
        l.workspace_id = $1 and least(l.used_at, l.revoked_at, l.expires_at) < altitude.now() - interval '400 days'
          and not exists (select from tenant.setup_link_secrets s where s.workspace_id = l.workspace_id and s.link_id = l.id)
          and not exists (select from tenant.portal_sessions s where s.workspace_id = l.workspace_id and s.link_id = l.id)
          and not exists (select from tenant.invited_contacts i where i.workspace_id = l.workspace_id and i.link_id = l.id)
        """;

    /// <summary>Somebody signed it up, and nobody opened its office while the mail's link did.</summary>
    private const string IsUnopened = """
        select count(*)::integer as "Value" from tenant.staff_invitations i
        where i.workspace_id = {0} and i.invited_by = '' and i.accepted_at is null and i.expires_at <= altitude.now()
          and not exists (select from tenant.staff_members m where m.workspace_id = i.workspace_id)
        """;

    /// <summary>A stranger's name and address are nobody's business here once nothing came of it.</summary>
    private static readonly string[] Forgetting =
    [
        "update tenant.staff_invitations set email = '', name = '' where workspace_id = $1",
        "update tenant.email_deliveries set recipient = id::text, recipient_name = '' where workspace_id = $1",
        "update tenant.workspaces set company_email = '', company_phone = '', name = 'Never opened' where workspace_id = $1",
        "update tenant.activity_details set body = null where workspace_id = $1",
    ];

    protected override string Name => "retention";

    protected override async Task<Swept> LookAsync(WorkspaceDb db, CancellationToken cancellationToken)
    {
        if (await db.Database.SqlQueryRaw<int>(IsUnopened, db.WorkspaceId.Value).SingleAsync(cancellationToken) == 0)
        {
            return await base.LookAsync(db, cancellationToken);
        }

        foreach (var sql in Forgetting)
        {
            await db.ExecuteAsync(sql, [db.WorkspaceId.Value], cancellationToken);
        }

        await db.CloseAsync(cancellationToken);
        return Swept.Of("companies that nobody opened", 1);
    }

    protected override IReadOnlyList<(string What, string Sql)> Forgotten { get; } =
    [
        (
            "keys of old requests",
            """
            delete from tenant.request_keys where ctid = any(array(
              select ctid from tenant.request_keys where workspace_id = $1 and at < altitude.now() - interval '7 days' order by at limit $2))
            """
        ),
        (
            "bytes of removed files",
            """
            delete from tenant.file_contents where ctid = any(array(
              select c.ctid from tenant.file_contents c join tenant.stored_files f on f.workspace_id = c.workspace_id and f.id = c.file_id
              where f.workspace_id = $1 and f.removed_at < altitude.now() - interval '30 days' limit $2))
            """
        ),
        (
            "bytes of old exports",
            """
            delete from tenant.workspace_export_parts where ctid = any(array(
              select p.ctid from tenant.workspace_export_parts p join tenant.workspace_exports e on e.workspace_id = p.workspace_id and e.id = p.export_id
              where e.workspace_id = $1 and e.expires_at <= altitude.now() limit $2))
            """
        ),
        (
            "old sessions",
            """
            delete from tenant.portal_sessions where ctid = any(array(
              select s.ctid from tenant.portal_sessions s
              where s.workspace_id = $1 and least(s.ended_at, s.expires_at) < altitude.now() - interval '400 days'
                and not exists (select from platform.session_lookups k where k.workspace_id = s.workspace_id and k.session_id = s.id)
                and not exists (select from tenant.consents c where c.workspace_id = s.workspace_id and c.session_id = s.id)
                and not exists (select from tenant.consent_withdrawals w where w.workspace_id = s.workspace_id and w.session_id = s.id) limit $2))
            """
        ),
        (
            "old links",
            $"""
            delete from tenant.setup_link_looks where ctid = any(array(
              select k.ctid from tenant.setup_link_looks k join tenant.setup_links l on l.workspace_id = k.workspace_id and l.id = k.link_id
              where {IsOldLink} limit $2))
            """
        ),
        (
            "old links",
            $"""
            delete from tenant.setup_links where ctid = any(array(
              select l.ctid from tenant.setup_links l
              where {IsOldLink}
                and not exists (select from tenant.setup_link_looks k where k.workspace_id = l.workspace_id and k.link_id = l.id) limit $2))
            """
        ),
    ];
}
