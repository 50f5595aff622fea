using System.Net;

namespace Platform.Worker.Media;

/// <summary>
/// Reads a response body over several connections: when one breaks or stalls, the rest is requested with a range (RFC 9110, section 14), if the host
/// confirms that the content is unchanged.
/// </summary>
internal sealed class ResumingStream(MediaHttp http, Uri url, HttpResponseMessage first, MediaOptions options, TimeProvider time, CancellationToken lifetime) : Stream
{
    private HttpResponseMessage? _response = first;
    private Stream? _body;
    private long _position;
    private int _resumes;

    private readonly long? _length = first.Content.Headers.ContentLength;
    private readonly string? _etag = first.Headers.ETag is { IsWeak: false } etag ? etag.Tag : null;
    private readonly bool _ranges = first.Headers.AcceptRanges.Contains("bytes");

    /// <summary>Gets or sets the callback that is called after each read with the number of bytes so far.</summary>
    public Action<long>? Progress { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length ?? throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var read = await ReadOnceAsync(buffer, cancellationToken);
                if (read == 0 && _position < _length)
                {
                    throw new HttpIOException(HttpRequestError.ResponseEnded);
                }

                _position += read;
                Progress?.Invoke(_position);
                return read;
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested && !lifetime.IsCancellationRequested)
            {
                await ResumeAsync(error, cancellationToken);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _response?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_response is null)
        {
            await ReopenAsync(cancellationToken);
        }

        using var stall = new CancellationTokenSource(TimeSpan.FromSeconds(options.StallSeconds), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        _body ??= await _response!.Content.ReadAsStreamAsync(stop.Token);
        return await _body.ReadAsync(buffer, stop.Token);
    }

    private async Task ResumeAsync(Exception error, CancellationToken cancellationToken)
    {
        _response?.Dispose();
        _response = null;
        _body = null;
        if (++_resumes > options.Resumes || (_position > 0 && !_ranges))
        {
            throw MediaErrors.Unreachable("the connection broke off", error);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(200 << Math.Min(_resumes, 5)), time, cancellationToken);
    }

    private async Task ReopenAsync(CancellationToken cancellationToken)
    {
        var (response, _) = await http.GetAsync(url, _position, _etag, cancellationToken);
        var fits = _position == 0
            ? response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentLength == _length
            : response.StatusCode == HttpStatusCode.PartialContent
                && response.Content.Headers.ContentRange is { } range && range.From == _position && (_length is null || range.Length is null || range.Length == _length);
        if (!fits)
        {
            var status = (int)response.StatusCode;
            response.Dispose();
            throw status >= 500
                ? new HttpIOException(HttpRequestError.InvalidResponse, $"{status}")
                : MediaErrors.Unreachable("the recording changed while it was fetched");
        }

        _response = response;
    }
}
