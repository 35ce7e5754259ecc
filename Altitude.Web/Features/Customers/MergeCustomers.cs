using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>
/// One customer was written down twice: everything of the one goes over to the other, links and sessions of its contacts too. What happened stays in the chain
/// under the old id, and is read with the survivor's.
/// </summary>
public sealed class MergeCustomers(WorkspaceDbFactory workspaces)
{
    /// <summary>What stays: the chain of activity and sealed approvals, which are never changed, and the words for the search, which the database writes anew.</summary>
    private static readonly Type[] s_stays = [typeof(ActivityEntry), typeof(Consent), typeof(CustomerWord)];

    /// <param name="gone">Moves into <paramref name="survivor"/>.</param>
    /// <exception cref="RuleViolation">One of them does not exist, was merged before, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, Id<Customer> gone, Id<Customer> survivor, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayGiveAccess(), "merge customers");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                foreach (var id in new[] { gone, survivor }.OrderBy(c => c.Value)) // The same order whichever way round they are merged.
                {
                    RuleViolation.Unless(await db.LockAsync(id, cancellationToken), CustomerRules.Missing, "This customer does not exist.");
                }

                var (from, into) = (
                    await db.Customers.SingleAsync(c => c.Id == gone, cancellationToken),
                    await db.Customers.SingleAsync(c => c.Id == survivor, cancellationToken)
                );
                RuleViolation.Unless(from != into, CustomerRules.MergeSame, "A customer cannot be merged with itself.");
                from.MergeInto(into, await MoveAsync(db, gone, survivor, cancellationToken));
            },
            cancellationToken
        );
    }

    /// <summary>By the model, so that a record that is added later goes over too. Revisions stay: nobody's unsaved work is refused because of it.</summary>
    private static async Task<Dictionary<string, int>> MoveAsync(
        WorkspaceDb db,
        Id<Customer> gone,
        Id<Customer> survivor,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, int> moved = [];
        await TalkOnAsync(db, gone, survivor, cancellationToken);
        foreach (var type in db.Model.GetEntityTypes().Where(t => t.FindProperty("CustomerId") is not null && !s_stays.Contains(t.ClrType)))
        {
            var table = type.GetTableName()!; // Mapped to a table.
            var rows = await db.ExecuteAsync(
                $"update {type.GetSchema()}.{table} set customer_id = $3 where workspace_id = $1 and customer_id = $2",
                [db.WorkspaceId.Value, gone.Value, survivor.Value],
                cancellationToken
            );
            if (rows > 0)
            {
                moved[table] = rows;
            }
        }

        await db.ExecuteAsync(
            "update tenant.customers set merged_into = $3 where workspace_id = $1 and merged_into = $2",
            [db.WorkspaceId.Value, gone.Value, survivor.Value],
            cancellationToken
        );
        return moved;
    }

    /// <summary>
    /// Where both wrote about nothing in particular, the two conversations become one, in the order of their messages. What was read on either side counts as read; nobody
    /// is mailed of old messages anew.
    /// </summary>
    private static async Task TalkOnAsync(WorkspaceDb db, Id<Customer> gone, Id<Customer> survivor, CancellationToken cancellationToken)
    {
        var general = await db
            .Conversations.AsNoTracking()
            .Where(c => c.JobId == null && (c.CustomerId == gone || c.CustomerId == survivor))
            .Select(c => new { c.Id, IsKept = c.CustomerId == survivor })
            .ToListAsync(cancellationToken);
        if (general.Count < 2)
        {
            return;
        }

        var (from, into) = (general.Single(c => !c.IsKept).Id, general.Single(c => c.IsKept).Id);
        await db.LockAsync(from.Value < into.Value ? from : into, cancellationToken);
        await db.LockAsync(from.Value < into.Value ? into : from, cancellationToken);
        string[] steps =
        [
            // By way of numbers that nobody has, because each is unique at every moment.
            """
                update tenant.messages m set number = -n.number, conversation_id = $3
                  from (select id, row_number() over (order by at, number) as number from tenant.messages
                        where workspace_id = $1 and conversation_id in ($2, $3)) n
                  where m.workspace_id = $1 and m.id = n.id
                """,
            "update tenant.messages set number = -number where workspace_id = $1 and conversation_id = $3 and conversation_id <> $2",
            """
                insert into tenant.read_marks (workspace_id, conversation_id, person_id, is_customer, name, through, others_read, at)
                  select workspace_id, $3, person_id, is_customer, name, through, others_read, at from tenant.read_marks
                  where workspace_id = $1 and conversation_id = $2
                  on conflict do nothing
                """,
            "delete from tenant.read_marks where workspace_id = $1 and conversation_id = $2",
            """
                update tenant.read_marks r set through = t.last, others_read = case when r.is_customer then t.company else t.last - t.company end
                  from (select max(number) as last, count(*) filter (where not is_from_customer) as company from tenant.messages
                        where workspace_id = $1 and conversation_id = $3) t
                  where r.workspace_id = $1 and r.conversation_id = $3
                """,
            """
                update tenant.conversations k set
                    last_number = k.last_number + g.last_number, from_company = k.from_company + g.from_company, office_unread = k.office_unread + g.office_unread,
                    office_read_through = case when k.office_unread + g.office_unread = 0 then k.last_number + g.last_number else 0 end,
                    waits_since = least(k.waits_since, g.waits_since), assignee_id = coalesce(k.assignee_id, g.assignee_id),
                    last_at = greatest(k.last_at, g.last_at), revision = k.revision + 1,
                    last_author = case when g.last_at > k.last_at then g.last_author else k.last_author end,
                    last_excerpt = case when g.last_at > k.last_at then g.last_excerpt else k.last_excerpt end,
                    is_last_from_customer = case when g.last_at > k.last_at then g.is_last_from_customer else k.is_last_from_customer end
                  from tenant.conversations g
                  where k.workspace_id = $1 and k.id = $3 and g.workspace_id = $1 and g.id = $2
                """,
            """
                update tenant.email_deliveries d set subject = $3, through = k.last_number from tenant.conversations k
                  where d.workspace_id = $1 and d.subject in ($2, $3) and d.through is not null and k.workspace_id = $1 and k.id = $3
                """,
            "delete from tenant.conversations where workspace_id = $1 and id = $2 and id <> $3",
        ];
        foreach (var step in steps)
        {
            await db.ExecuteAsync(step, [db.WorkspaceId.Value, from.Value, into.Value], cancellationToken);
        }
    }
}

