using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Altitude.Domain;

namespace Altitude.Data;

/// <summary>How a line of activity is written down and sealed: the same text and the same bytes as altitude.append makes of it.</summary>
internal static class ActivityChain
{
    /// <summary>Names, figures and texts of a line, in the order of their names.</summary>
    public static string Details(DomainEvent happened) =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(happened.Details.ToDictionary(), StringComparer.Ordinal));

    /// <summary>What is hashed of a line.</summary>
    /// <param name="previous">Hash of the line before it.</param>
    public static byte[] Bytes(
        ReadOnlySpan<byte> previous,
        long seq,
        Guid id,
        string kind,
        Guid subject,
        Guid? customer,
        Guid? job,
        string? evidence,
        string actorKind,
        Guid? actor,
        DateTimeOffset at,
        ReadOnlySpan<byte> detailsHash
    )
    {
        var text = string.Join(
            '\n',
            id.ToString(),
            kind,
            subject.ToString(),
            customer?.ToString() ?? "",
            job?.ToString() ?? "",
            evidence ?? "",
            actorKind,
            actor?.ToString() ?? ""
        );
        Span<byte> number = stackalloc byte[8];
        Span<byte> micros = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, seq);
        BinaryPrimitives.WriteInt64BigEndian(micros, (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        return [.. previous, .. number, .. Encoding.UTF8.GetBytes(text), .. micros, .. detailsHash];
    }
}
