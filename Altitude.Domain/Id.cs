using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Altitude.Domain;

/// <summary>Identity of one <typeparamref name="T"/>: an estimate's id does not compile where an invoice's is wanted.</summary>
/// <remarks>UUID version 7 (RFC 9562, section 5.7): sorts by creation time, so indexes stay compact.</remarks>
public readonly record struct Id<T>(Guid Value) : IParsable<Id<T>>, IComparable<Id<T>>
{
    public static Id<T> New() => new(IdSequence.Next());

    public static bool operator <(Id<T> left, Id<T> right) => left.CompareTo(right) < 0;

    public static bool operator >(Id<T> left, Id<T> right) => left.CompareTo(right) > 0;

    public static bool operator <=(Id<T> left, Id<T> right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Id<T> left, Id<T> right) => left.CompareTo(right) >= 0;

    /// <summary>By its digits, as PostgreSQL orders it, too.</summary>
    public int CompareTo(Id<T> other) => Value.CompareTo(other.Value);

    public static Id<T> Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id<T> result)
    {
        var parsed = Guid.TryParse(s, provider, out var value);
        result = new Id<T>(value);
        return parsed;
    }

    public override string ToString() => Value.ToString();
}

/// <summary>UUIDs of version 7 that one process makes one after the other, each greater than the last: what is written together keeps its order.</summary>
/// <remarks>RFC 9562, section 6.2, method 1: the 12 bits after the time count within a millisecond, and run into the next where they do not suffice.</remarks>
internal static class IdSequence
{
    private static long s_last;

    public static Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        var fresh = Guid.CreateVersion7();
        fresh.TryWriteBytes(bytes, bigEndian: true, out _);
        var now = (BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16) << 12;
        long last,
            next;
        do
        {
            last = Volatile.Read(ref s_last);
            next = Math.Max(last + 1, now);
        } while (Interlocked.CompareExchange(ref s_last, next, last) != last);

        BinaryPrimitives.WriteInt64BigEndian(bytes, ((next >>> 12) << 16) | 0x7000 | (next & 0xfff));
        return new Guid(bytes, bigEndian: true);
    }
}
