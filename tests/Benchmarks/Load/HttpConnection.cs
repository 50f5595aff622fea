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
    private int _received;

    public Task ConnectAsync(CancellationToken cancellationToken) =>
        _socket.ConnectAsync(endPoint, cancellationToken).AsTask();

    /// <summary>Sends one request and reads its whole answer.</summary>
    /// <returns>The status; the body stands in <see cref="Body"/>.</returns>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var sent = 0;
        while (sent < request.Length)
        {
            sent += await _socket.SendAsync(request[sent..], SocketFlags.None, cancellationToken);
        }

        _received = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(Free(), SocketFlags.None, cancellationToken);
            if (IsWhole(read, out var status))
            {
                return status;
            }
        }
    }

    /// <summary>The same on the caller's own thread, which sees the answer without waiting for another thread to wake up.</summary>
    public int Send(ReadOnlyMemory<byte> request)
    {
        var sent = 0;
        while (sent < request.Length)
        {
            sent += _socket.Send(request.Span[sent..], SocketFlags.None);
        }

        _received = 0;
        while (true)
        {
            if (IsWhole(_socket.Receive(Free().Span, SocketFlags.None), out var status))
            {
                return status;
            }
        }
    }

    /// <summary>The body of the last answer; holds until the next request.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    public void Dispose()
    {
        _socket.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private Memory<byte> Free()
    {
        if (_received == _buffer.Length)
        {
            Grow();
        }

        return _buffer.AsMemory(_received);
    }

    private bool IsWhole(int read, out int status)
    {
        if (read == 0)
        {
            throw new IOException("The server closed the connection in the middle of an answer.");
        }

        _received += read;
        var answer = _buffer.AsSpan(0, _received);
        var (total, chunked) = Measure(answer);
        status = 0;
        if (total < 0 || (chunked ? !answer.EndsWith("0\r\n\r\n"u8) : _received < total))
        {
            return false;
        }

        var body = BodyStart(answer);
        Body = _buffer.AsMemory(body, _received - body);
        return Utf8Parser.TryParse(answer.Slice(9, 3), out status, out _) ? true : throw new IOException("Not an HTTP answer.");
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
