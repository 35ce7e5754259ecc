using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Files;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Conversations;

/// <summary>Staff write in a conversation that there is.</summary>
public sealed class ReplyToCustomer(WorkspaceDbFactory workspaces)
{
    /// <param name="files">As they came; all of them are kept, or nothing is.</param>
    /// <returns>The message's number in the conversation.</returns>
    /// <exception cref="RuleViolation">Not allowed, no such conversation, nothing is written, or a file cannot be kept.</exception>
    public async Task<int> RunAsync(
        Staff staff,
        Id<Conversation> id,
        string text,
        IReadOnlyList<SentFile> files,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        var taken = await FileIntake.ReadAllAsync(files, Message.MostFiles, cancellationToken);
        return await workspaces.ActAsync(
            staff,
            key,
            async db =>
                await Writing.AnswerAsync(db, staff, await ConversationPlace.LockAsync(db, id, cancellationToken), text, taken, cancellationToken),
            cancellationToken
        );
    }
}

/// <summary>Staff write to a customer, whether there is a conversation yet or not.</summary>
public sealed class WriteToCustomer(WorkspaceDbFactory workspaces)
{
    /// <param name="jobNumber">Null: about no job; the customer's general conversation.</param>
    /// <returns>The conversation.</returns>
    /// <exception cref="RuleViolation">As <see cref="ReplyToCustomer"/>, or there is no such customer or job.</exception>
    public async Task<Id<Conversation>> RunAsync(
        Staff staff,
        Id<Customer> customer,
        string? jobNumber,
        string text,
        IReadOnlyList<SentFile> files,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        var taken = await FileIntake.ReadAllAsync(files, Message.MostFiles, cancellationToken);
        return await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                RuleViolation.Unless(
                    await db.Customers.AnyAsync(c => c.Id == customer && c.MergedInto == null, cancellationToken),
                    CustomerRules.Missing,
                    "This customer does not exist."
                );
                var job = jobNumber is null
                    ? null
                    : await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Number == jobNumber && j.CustomerId == customer, cancellationToken)
                        ?? throw new RuleViolation(JobRules.Missing, "This job does not exist.");
                if (!staff.Role.MayPrice())
                {
                    StaffRoles.Require(job?.AssigneeId == staff.StaffId, "write to customers about jobs that are not yours");
                }

                var conversation = await ConversationPlace.LockAsync(db, customer, job?.Id, cancellationToken);
                await Writing.AnswerAsync(db, staff, conversation, text, taken, cancellationToken);
                return conversation.Id;
            },
            cancellationToken
        );
    }
}
