using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Customers;

/// <summary>
/// Finds customers by the beginnings of words, accents and case folded, or by a phone number however it is written. Row-level security lets only comparisons
/// that cannot leak reach an index, so that words are kept and compared, and no pattern is matched.
/// </summary>
internal static class CustomerSearch
{
    /// <summary>Words found, where no list of them is shown; whoever finds more types on.</summary>
    private const int Most = 1_000;

    private const int MostWords = 8;
    private const string AfterAll = "\U0010FFFF";

    /// <returns>Ids, to be composed into a query, at most <paramref name="most"/>; null: nothing that could be looked for.</returns>
    public static async Task<IQueryable<Id<Customer>>?> FindAsync(WorkspaceDb db, string wanted, CancellationToken cancellationToken, int most = Most)
    {
        string[] words = IsPhone(wanted)
            ? [string.Concat(wanted.Where(char.IsAsciiDigit)).TrimStart('0')]
            : await db.Database.SqlQuery<string>($"select w as \"Value\" from altitude.words({wanted}) w").ToArrayAsync(cancellationToken);
        words = [.. words.Where(w => w.Length > 0).OrderByDescending(w => w.Length).Take(MostWords)];
        if (words.Length == 0)
        {
            return null;
        }

        var found = BeginningWith(db, words[0]).Select(w => w.CustomerId);
        if (IsPhone(wanted) && words[0].Length > LongestNationalNumber)
        {
            // It may be written down without its country code.
            var national = words[0][^LongestNationalNumber..];
            found = found.Union(BeginningWith(db, national).Select(w => w.CustomerId));
        }

        // Written as questions about each one found, so that PostgreSQL begins with whichever word is rare and need not read all that a common one has.
        return words
            .Skip(1)
            .Aggregate(found, (so, word) => so.Where(id => BeginningWith(db, word).Any(w => w.CustomerId == id)))
            .OrderBy(_ => 1) // Any of them: an order would have all of them read.
            .Take(most)
            .Distinct();
    }

    private const int LongestNationalNumber = 10;

    private static IQueryable<CustomerWord> BeginningWith(WorkspaceDb db, string word)
    {
        var end = word + AfterAll;
#pragma warning disable CA1309 // The database compares, by the column's own collation; it knows no other overload.
        return db.CustomerWords.Where(w => string.Compare(w.Word, word) >= 0 && string.Compare(w.Word, end) < 0);
#pragma warning restore CA1309
    }

    private static bool IsPhone(string text) =>
        text.Any(char.IsAsciiDigit) && text.All(c => char.IsAsciiDigit(c) || "+()-./ ".Contains(c, StringComparison.Ordinal));
}
