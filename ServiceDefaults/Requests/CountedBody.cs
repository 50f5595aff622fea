using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Counts the bytes of a response body, because most responses have no Content-Length.</summary>
internal sealed class CountedBody(IHttpResponseBodyFeature inner) : PipeWriter, IHttpResponseBodyFeature
{
    private readonly PipeWriter _writer = inner.Writer;
    private CountedStream? _stream;

    /// <summary>Gets the number of bytes written so far.</summary>
    public long Bytes { get; private set; }

    PipeWriter IHttpResponseBodyFeature.Writer => this;

    Stream IHttpResponseBodyFeature.Stream => _stream ??= new CountedStream(inner.Stream, this);

    public override bool CanGetUnflushedBytes => _writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => _writer.UnflushedBytes;

    public void Count(long bytes) => Bytes += bytes;

    public override void Advance(int bytes)
    {
        _writer.Advance(bytes);
        Bytes += bytes;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _writer.GetSpan(sizeHint);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Bytes += source.Length;
        return _writer.WriteAsync(source, cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => _writer.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => _writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _writer.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _writer.CompleteAsync(exception);

    // Writing to the pipe instead of its stream would bypass the server's check against synchronous writes.
    public override Stream AsStream(bool leaveOpen = false) => _stream ??= new CountedStream(inner.Stream, this);

    void IHttpResponseBodyFeature.DisableBuffering() => inner.DisableBuffering();

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    Task IHttpResponseBodyFeature.CompleteAsync() => inner.CompleteAsync();

    async Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken)
    {
        Bytes += count ?? Math.Max(0, new FileInfo(path).Length - offset);
        await inner.SendFileAsync(path, offset, count, cancellationToken).ConfigureAwait(false);
    }
}
