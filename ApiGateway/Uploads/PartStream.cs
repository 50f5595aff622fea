using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Platform.ApiGateway.Uploads;

/// <summary>
/// Reads a part of a request body as a stream that ends at the size of a part, and also where the client disconnects: the bytes until then are stored
/// and need not be sent again.
/// </summary>
internal sealed class PartStream(PipeReader body, long limit, IncrementalHash? hash, CancellationToken aborted) : Stream
{
    /// <summary>Gets the number of bytes read.</summary>
    public long Count { get; private set; }

    /// <summary>Gets whether the body was read to its end.</summary>
    public bool IsBodyAtEnd { get; private set; }

    /// <summary>Gets the exception that interrupted the body.</summary>
    public Exception? Fault { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsBodyAtEnd || Fault is not null || Count >= limit || buffer.IsEmpty)
        {
            return 0;
        }

        ReadResult read;
        try
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, aborted);
            read = await body.ReadAsync(both.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            Fault = exception;
            return 0;
        }

        var count = (int)Math.Min(Math.Min(read.Buffer.Length, buffer.Length), limit - Count);
        var taken = read.Buffer.Slice(0, count);
        var target = buffer[..count];
        foreach (var segment in taken)
        {
            segment.CopyTo(target);
            hash?.AppendData(segment.Span);
            target = target[segment.Length..];
        }

        body.AdvanceTo(taken.End);
        IsBodyAtEnd = read.IsCompleted && count == read.Buffer.Length;
        Count += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
