using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Conversations;

/// <summary>A conversation in a customer's list.</summary>
/// <param name="JobNumber">Null: it is about no job.</param>
/// <param name="LastAt">UTC; null: nobody has written yet.</param>
/// <param name="Unread">Messages of the company that this contact has not read.</param>
public sealed record PortalConversationRow(
    string? JobNumber,
    string? Title,
    DateTimeOffset? LastAt,
    string LastAuthor,
    string LastExcerpt,
    bool IsLastFromCustomer,
    int Unread
);

/// <summary>A customer's conversations, and the one that was chosen.</summary>
/// <param name="Jobs">Those about jobs, the latest first; jobs in hand that nobody has written about yet follow.</param>
/// <param name="General">The one about nothing in particular, in short; null: nobody has written there yet.</param>
public sealed record PortalMessages(IReadOnlyList<PortalConversationRow> Jobs, PortalConversationRow? General, PortalThreadView Chosen);

/// <summary>Reads a customer's conversations.</summary>
public sealed class PortalMessagesQuery(WorkspaceDbFactory workspaces)
{
    private const int MostRows = 50;
    private const int MostSilent = 5;

    /// <param name="job">Number of the job whose conversation is shown; null: the general one.</param>
    /// <param name="most">How many messages of it at most.</param>
    /// <returns>Null: there is no such job of theirs, or what is said about jobs is not theirs to read.</returns>
    public async Task<PortalMessages?> RunAsync(PortalReader reader, string? job, int most, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        var seesWork = reader.MayReadOfJobs();
        (Id<Job>? Id, string? Title) about = (null, null);
        if (job is not null)
        {
            var found =
                seesWork && PlainText.Fits(job, 32)
                    ? await db
                        .Jobs.Where(j => j.Number == job && j.CustomerId == reader.CustomerId)
                        .Select(j => new { j.Id, j.Title })
                        .SingleOrDefaultAsync(cancellationToken)
                    : null;
            if (found is null)
            {
                return null;
            }

            about = (found.Id, found.Title);
        }

        var contact = reader.ContactId.Value;
        var rows = await (
            from c in db.Conversations
            where c.CustomerId == reader.CustomerId && (c.JobId == null || seesWork) && c.LastNumber > 0
            orderby c.LastAt descending
            from j in db.Jobs.Where(j => j.Id == c.JobId).DefaultIfEmpty()
            from m in db.ReadMarks.Where(m => m.ConversationId == c.Id && m.PersonId == contact).DefaultIfEmpty()
            select new PortalConversationRow(
                j == null ? null : j.Number,
                j == null ? null : j.Title,
                c.LastAt,
                c.LastAuthor,
                c.LastExcerpt,
                c.IsLastFromCustomer,
                c.FromCompany - (m == null ? 0 : m.OthersRead)
            )
        )
            .Take(MostRows)
            .ToListAsync(cancellationToken);
        var silent = seesWork
            ? await db
                .Jobs.Where(j =>
                    j.CustomerId == reader.CustomerId
                    && j.End == null
                    && j.Stage != JobStage.Paid
                    && !db.Conversations.Any(c => c.CustomerId == reader.CustomerId && c.JobId == j.Id && c.LastNumber > 0)
                )
                .OrderByDescending(j => j.CreatedAt)
                .Take(MostSilent)
                .Select(j => new PortalConversationRow(j.Number, j.Title, null, "", "", false, 0))
                .ToListAsync(cancellationToken)
            : [];
        return new PortalMessages(
            [.. rows.Where(r => r.JobNumber is not null), .. silent],
            rows.FirstOrDefault(r => r.JobNumber is null),
            await PortalThreadView.ReadAsync(db, reader, about.Id, job, about.Title, most, cancellationToken)
        );
    }
}
