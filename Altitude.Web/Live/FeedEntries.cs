using Altitude.Data;

namespace Altitude.Web.Live;

/// <summary>What lines of activity are about, as far as several pages ask the same.</summary>
internal static class FeedEntries
{
    /// <summary>
    /// Not the mails that follow an act, nor who looks on or signs in: whoever heard of those would gather news, and so be late, just when the next change comes.
    /// </summary>
    public static bool ChangeRecords(FeedEntry entry) =>
        !entry.Kind.StartsWith("mail.", StringComparison.Ordinal)
        && !entry.Kind.StartsWith("viewing.", StringComparison.Ordinal)
        && !entry.Kind.StartsWith("session.", StringComparison.Ordinal);
}
