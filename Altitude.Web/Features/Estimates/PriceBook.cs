using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>One entry of the price book.</summary>
/// <param name="Revision">To be handed in with a change.</param>
public sealed record PriceRow(
    Id<PriceItem> Id,
    int Revision,
    string Name,
    string Description,
    string Unit,
    Money Price,
    bool IsTaxed,
    string Category,
    bool IsActive
);

/// <summary>The price book, by category and name.</summary>
/// <param name="Categories">All that are in use, for writing the same word again.</param>
public sealed record PriceBookView(WorkspaceView Company, IReadOnlyList<PriceRow> Rows, IReadOnlyList<string> Categories, bool HasMore);

/// <summary>Reads the price book.</summary>
public sealed class PriceBookQuery(WorkspaceDbFactory workspaces)
{
    public const int Page = 100;
    public const int Most = 1_000;
    private const int Suggestions = 8;
    private const int LongestSearch = 100;
    private const string Escape = @"\"; // Said, because without it the provider switches escaping off.

    /// <param name="search">Any part of name, description or category; empty: everything.</param>
    /// <param name="category">Null: every category.</param>
    /// <param name="withRetired">Also what is not offered any more.</param>
    public async Task<PriceBookView> RunAsync(
        Staff staff,
        string search,
        string? category,
        bool withRetired,
        int take,
        CancellationToken cancellationToken
    )
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var categories = await db
            .PriceItems.Where(i => i.Category != "")
            .Select(i => i.Category)
            .Distinct()
            .OrderBy(c => c)
            .Take(200)
            .ToListAsync(cancellationToken);
        take = Math.Clamp(take, 1, Most);
        var rows = await (await MatchingAsync(db, search, cancellationToken))
            .Where(i => (withRetired || i.IsActive) && (category == null || i.Category == category))
            .OrderBy(i => i.Category)
            .ThenBy(i => i.Name)
            .ThenBy(i => i.Id)
            .Take(take + 1)
            .ToListAsync(cancellationToken);
        return new PriceBookView(company, [.. rows.Take(take).Select(RowOf)], categories, rows.Count > take);
    }

    /// <summary>What an editor offers while somebody types: the words they began come first. Empty where nothing was typed.</summary>
    /// <param name="currency">Of the estimate; a price in another is no price for it.</param>
    public async Task<IReadOnlyList<PriceRow>> SuggestAsync(Staff staff, string typed, Currency currency, CancellationToken cancellationToken)
    {
        var wanted = typed.Trim();
        if (!PlainText.IsFilled(wanted, LongestSearch))
        {
            return [];
        }

        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var begins = Escaped(wanted) + "%";
        var rows = await (await MatchingAsync(db, wanted, cancellationToken))
            .Where(i => i.IsActive && i.Price.Currency == currency)
            .OrderByDescending(i => EF.Functions.ILike(i.Name, begins, Escape))
            .ThenBy(i => i.Name)
            .ThenBy(i => i.Id)
            .Take(Suggestions)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(RowOf)];
    }

    private static async Task<IQueryable<PriceItem>> MatchingAsync(WorkspaceDb db, string search, CancellationToken cancellationToken)
    {
        var wanted = search.Trim();
        if (wanted.Length == 0)
        {
            return db.PriceItems;
        }

        if (!PlainText.IsFilled(wanted, LongestSearch))
        {
            return db.PriceItems.Where(_ => false);
        }

        // Accents and case folded, as customers are found; a company has some hundred prices, so that all of them may be read.
        var found = await db
            .Database.SqlQuery<Guid>(
                $"""
                select i.id as "Value" from tenant.price_items i, (select altitude.fold({wanted}) as wanted) w
                where i.workspace_id = {db.WorkspaceId.Value}
                  and (position(w.wanted in altitude.fold(i.name)) > 0
                    or position(w.wanted in altitude.fold(i.description)) > 0
                    or position(w.wanted in altitude.fold(i.category)) > 0)
                """
            )
            .ToListAsync(cancellationToken);
        Id<PriceItem>[] ids = [.. found.Select(id => new Id<PriceItem>(id))];
        return db.PriceItems.Where(i => ids.Contains(i.Id));
    }

    private static string Escaped(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);

    private static PriceRow RowOf(PriceItem item) =>
        new(item.Id, item.Revision, item.Name, item.Description, item.Unit, item.Price, item.IsTaxed, item.Category, item.IsActive);
}

/// <summary>Owner or admin add an entry to the price book.</summary>
public sealed class AddPriceItem(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Not allowed, or it could not stand on an estimate.</exception>
    public Task<Id<PriceItem>> RunAsync(Staff staff, PriceEntry entry, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            db =>
            {
                StaffRoles.Require(staff.Role.MayControl(), "change the price book");
                var item = PriceItem.Add(Id<PriceItem>.New(), db.WorkspaceId, entry);
                db.PriceItems.Add(item);
                return Task.FromResult(item.Id);
            },
            cancellationToken
        );
}

/// <summary>Owner or admin change an entry of the price book. Estimates that were made with it stay as they are.</summary>
public sealed class ChangePriceItem(WorkspaceDbFactory workspaces)
{
    /// <param name="revision">What they looked at: somebody else's change since is not overwritten.</param>
    /// <exception cref="RuleViolation">Not allowed, changed by somebody else, or it could not stand on an estimate.</exception>
    public Task RunAsync(Staff staff, Id<PriceItem> id, int revision, PriceEntry entry, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var item = await LockedPriceItem.FindAsync(db, staff, id, cancellationToken);
                RuleViolation.Unless(
                    item.Revision == revision,
                    PriceBookRules.Stale,
                    "Somebody else changed this entry meanwhile. Close this and look at it again; what you typed is still here."
                );
                item.Change(entry);
            },
            cancellationToken
        );
}

/// <summary>Owner or admin take an entry out of use, or bring it back.</summary>
public sealed class OfferPriceItem(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Not allowed, or there is no such entry.</exception>
    public Task RunAsync(Staff staff, Id<PriceItem> id, bool isOffered, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db => (await LockedPriceItem.FindAsync(db, staff, id, cancellationToken)).Offer(isOffered),
            cancellationToken
        );
}

internal static class LockedPriceItem
{
    /// <exception cref="RuleViolation"><see cref="PriceBookRules.Missing"/>, or their role does not allow it.</exception>
    public static async Task<PriceItem> FindAsync(WorkspaceDb db, Staff staff, Id<PriceItem> id, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change the price book");
        await db.LockAsync(id, cancellationToken);
        return await db.PriceItems.SingleOrDefaultAsync(i => i.Id == id, cancellationToken)
            ?? throw new RuleViolation(PriceBookRules.Missing, "There is no such entry in the price book.");
    }
}
