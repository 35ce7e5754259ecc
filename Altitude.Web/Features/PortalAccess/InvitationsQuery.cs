using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Invitations of many: whom each choice would reach now, and how the latest went.</summary>
/// <param name="Reach">How many people each choice means.</param>
/// <param name="Latest">The newest first.</param>
/// <param name="Report">Of the newest; null: there was none.</param>
public sealed record InvitationsView(
    IReadOnlyDictionary<InvitedAudience, int> Reach,
    IReadOnlyList<InvitationView> Latest,
    InvitationReport? Report,
    DateTimeOffset Now
);

/// <summary>One invitation of many.</summary>
public sealed record InvitationView(
    Id<Invitation> Id,
    InvitedAudience Audience,
    string By,
    DateTimeOffset StartedAt,
    int Total,
    int Done,
    DateTimeOffset? FinishedAt
);

/// <summary>How the mails of an invitation went.</summary>
/// <param name="Sent">Taken by the contact's mail server.</param>
/// <param name="OnTheWay">Queued, or put off by the mail server.</param>
/// <param name="Skipped">Why, and how many.</param>
/// <param name="Failures">The first of those whose mail could not be delivered.</param>
public sealed record InvitationReport(
    Id<Invitation> Id,
    int Sent,
    int OnTheWay,
    int Failed,
    IReadOnlyList<(string Reason, int Count)> Skipped,
    IReadOnlyList<InvitationFailure> Failures
);

/// <summary>A contact whose invitation could not be delivered.</summary>
public sealed record InvitationFailure(Id<Customer> Customer, string Name, string Email, string Error);

/// <summary>Reads invitations.</summary>
public sealed class InvitationsQuery(WorkspaceDbFactory workspaces)
{
    private const int MostLatest = 5;
    private const int MostFailures = 50;

    /// <exception cref="RuleViolation">Their role does not allow it.</exception>
    public async Task<InvitationsView> RunAsync(Staff staff, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "see invitations");
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        Dictionary<InvitedAudience, int> reach = [];
        foreach (var audience in Enum.GetValues<InvitedAudience>())
        {
            reach[audience] = await db.Database.SqlQueryRaw<int>(ReachOf(audience), staff.WorkspaceId.Value).SingleAsync(cancellationToken);
        }

        var latest = await db
            .Invitations.OrderByDescending(i => i.StartedAt)
            .Take(MostLatest)
            .Select(i => new InvitationView(
                i.Id,
                i.Audience,
                db.Staff.Where(s => s.Id == i.StartedBy).Select(s => s.Name).First(),
                i.StartedAt,
                i.Total,
                i.Done,
                i.FinishedAt
            ))
            .ToListAsync(cancellationToken);
        return new InvitationsView(reach, latest, latest.Count == 0 ? null : await ReportAsync(db, latest[0].Id, cancellationToken), db.Now);
    }

    /// <summary>How many an invitation would go to. The condition is one of three constants.</summary>
    private static string ReachOf(InvitedAudience audience) =>
        $"""
            select count(*)::int as "Value" from (select from tenant.contacts k join tenant.customers c on c.workspace_id = k.workspace_id and c.id = k.customer_id
            where {InvitationAudiences.Where(audience).Replace("$1", "{0}", StringComparison.Ordinal)} limit {Invitation.Most + 1}) x
            """;

    private static async Task<InvitationReport> ReportAsync(WorkspaceDb db, Id<Invitation> id, CancellationToken cancellationToken)
    {
        var skipped = await db
            .InvitedContacts.Where(i => i.InvitationId == id && i.State == InvitedState.Skipped)
            .GroupBy(i => i.Reason)
            .Select(g => new { Reason = g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var invited = await db.InvitedContacts.CountAsync(i => i.InvitationId == id && i.State == InvitedState.Invited, cancellationToken);
        var (workspace, invitation) = (db.WorkspaceId.Value, id.Value);
        var states = await db
            .Database.SqlQuery<MailCount>(
                $"""
                select d.state as "State", count(*)::int as "Count" from tenant.invited_contacts i
                join tenant.email_deliveries d on d.workspace_id = i.workspace_id and d.subject = i.link_id
                where i.workspace_id = {workspace} and i.invitation_id = {invitation} group by d.state
                """
            )
            .ToListAsync(cancellationToken);
        int Of(EmailState state) => states.Where(s => s.State == state.ToString()).Sum(s => s.Count);
        var failures = await db
            .Database.SqlQuery<MailFailure>(
                $"""
                select k.customer_id as "Customer", k.name as "Name", d.recipient as "Email", d.last_error as "Error" from tenant.invited_contacts i
                join tenant.email_deliveries d on d.workspace_id = i.workspace_id and d.subject = i.link_id and d.state = 'Failed'
                join tenant.contacts k on k.workspace_id = i.workspace_id and k.id = i.contact_id
                where i.workspace_id = {workspace} and i.invitation_id = {invitation} order by i.position limit {MostFailures}
                """
            )
            .ToListAsync(cancellationToken);
        var (sent, failed, withheld) = (Of(EmailState.Sent), Of(EmailState.Failed), Of(EmailState.Withheld));
        return new InvitationReport(
            id,
            sent,
            Math.Max(0, invited - sent - failed - withheld),
            failed,
            [
                .. skipped.Select(s => (s.Reason, s.Count)).OrderByDescending(s => s.Count),
                .. withheld > 0 ? [("Used, revoked or switched off before the mail left", withheld)] : Array.Empty<(string, int)>(),
            ],
            [.. failures.Select(f => new InvitationFailure(new Id<Customer>(f.Customer), f.Name, f.Email, f.Error))]
        );
    }

    private sealed record MailCount(string State, int Count);

    private sealed record MailFailure(Guid Customer, string Name, string Email, string Error);
}
