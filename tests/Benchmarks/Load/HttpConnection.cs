using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Platform.Benchmarks.Load;

/// <summary>
/// A keep-alive HTTP/1.1 connection that costs the machine as little as a socket can: requests are ready-made bytes,
/// of the answer only the status and the length are read. What it saves, the platform under test gets.
/// </summary>
internal sealed class HttpConnection(IPEndPoint endPoint) : IDisposable
{
    private static ReadOnlySpan<byte> HeaderEnd => "\r\n\r\n"u8;
    private static ReadOnlySpan<byte> ContentLength => "\r\ncontent-length:"u8;
    private static ReadOnlySpan<byte> Chunked => "\r\ntransfer-encoding: chunked"u8;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);

    public Task ConnectAsync(CancellationToken cancellationToken) =>
        _socket.ConnectAsync(endPoint, cancellationToken).AsTask();

    /// <summary>Sends one request and reads its whole answer.</summary>
    /// <returns>The status and where in <see cref="Body"/> the body stands.</returns>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var sent = 0;
        while (sent < request.Length)
        {
            sent += await _socket.SendAsync(request[sent..], SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }

        var received = 0;
        var total = -1;
        var chunked = false;
        while (true)
        {
            if (received == _buffer.Length)
            {
                Grow();
            }

            var read = await _socket.ReceiveAsync(_buffer.AsMemory(received), SocketFlags.None, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new IOException("The server closed the connection in the middle of an answer.");
            }

            received += read;
            if (total < 0)
            {
                (total, chunked) = Measure(_buffer.AsSpan(0, received));
            }

            if (total >= 0 && (chunked ? _buffer.AsSpan(0, received).EndsWith("0\r\n\r\n"u8) : received >= total))
            {
                break;
            }
        }

        Body = _buffer.AsMemory(BodyStart(_buffer.AsSpan(0, received)), received - BodyStart(_buffer.AsSpan(0, received)));
        return Utf8Parser.TryParse(_buffer.AsSpan(9, 3), out int status, out _) ? status : throw new IOException("Not an HTTP answer.");
    }

    /// <summary>The body of the last answer; holds until the next request.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    public void Dispose()
    {
        _socket.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private static int BodyStart(ReadOnlySpan<byte> answer) => answer.IndexOf(HeaderEnd) + HeaderEnd.Length;

    private static (int Total, bool Chunked) Measure(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf(HeaderEnd);
        if (end < 0)
        {
            return (-1, false);
        }

        var head = answer[..end];
        var at = IndexOfIgnoreCase(head, ContentLength);
        if (at >= 0)
        {
            var value = head[(at + ContentLength.Length)..].TrimStart((byte)' ');
            _ = Utf8Parser.TryParse(value, out int length, out _);
            return (end + HeaderEnd.Length + length, false);
        }

        return (end + HeaderEnd.Length, IndexOfIgnoreCase(head, Chunked) >= 0);
    }

    private static int IndexOfIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase)
    {
        for (var start = 0; ;)
        {
            var next = text[start..].IndexOf("\r\n"u8);
            if (next < 0)
            {
                return -1;
            }

            start += next;
            if (text.Length - start >= lowerCase.Length && System.Text.Ascii.EqualsIgnoreCase(text.Slice(start, lowerCase.Length), lowerCase))
            {
                return start;
            }

            start += 2;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
