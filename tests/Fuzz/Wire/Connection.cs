using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Fuzz.Wire;

/// <summary>Speaks HTTP/1.1 without a client: sends any bytes, and reads the first answer.</summary>
internal static class Connection
{
    /// <summary>Opens a connection.</summary>
    /// <param name="host">The host of the server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="from">The source address on this machine; null for the default.</param>
    /// <param name="receiveBuffer">
    /// The size of the receive buffer in bytes, which limits what the server may send before it is read; null for the default.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<NetworkStream> OpenAsync(string host, int port, IPAddress? from, int? receiveBuffer, CancellationToken cancellationToken)
    {
        var socket = from is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(from.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            if (receiveBuffer is { } bytes)
            {
                // Has to be set before the connection is established, which announces the window to the other side.
                socket.ReceiveBufferSize = bytes;
            }

            if (from is null)
            {
                await socket.ConnectAsync(host, port, cancellationToken);
            }
            else
            {
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(await Dns.GetHostAddressesAsync(host, from.AddressFamily, cancellationToken), port, cancellationToken);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static async Task<WireAnswer> AskAsync(WireRequest request, IPAddress? from, CancellationToken cancellationToken)
    {
        var isHead = request.Method == "HEAD";
        await using var stream = await OpenAsync(request.Server.Host, request.Server.Port, from, null, cancellationToken);
        try
        {
            await stream.WriteAsync(request.ToBytes(), cancellationToken);
            if (request.Breaks)
            {
                // Pending data is discarded: the other side gets a reset.
                stream.Socket.LingerState = new LingerOption(true, 0);
                return new WireAnswer(0, [], [], default, "the connection was torn down");
            }

            if (request.Leaves)
            {
                stream.Socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The request was refused before all of it was sent; the answer may have arrived nevertheless.
        }

        var received = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while (received.Length <= WireAnswer.MaxBytes && !IsWhole(received, isHead) && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await received.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (IOException)
        {
            // Closed with a reset; the answer is what arrived before it.
        }

        return Parse(received.ToArray(), isHead);
    }

    /// <summary>Parses the first answer in the received bytes; status 0 if there is none.</summary>
    internal static WireAnswer Parse(byte[] received, bool isHead)
    {
        var head = received.AsSpan().IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return new WireAnswer(0, [], received, default, "the connection was closed without an answer");
        }

        var lines = Encoding.Latin1.GetString(received, 0, head).Split("\r\n");
        var status = lines[0].Split(' ') is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (status is 100 or 103)
        {
            return Parse(received[(head + 4)..], isHead);
        }

        var headers = lines[1..].Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2).Select(parts => KeyValuePair.Create(parts[0].Trim(), parts[1].Trim())).ToList();
        var answer = new WireAnswer(status, headers, isHead || status is 101 or 204 or 304 ? [] : received[(head + 4)..], default);
        if (IsChunked(answer))
        {
            return answer with { Body = Unchunk(answer.Body) };
        }

        return LengthOf(answer) is { } length && length < answer.Body.Length ? answer with { Body = answer.Body[..length] } : answer;
    }

    private static bool IsWhole(MemoryStream received, bool isHead)
    {
        var answer = Parse(received.ToArray(), isHead);
        return answer switch
        {
            { Status: 0 } => false,
            { Status: 101 or 204 or 304 } => true,
            // An event stream does not end.
            _ when isHead || answer.MediaType == "text/event-stream" => true,
            _ when IsChunked(answer) => received.ToArray().AsSpan().EndsWith("0\r\n\r\n"u8),
            _ when LengthOf(answer) is { } length => answer.Body.Length >= length,
            _ => false,
        };
    }

    private static bool IsChunked(WireAnswer answer) => answer.Header("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true;

    private static int? LengthOf(WireAnswer answer) =>
        int.TryParse(answer.Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    private static byte[] Unchunk(byte[] chunked)
    {
        using var body = new MemoryStream();
        for (var at = 0; at < chunked.Length;)
        {
            var end = chunked.AsSpan(at).IndexOf("\r\n"u8);
            if (end < 0 || !int.TryParse(Encoding.ASCII.GetString(chunked, at, end).Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size == 0)
            {
                break;
            }

            at += end + 2;
            body.Write(chunked, at, Math.Max(0, Math.Min(size, chunked.Length - at)));
            at += size + 2;
        }

        return body.ToArray();
    }
}
