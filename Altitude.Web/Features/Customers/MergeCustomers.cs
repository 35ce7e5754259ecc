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
