using System.Buffers.Binary;
using System.Text;

namespace Altitude.Testing.Circuits;

/// <summary>Just enough MessagePack to write the messages of a circuit's hub.</summary>
internal sealed class PackWriter
{
    private const int LongestPrefix = 5;
    private byte[] _bytes = new byte[256];
    private int _count = LongestPrefix;

    public static readonly ReadOnlyMemory<byte> Ping = new byte[] { 2, 0x91, 6 };

    /// <summary>Starts an invocation; the caller writes exactly <paramref name="arguments"/> values, then <see cref="End"/>.</summary>
    public static PackWriter Invoke(string? id, string target, int arguments) =>
        new PackWriter().Array(6).Int(1).EmptyMap().Text(id).Text(target).Array(arguments);

    public PackWriter Nil() => Byte(0xc0);

    public PackWriter Bool(bool value) => Byte(value ? 0xc3 : 0xc2);

    public PackWriter EmptyMap() => Byte(0x80);

    public PackWriter Array(int count) => count <= 15 ? Byte(0x90 | count) : throw new ArgumentOutOfRangeException(nameof(count));

    public PackWriter Int(long value)
    {
        if (value is >= 0 and < 128)
        {
            return Byte((int)value);
        }

        Need(9);
        _bytes[_count++] = 0xd3;
        BinaryPrimitives.WriteInt64BigEndian(_bytes.AsSpan(_count), value);
        _count += 8;
        return this;
    }

    public PackWriter Text(string? value)
    {
        if (value is null)
        {
            return Nil();
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Need(length + 5);
        if (length < 32)
        {
            _bytes[_count++] = (byte)(0xa0 | length);
        }
        else
        {
            _bytes[_count++] = 0xdb;
            BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_count), length);
            _count += 4;
        }

        _count += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_count));
        return this;
    }

    /// <summary>The whole message behind its length, as SignalR frames binary messages. No streams.</summary>
    public ReadOnlyMemory<byte> End()
    {
        Array(0);
        var length = _count - LongestPrefix;
        var digits = 1;
        for (var rest = length >> 7; rest != 0; rest >>= 7)
        {
            digits++;
        }

        var start = LongestPrefix - digits;
        for (var (i, rest) = (0, length); i < digits; i++, rest >>= 7)
        {
            _bytes[start + i] = (byte)((rest & 0x7f) | (i < digits - 1 ? 0x80 : 0));
        }

        return _bytes.AsMemory(start, _count - start);
    }

    private PackWriter Byte(int value)
    {
        Need(1);
        _bytes[_count++] = (byte)value;
        return this;
    }

    private void Need(int more)
    {
        if (_count + more > _bytes.Length)
        {
            System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _count + more));
        }
    }
}

/// <summary>Reads one hub message, forward only.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool IsAtEnd => _at >= _bytes.Length;

    public int Array()
    {
        var code = Take();
        return code switch
        {
            >= 0x90 and <= 0x9f => code & 15,
            0xdc => Short(),
            0xdd => Long(),
            0xc0 => 0,
            _ => throw Unexpected(code, "array"),
        };
    }

    public long Int()
    {
        var code = Take();
        switch (code)
        {
            case < 0x80:
                return code;
            case >= 0xe0:
                return (sbyte)code;
            case 0xcc:
                return Take();
            case 0xcd:
                return Short();
            case 0xce:
                return (uint)Long();
            case 0xd0:
                return (sbyte)Take();
            case 0xd1:
                return (short)Short();
            case 0xd2:
                return Long();
            case 0xcf or 0xd3:
                var value = BinaryPrimitives.ReadInt64BigEndian(_bytes[_at..]);
                _at += 8;
                return value;
            case 0xc0:
                return 0;
            default:
                throw Unexpected(code, "integer");
        }
    }

    public string? Text()
    {
        var code = Take();
        if (code == 0xc0)
        {
            return null;
        }

        var length = code switch
        {
            >= 0xa0 and <= 0xbf => code & 31,
            0xd9 => Take(),
            0xda => Short(),
            0xdb => Long(),
            _ => throw Unexpected(code, "text"),
        };
        var text = Encoding.UTF8.GetString(_bytes.Slice(_at, length));
        _at += length;
        return text;
    }

    public bool Bool() => Take() == 0xc3;

    /// <summary>One value of any kind.</summary>
    public void Skip()
    {
        var code = Take();
        switch (code)
        {
            case < 0x80 or >= 0xe0 or 0xc0 or 0xc2 or 0xc3:
                return;
            case <= 0x8f:
                Skip((code & 15) * 2);
                return;
            case <= 0x9f:
                Skip(code & 15);
                return;
            case <= 0xbf:
                _at += code & 31;
                return;
            case 0xcc or 0xd0:
                _at += 1;
                return;
            case 0xcd or 0xd1:
                _at += 2;
                return;
            case 0xce or 0xd2 or 0xca:
                _at += 4;
                return;
            case 0xcf or 0xd3 or 0xcb:
                _at += 8;
                return;
            case 0xc4 or 0xd9:
                _at += Take();
                return;
            case 0xc5 or 0xda:
                _at += Short();
                return;
            case 0xc6 or 0xdb:
                _at += Long();
                return;
            case 0xdc:
                Skip(Short());
                return;
            case 0xde:
                Skip(Short() * 2);
                return;
            default:
                throw Unexpected(code, "value");
        }
    }

    private void Skip(int values)
    {
        for (; values > 0; values--)
        {
            Skip();
        }
    }

    private byte Take() => _bytes[_at++];

    private int Short()
    {
        var value = BinaryPrimitives.ReadUInt16BigEndian(_bytes[_at..]);
        _at += 2;
        return value;
    }

    private int Long()
    {
        var value = BinaryPrimitives.ReadInt32BigEndian(_bytes[_at..]);
        _at += 4;
        return value;
    }

    private static FormatException Unexpected(byte code, string wanted) => new($"MessagePack byte 0x{code:x2} where a {wanted} was expected.");
}
