using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Files;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Files;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Conversations;

/// <summary>One message as both sides show it.</summary>
/// <param name="Number">1 for the first of its conversation.</param>
/// <param name="At">UTC.</param>
public sealed record MessageView(
    Id<Message> Id,
    int Number,
    bool IsFromCustomer,
    string AuthorName,
    string Text,
    DateTimeOffset At,
    IReadOnlyList<FileView> Files
);

/// <summary>What was said about an estimate meanwhile, in a line: the words stand with the estimate.</summary>
/// <param name="At">UTC.</param>
public sealed record EstimateRemarkView(Id<EstimateRemark> Id, string Number, RemarkKind Kind, string AuthorName, DateTimeOffset At);

/// <summary>The end of a conversation.</summary>
/// <param name="Messages">Oldest first.</param>
/// <param name="Remarks">Of the job's estimates, within the time of the messages shown.</param>
/// <param name="HasEarlier">There are more before them.</param>
public sealed record MessageThread(IReadOnlyList<MessageView> Messages, IReadOnlyList<EstimateRemarkView> Remarks, bool HasEarlier)
{
    public static readonly MessageThread Empty = new([], [], HasEarlier: false);

    private const int MostRemarks = 30;

    /// <summary>Messages and remarks in one order: each item is one or the other.</summary>
    public IEnumerable<(MessageView? Message, EstimateRemarkView? Remark)> InOrder()
    {
        var (m, r) = (0, 0);
        while (m < Messages.Count || r < Remarks.Count)
        {
            var isMessage = r >= Remarks.Count || (m < Messages.Count && Messages[m].At <= Remarks[r].At);
            yield return isMessage ? (Messages[m++], null) : (null, Remarks[r++]);
        }
    }

    /// <param name="most">How many messages at most, counted from the end.</param>
    internal static async Task<MessageThread> ReadAsync(
        WorkspaceDb db,
        Id<Conversation> conversation,
        Id<Job>? job,
        int most,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Messages.Where(m => m.ConversationId == conversation)
            .OrderByDescending(m => m.Number)
            .Take(most + 1)
            .Select(m => new
            {
                m.Id,
                m.Number,
                m.IsFromCustomer,
                m.AuthorName,
                m.Text,
                m.At,
            })
            .ToListAsync(cancellationToken);
        var hasEarlier = rows.Count > most;
        rows = [.. rows.Take(most).Reverse()];
        Id<Message>?[] ids = [.. rows.Select(r => (Id<Message>?)r.Id)];
        var files = (
            await db
                .StoredFiles.Where(f => ids.Contains(f.MessageId) && f.RemovedAt == null)
                .OrderBy(f => f.Id)
                .Take(most * Message.MostFiles)
                .Select(f => new
                {
                    f.MessageId,
                    File = new FileView(
                        f.Id,
                        f.Name,
                        f.Kind,
                        f.Size,
                        f.Width,
                        f.Height,
                        f.AddedById,
                        f.AddedByName,
                        f.IsFromCustomer,
                        f.AddedAt,
                        f.IsForCustomer
                    ),
                })
                .ToListAsync(cancellationToken)
        ).ToLookup(f => f.MessageId!.Value, f => f.File); // Asked for by their message.
        return new MessageThread(
            [.. rows.Select(r => new MessageView(r.Id, r.Number, r.IsFromCustomer, r.AuthorName, r.Text, r.At, [.. files[r.Id]]))],
            job is { } of ? await RemarksAsync(db, of, hasEarlier ? rows[0].At : null, cancellationToken) : [],
            hasEarlier
        );
    }

