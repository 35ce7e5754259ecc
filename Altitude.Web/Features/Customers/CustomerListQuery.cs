using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>One line of the customer list.</summary>
/// <param name="ContactName">Whom to ask for first; null: nobody yet.</param>
/// <param name="OpenJobs">On the board and not paid.</param>
public sealed record CustomerLine(
    Id<Customer> Id,
    string Name,
    string? ContactName,
    string? ContactEmail,
    string? ContactPhone,
    int Contacts,
    int OpenJobs
);

/// <summary>A page of the customer list.</summary>
public sealed record CustomerList(IReadOnlyList<CustomerLine> Lines, bool HasMore);

/// <summary>The company's customers by name, found by what is written down of them, their contacts and places: <see cref="CustomerSearch"/>.</summary>
public sealed class CustomerListQuery(WorkspaceDbFactory workspaces)
{
    public const int Page = 50;
    public const int Most = 500;
    private const int LongestSearch = 100;

    /// <param name="search">Beginnings of words, or a phone number in any form; empty: everybody.</param>
    public async Task<CustomerList> RunAsync(Staff staff, string search, int take, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        take = Math.Clamp(take, 1, Most);
        var named = db.Customers.Where(c => c.MergedInto == null).Select(c => new { c.Id, c.Name });
        if (search.Trim() is { Length: > 0 } wanted)
        {
            if (!PlainText.IsFilled(wanted, LongestSearch) || await CustomerSearch.FindAsync(db, wanted, cancellationToken, Most) is not { } found)
            {
                return new CustomerList([], HasMore: false);
            }

            // The name of each one found; a join would be answered by reading all customers.
            named = found.Select(id => new { Id = id, Name = db.Customers.Where(c => c.Id == id).Select(c => c.Name).First() });
        }

        var rows = await named.OrderBy(c => c.Name).ThenBy(c => c.Id).Take(take + 1).ToListAsync(cancellationToken);

        // Of these customers alone: a statement that joined first would read every contact of the company.
        var shown = rows.Take(take).Select(r => r.Id).ToArray();
        var contacts = (
            await db
                .Contacts.Where(k => shown.Contains(k.CustomerId) && k.RemovedAt == null)
                .OrderBy(k => k.Id)
                .Select(k => new
                {
                    k.CustomerId,
                    k.Name,
                    k.Email,
                    k.Phone,
                })
                .ToListAsync(cancellationToken)
        ).ToLookup(k => k.CustomerId);
        var openJobs = await db
            .Jobs.Where(j => shown.Contains(j.CustomerId) && j.End == null && j.Stage != JobStage.Paid)
            .GroupBy(j => j.CustomerId)
            .Select(g => new { Customer = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Customer, g => g.Count, cancellationToken);
        return new CustomerList(
            [
                .. rows.Take(take)
                    .Select(r => new CustomerLine(
                        r.Id,
                        r.Name,
                        contacts[r.Id].FirstOrDefault()?.Name,
                        contacts[r.Id].FirstOrDefault()?.Email,
                        contacts[r.Id].FirstOrDefault()?.Phone,
                        contacts[r.Id].Count(),
                        openJobs.GetValueOrDefault(r.Id)
                    )),
            ],
            rows.Count > take
        );
    }
}
