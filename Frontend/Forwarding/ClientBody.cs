namespace Platform.Frontend.Forwarding;

/// <summary>
/// Wraps the body of a browser's request while it is forwarded to ApiGateway. An error in it (a broken chunk, too many bytes, a dead connection)
/// cancels the call: it is not a failure of ApiGateway and does not open its circuit.
/// </summary>
internal sealed class ClientBody(Stream inner) : Stream
{
    private readonly CancellationTokenSource _broken = new();

    /// <summary>Gets the token that is cancelled when the body could not be read completely.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <summary>Gets why it could not be read; null if there was no error.</summary>
    public IOException? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception)
        {
            Failure = exception;
            await _broken.CancelAsync();
            throw new OperationCanceledException(exception.Message, exception, _broken.Token);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _broken.Dispose();
        }

        base.Dispose(disposing);
    }
}