    private static async Task<IReadOnlyList<EstimateRemarkView>> RemarksAsync(
        WorkspaceDb db,
        Id<Job> job,
        DateTimeOffset? since,
        CancellationToken cancellationToken
    )
    {
        var start = since ?? DateTimeOffset.MinValue;
        var newest = await (
            from e in db.Estimates
            where e.JobId == job
            join r in db.EstimateRemarks on e.Id equals r.EstimateId
            where r.At >= start
            orderby r.At descending
            select new EstimateRemarkView(r.Id, e.Number, r.Kind, r.AuthorName, r.At)
        )
            .Take(MostRemarks)
            .ToListAsync(cancellationToken);
        newest.Reverse();
        return newest;
    }
}

/// <summary>A conversation as the customer sees it, with all that its form needs. Drawn by the component PortalThread, on the page of messages and of the job.</summary>
/// <param name="JobNumber">Null: it is about no job.</param>
/// <param name="LastNumber">Of the last message; 0: there is none.</param>
/// <param name="ReadThrough">How far this contact has read.</param>
/// <param name="SeenThrough">How far somebody of the company has read.</param>
public sealed record PortalThreadView(
    string? JobNumber,
    string? JobTitle,
    MessageThread Thread,
    int LastNumber,
    int ReadThrough,
    int SeenThrough,
    DateTimeOffset Now
)
{
    /// <summary>For the queries of whatever page of the portal shows a job. Null: this contact does not read what is said about jobs.</summary>
    public static async Task<PortalThreadView?> OfJobAsync(
        WorkspaceDb db,
        PortalReader reader,
        Id<Job> job,
        string number,
        string title,
        int most,
        CancellationToken cancellationToken
    ) => reader.MayReadOfJobs() ? await ReadAsync(db, reader, job, number, title, most, cancellationToken) : null;

    /// <param name="job">The reader's own; null: the general conversation.</param>
    internal static async Task<PortalThreadView> ReadAsync(
        WorkspaceDb db,
        PortalReader reader,
        Id<Job>? job,
        string? number,
        string? title,
        int most,
        CancellationToken cancellationToken
    )
    {
        var contact = reader.ContactId.Value;
        var found = await db
            .Conversations.Where(c => c.CustomerId == reader.CustomerId && c.JobId == job)
            .Select(c => new
            {
                c.Id,
                c.LastNumber,
                c.OfficeReadThrough,
                Read = db.ReadMarks.Where(m => m.ConversationId == c.Id && m.PersonId == contact).Select(m => m.Through).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null
            ? new PortalThreadView(number, title, MessageThread.Empty, 0, 0, 0, db.Now)
            : new PortalThreadView(
                number,
                title,
                await MessageThread.ReadAsync(db, found.Id, reader.Finds(PortalSections.Estimates) ? job : null, most, cancellationToken),
                found.LastNumber,
                found.Read,
                found.OfficeReadThrough,
                db.Now
            );
    }
}

/// <summary>A conversation as the office sees it. Drawn by the component OfficeThread, in the inbox and on the job's page.</summary>
/// <param name="Id">Null: nobody has written yet.</param>
/// <param name="WaitsSince">UTC; null: nobody waits for an answer.</param>
/// <param name="SeenBy">Contacts who have read the company's last message.</param>
/// <param name="MayAnswer">Whether the member of staff who asked may write here.</param>
public sealed record OfficeThreadView(
    Id<Conversation>? Id,
    Id<Customer> CustomerId,
    string CustomerName,
    string? JobNumber,
    string? JobTitle,
    Id<StaffMember>? AssigneeId,
    string? AssigneeName,
    DateTimeOffset? WaitsSince,
    int LastNumber,
    int OfficeReadThrough,
    MessageThread Thread,
    IReadOnlyList<string> SeenBy,
    bool MayAnswer,
    DateTimeOffset Now
)
{
    public const int Usual = 60;

    /// <summary>For the queries of whatever page of the office shows a job.</summary>
    public static async Task<OfficeThreadView?> OfJobAsync(WorkspaceDb db, Staff staff, Id<Job> job, CancellationToken cancellationToken)
    {
        var about = await (
            from j in db.Jobs
            where j.Id == job
            join c in db.Customers on j.CustomerId equals c.Id
            select new
            {
                j.Number,
                j.Title,
                j.AssigneeId,
                c.Id,
                c.Name,
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (about is null)
        {
            return null;
        }

        var id = await db
            .Conversations.Where(c => c.JobId == job && c.CustomerId == about.Id)
            .Select(c => (Id<Conversation>?)c.Id)
            .SingleOrDefaultAsync(cancellationToken);
        return id is { } found
            ? await ReadAsync(db, staff, found, Usual, cancellationToken)
            : new OfficeThreadView(
                null,
                about.Id,
                about.Name,
                about.Number,
                about.Title,
                null,
                null,
                null,
                0,
                0,
                MessageThread.Empty,
                [],
                staff.Role.MayPrice() || about.AssigneeId == staff.StaffId,
                db.Now
            );
    }

    /// <summary>What is said about no job, for the queries of whatever page of the office shows a customer.</summary>
    /// <returns>Null: there is no such customer.</returns>
    public static async Task<OfficeThreadView?> OfCustomerAsync(
        WorkspaceDb db,
        Staff staff,
        Id<Customer> customer,
        CancellationToken cancellationToken
    )
    {
        var about = await db
            .Customers.Where(c => c.Id == customer)
            .Select(c => new
            {
                c.Name,
                Talk = db.Conversations.Where(t => t.CustomerId == c.Id && t.JobId == null).Select(t => (Id<Conversation>?)t.Id).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return about is null ? null
            : about.Talk is { } found ? await ReadAsync(db, staff, found, Usual, cancellationToken)
            : new OfficeThreadView(
                null,
                customer,
                about.Name,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                MessageThread.Empty,
                [],
                staff.Role.MayPrice(),
                db.Now
            );
    }

    internal static async Task<OfficeThreadView?> ReadAsync(
        WorkspaceDb db,
        Staff staff,
        Id<Conversation> id,
        int most,
        CancellationToken cancellationToken
    )
    {
        var found = await (
            from c in db.Conversations
            where c.Id == id
            join customer in db.Customers on c.CustomerId equals customer.Id
            from job in db.Jobs.Where(j => j.Id == c.JobId).DefaultIfEmpty()
            from assignee in db.Staff.Where(s => s.Id == c.AssigneeId).DefaultIfEmpty()
            select new
            {
                c.Id,
                c.CustomerId,
                CustomerName = customer.Name,
                c.JobId,
                JobNumber = job == null ? null : job.Number,
                JobTitle = job == null ? null : job.Title,
                JobAssignee = job == null ? null : job.AssigneeId,
                c.AssigneeId,
                AssigneeName = assignee == null ? null : assignee.Name,
                c.WaitsSince,
                c.LastNumber,
                c.OfficeReadThrough,
                LastOfCompany = db
                    .Messages.Where(m => m.ConversationId == c.Id && !m.IsFromCustomer)
                    .OrderByDescending(m => m.Number)
                    .Select(m => m.Number)
                    .FirstOrDefault(),
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var seen =
            found.LastOfCompany == 0
                ? []
                : await db
                    .ReadMarks.Where(m => m.ConversationId == id && m.IsCustomer && m.Through >= found.LastOfCompany)
                    .OrderBy(m => m.Name)
                    .Take(5)
                    .Select(m => m.Name)
                    .ToListAsync(cancellationToken);
        return new OfficeThreadView(
            found.Id,
            found.CustomerId,
            found.CustomerName,
            found.JobNumber,
            found.JobTitle,
            found.AssigneeId,
            found.AssigneeName,
            found.WaitsSince,
            found.LastNumber,
            found.OfficeReadThrough,
            await MessageThread.ReadAsync(db, id, found.JobId, most, cancellationToken),
            seen,
            staff.Role.MayPrice() || found.AssigneeId == staff.StaffId || found.JobAssignee == staff.StaffId,
            db.Now
        );
    }
}