/// <summary>A customer that may be this one, written down twice.</summary>
/// <param name="Why">What both have: an address, a phone number, a name.</param>
public sealed record LikelyDuplicate(Id<Customer> Id, string Name, string Why);

/// <summary>Customers that share a contact's address, a phone number or the whole name with this one.</summary>
public sealed class LikelyDuplicatesQuery(WorkspaceDbFactory workspaces)
{
    private const int Most = 10;
    private const int LengthOfPhone = 10;

    public async Task<IReadOnlyList<LikelyDuplicate>> RunAsync(Staff staff, Id<Customer> customer, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var emails = await db
            .Contacts.Where(c => c.CustomerId == customer && c.RemovedAt == null && c.Email != "")
            .Select(c => c.Email)
            .Order()
            .Take(50)
            .ToListAsync(cancellationToken);
        var byEmail = await db
            .Contacts.Where(c => emails.Contains(c.Email) && c.RemovedAt == null && c.CustomerId != customer)
            .Select(c => c.CustomerId)
            .Order()
            .Take(Most)
            .ToListAsync(cancellationToken);
        var own = await db.CustomerWords.Where(w => w.CustomerId == customer).Select(w => w.Word).Order().Take(200).ToListAsync(cancellationToken);
        var phones = own.Where(w => w.Length == LengthOfPhone && w.All(char.IsAsciiDigit)).ToList();
        var byPhone = await db
            .CustomerWords.Where(w => phones.Contains(w.Word) && w.CustomerId != customer)
            .Select(w => w.CustomerId)
            .Order()
            .Take(Most)
            .ToListAsync(cancellationToken);
        var name = await db.Customers.Where(c => c.Id == customer).Select(c => c.Name).SingleOrDefaultAsync(cancellationToken);
        var byName =
            name is null || await CustomerSearch.FindAsync(db, name, cancellationToken) is not { } alike
                ? []
                : await alike.Where(c => c != customer).Order().Take(Most).ToListAsync(cancellationToken);

        Id<Customer>[] found = [.. byEmail.Concat(byPhone).Concat(byName).Distinct()];
        var rows = await db
            .Customers.Where(c => found.Contains(c.Id) && c.MergedInto == null)
            .OrderBy(c => c.Name)
            .Take(Most)
            .Select(c => new { c.Id, c.Name })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new LikelyDuplicate(
                r.Id,
                r.Name,
                byEmail.Contains(r.Id) ? "the same e-mail address"
                    : byPhone.Contains(r.Id) ? "the same phone number"
                    : "the same name"
            )),
        ];
    }
}
