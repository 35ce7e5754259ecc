using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Altitude.Testing;

/// <summary>An authenticator app on somebody's phone: codes by time (RFC 6238), reckoned from the key that the page shows.</summary>
public sealed class Authenticator(string key)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private readonly byte[] _key = Decode(key.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant());

    /// <param name="steps">Half minutes from now; a server takes two before and after.</param>
    public string Code(int steps = 0)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30) + steps);
#pragma warning disable CA5350 // RFC 6238 and every app: SHA-1.
        var hash = HMACSHA1.HashData(_key, counter);
#pragma warning restore CA5350
        var number = (BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff) % 1_000_000;
        return number.ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string text)
    {
        List<byte> bytes = [];
        var (bits, count) = (0, 0);
        foreach (var letter in text)
        {
            (bits, count) = ((bits << 5) | Alphabet.IndexOf(letter, StringComparison.Ordinal), count + 5);
            if (count >= 8)
            {
                bytes.Add((byte)(bits >> (count - 8)));
                count -= 8;
                bits &= (1 << count) - 1;
            }
        }

        return [.. bytes];
    }
}
