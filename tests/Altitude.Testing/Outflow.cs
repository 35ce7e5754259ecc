using System.Data;
using Npgsql;

namespace Altitude.Testing;

/// <summary>Where something is written to that nobody keeps: counts the bytes, and how many of them came while a statement's rows were still being read.</summary>
/// <param name="line">The connection that the rows come from; null: nobody asks.</param>
public sealed class Outflow(NpgsqlConnection? line = null) : Stream
{
    public long Bytes { get; private set; }
    public long WhileReading { get; private set; }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Bytes += buffer.Length;
        if (line is not null && (line.FullState & (ConnectionState.Executing | ConnectionState.Fetching)) != 0)
        {
            WhileReading += buffer.Length;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
