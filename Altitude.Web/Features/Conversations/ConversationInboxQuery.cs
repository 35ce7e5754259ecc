using System.Collections.Concurrent;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Conversations;

/// <summary>Which conversations the inbox lists.</summary>
public enum InboxFilter
{
    /// <summary>All, the latest first.</summary>
    All,

    /// <summary>Whose customer waits for an answer, the longest first.</summary>
    Unanswered,

    /// <summary>Which the one who asks answers: given to them, or about a job of theirs.</summary>
    Mine,
}

/// <summary>One conversation as the inbox lists it.</summary>
/// <param name="LastAt">UTC.</param>
/// <param name="WaitsSince">UTC; null: nobody waits.</param>
/// <param name="Unread">Messages of the customer that nobody of the company has read.</param>
/// <param name="Assignee">Null: nobody in particular.</param>
public sealed record ConversationLine(
    Id<Conversation> Id,
    string CustomerName,
    string? JobNumber,
    string? JobTitle,
    DateTimeOffset LastAt,
    string LastAuthor,
    string LastExcerpt,
    bool IsLastFromCustomer,
    DateTimeOffset? WaitsSince,
    int Unread,
    string? Assignee
);

/// <summary>The inbox of one moment.</summary>
/// <param name="Unanswered">How many wait, whatever is shown.</param>
/// <param name="Colleagues">Who may be given a conversation.</param>
public sealed record ConversationInbox(
    IReadOnlyList<ConversationLine> Lines,
    bool HasMore,
    int Unanswered,
    IReadOnlyList<Colleague> Colleagues,
    WorkspaceView Company,
    DateTimeOffset Now
);

/// <summary>Somebody of the company.</summary>
public sealed record Colleague(Id<StaffMember> Id, string Name);

/// <summary>Reads the office's conversations. All who ask at the same time, which is what one message makes every open inbox do, share one reading.</summary>
public sealed class ConversationInboxQuery(WorkspaceDbFactory workspaces)
{
    public const int Most = 100;

    private readonly ConcurrentDictionary<Id<Workspace>, Gathering<(Staff Staff, InboxFilter Filter), ConversationInbox?>> _lists = new();
    private readonly ConcurrentDictionary<Id<Workspace>, Gathering<Staff, int?>> _counts = new();

    /// <exception cref="RuleViolation">Their sign-in has ended.</exception>
    public async Task<ConversationInbox> RunAsync(Staff staff, InboxFilter filter, CancellationToken cancellationToken)
    {
        var lists = _lists.GetOrAdd(staff.WorkspaceId, id => new(asking => AnswerAsync(id, asking)));
        return await lists.AskAsync((staff, filter)).WaitAsync(cancellationToken) ?? throw AccessRules.Refusal("staff-session.ended");
    }

    /// <summary>How many conversations hold something that nobody of the company has read: the count in the rail.</summary>
    /// <exception cref="RuleViolation">Their sign-in has ended.</exception>
    public async Task<int> CountUnreadAsync(Staff staff, CancellationToken cancellationToken)
    {
        var counts = _counts.GetOrAdd(staff.WorkspaceId, id => new(asking => CountAsync(id, asking)));
        return await counts.AskAsync(staff).WaitAsync(cancellationToken) ?? throw AccessRules.Refusal("staff-session.ended");
    }

    /// <returns>Null for whose sign-in does not stand.</returns>
    private async Task<IReadOnlyList<ConversationInbox?>> AnswerAsync(
        Id<Workspace> workspace,
        IReadOnlyList<(Staff Staff, InboxFilter Filter)> asking
    )
    {
        await using var db = await workspaces.ReadAsync(new BackgroundTask(workspace, "Inbox"), CancellationToken.None);
        var standing = await StandingStaff.AmongAsync(db, [.. asking.Select(a => a.Staff)], CancellationToken.None);
        var unanswered = await db.Conversations.CountAsync(c => c.WaitsSince != null);
        var colleagues = await db
            .Staff.Where(s => s.RemovedAt == null)
            .OrderBy(s => s.Name)
            .Take(200)
            .Select(s => new Colleague(s.Id, s.Name))
            .ToListAsync();
        var company = await WorkspaceViews.ReadAsync(db, CancellationToken.None);
        Dictionary<(InboxFilter, Id<StaffMember>?), ConversationInbox> made = [];
        foreach (var question in asking.Select(KeyOf).Distinct())
        {
            var lines = await LinesAsync(db, question.Filter, question.Whose);
            made[question] = new ConversationInbox([.. lines.Take(Most)], lines.Count > Most, unanswered, colleagues, company, db.Now);
        }

        return [.. asking.Select(a => standing.Contains(a.Staff.Session) ? made[KeyOf(a)] : null)];
    }

    private async Task<IReadOnlyList<int?>> CountAsync(Id<Workspace> workspace, IReadOnlyList<Staff> asking)
    {
        await using var db = await workspaces.ReadAsync(new BackgroundTask(workspace, "Inbox"), CancellationToken.None);
        var standing = await StandingStaff.AmongAsync(db, asking, CancellationToken.None);
        var unread = await db.Conversations.Where(c => c.OfficeUnread > 0).Take(100).CountAsync();
        return [.. asking.Select(s => standing.Contains(s.Session) ? unread : (int?)null)];
    }

    /// <summary>Only what is one's own differs from person to person.</summary>
    private static (InboxFilter Filter, Id<StaffMember>? Whose) KeyOf((Staff Staff, InboxFilter Filter) asked) =>
        (asked.Filter, asked.Filter == InboxFilter.Mine ? asked.Staff.StaffId : null);

    private static async Task<List<ConversationLine>> LinesAsync(WorkspaceDb db, InboxFilter filter, Id<StaffMember>? whose)
    {
        var written = db.Conversations.Where(c => c.LastNumber > 0);
        var asked = filter switch
        {
            InboxFilter.Unanswered => written.Where(c => c.WaitsSince != null).OrderBy(c => c.WaitsSince),
            InboxFilter.Mine => written
                .Where(c => c.AssigneeId == whose || db.Jobs.Any(j => j.Id == c.JobId && j.AssigneeId == whose && c.AssigneeId == null))
                .OrderByDescending(c => c.LastAt),
            _ => written.OrderByDescending(c => c.LastAt),
        };
        var lines = await (
            from c in asked.Take(Most + 1)
            join customer in db.Customers on c.CustomerId equals customer.Id
            from job in db.Jobs.Where(j => j.Id == c.JobId).DefaultIfEmpty()
            from assignee in db.Staff.Where(s => s.Id == c.AssigneeId).DefaultIfEmpty()
            select new ConversationLine(
                c.Id,
                customer.Name,
                job == null ? null : job.Number,
                job == null ? null : job.Title,
                c.LastAt,
                c.LastAuthor,
                c.LastExcerpt,
                c.IsLastFromCustomer,
                c.WaitsSince,
                c.OfficeUnread,
                assignee == null ? null : assignee.Name
            )
        ).ToListAsync();
        return [.. filter == InboxFilter.Unanswered ? lines.OrderBy(l => l.WaitsSince) : lines.OrderByDescending(l => l.LastAt)]; // A join keeps no order.
    }
}

/// <summary>Reads one conversation for the office.</summary>
public sealed class ConversationQuery(WorkspaceDbFactory workspaces)
{
    /// <param name="most">How many messages at most, counted from the end.</param>
    /// <returns>Null: there is none of that id here.</returns>
    public async Task<OfficeThreadView?> FindAsync(Staff staff, Id<Conversation> id, int most, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        return await OfficeThreadView.ReadAsync(db, staff, id, most, cancellationToken);
    }
}
