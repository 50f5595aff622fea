using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Aspire.Dashboard.Otlp;

/// <summary>A request's body, decompressed, in a rented buffer.</summary>
internal sealed class OtlpBody : IDisposable
{
    private byte[] _buffer;
    private int _length;

    private OtlpBody(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Reads to the end.</summary>
    /// <exception cref="BadHttpRequestException">Larger than the limit (413), or compressed in an unknown way (415).</exception>
    /// <exception cref="InvalidDataException">Not what its encoding says.</exception>
    public static async Task<OtlpBody> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        var body = new OtlpBody((int)Math.Clamp(request.ContentLength ?? 0, 16 * 1024, limit));
        try
        {
            if (encoding is "" or "identity")
            {
                await body.FillAsync(request.Body, limit, cancellationToken);
            }
            else if (string.Equals(encoding, "gzip", StringComparison.OrdinalIgnoreCase))
            {
                await using var plain = new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
                await body.FillAsync(plain, limit, cancellationToken);
            }
            else
            {
                throw new BadHttpRequestException("The body may be plain or gzip.", StatusCodes.Status415UnsupportedMediaType);
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, []) is { Length: > 0 } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private async Task FillAsync(Stream source, long limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _buffer.Length)
            {
                Grow();
            }

            var read = await source.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
            {
                return;
            }

            _length += read;
            if (_length > limit)
            {
                throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            }
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
