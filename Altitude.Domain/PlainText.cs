using System.Text;

namespace Altitude.Domain;

/// <summary>What a person may write: text that can be kept, hashed and shown again exactly as it was.</summary>
public static class PlainText
{
    /// <summary>No half of a character and no NUL: neither UTF-8 nor PostgreSQL can hold them.</summary>
    public static bool IsWhole(string text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0; )
        {
            if (rest[0] == '\0' || Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    /// <summary>Something is written, it is whole, and once trimmed it is not longer than <paramref name="most"/>.</summary>
    public static bool IsFilled(string text, int most) => text.Trim().Length is >= 1 and var length && length <= most && IsWhole(text);

    /// <summary>Whole and not longer than <paramref name="most"/>; may be empty.</summary>
    public static bool Fits(string text, int most) => text.Length <= most && IsWhole(text);
}
