using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Conversations;

/// <summary>Says who of the company answers in a conversation.</summary>
public sealed class AssignConversation(WorkspaceDbFactory workspaces)
{
    /// <param name="to">Null: nobody in particular.</param>
    /// <exception cref="RuleViolation">Not allowed, no such conversation, or the colleague is gone.</exception>
    public Task RunAsync(Staff staff, Id<Conversation> id, Id<StaffMember>? to, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "assign conversations");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var conversation = await ConversationPlace.LockAsync(db, id, cancellationToken);
                string? name = null;
                if (to is { } colleague)
                {
                    name =
                        await db
                            .Staff.Where(s => s.Id == colleague && s.RemovedAt == null)
                            .Select(s => s.Name)
                            .SingleOrDefaultAsync(cancellationToken)
                        ?? throw new RuleViolation(MessageRules.Missing, "This colleague does not work here any more.");
                }

                conversation.Assign(to, name);
            },
            cancellationToken
        );
    }
}

/// <summary>Staff note that a conversation needs no answer, or needs one after all.</summary>
public sealed class SettleConversation(WorkspaceDbFactory workspaces)
{
    /// <param name="isSettled">False: it waits for an answer again.</param>
    /// <exception cref="RuleViolation">Not allowed, or no such conversation.</exception>
    public Task RunAsync(Staff staff, Id<Conversation> id, bool isSettled, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var conversation = await ConversationPlace.LockAsync(db, id, cancellationToken);
                await Writing.RequireAsync(db, staff, conversation, cancellationToken);
                if (isSettled)
                {
                    conversation.Settle(staff.StaffName);
                }
                else
                {
                    conversation.Reopen(staff.StaffName, db.Now);
                }
            },
            cancellationToken
        );
}
