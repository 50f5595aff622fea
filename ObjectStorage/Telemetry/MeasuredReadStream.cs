namespace Platform.ObjectStorage.Telemetry;

/// <summary>Reads a part of a stream, reports when it was closed, and owns the stream's source.</summary>
internal sealed class MeasuredReadStream(Stream inner, long length, IDisposable? owner, Action<bool> closed) : Stream
{
    private readonly long _length = length;
    private long _left = length;
    private bool _failed;
    private bool _closed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _length - _left;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        int read;
        try
        {
            read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _failed = true;
            throw error as IOException ?? new IOException("The object storage broke off.", error);
        }

        if (read == 0)
        {
            _failed = true;
            throw new EndOfStreamException("The object ended before its length.");
        }

        _left -= read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, (int)Math.Min(count, _left));
        _left -= read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            await inner.DisposeAsync().ConfigureAwait(false);
        }

        Finish();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Finish();
        }

        base.Dispose(disposing);
    }

    private void Finish()
    {
        if (!_closed)
        {
            _closed = true;
            inner.Dispose();
            owner?.Dispose();
            closed(_failed);
        }
    }
}
