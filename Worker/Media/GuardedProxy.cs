using System.Net;
using System.Net.Sockets;
using System.Text;
using Platform.ServiceDefaults.Outbound;

namespace Platform.Worker.Media;

/// <summary>
/// Runs an HTTP proxy on loopback or on a Unix socket for one child process. It supports CONNECT and plain HTTP requests (RFC 9112, 3.2.2 and 3.2.3),
/// one request per connection, and connects only where the guard allows. So a tool with an HTTP client of its own follows the same rules, also on
/// redirects and for names whose address changes.
/// </summary>
internal sealed class GuardedProxy : IAsyncDisposable
{
    private const int MaxHeadBytes = 64 * 1024;
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(15);

    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly GuardedConnector _connector;
    private readonly Task _accepting;
    private volatile bool _refused;
    private volatile bool _otherProtocol;

    private GuardedProxy(GuardedConnector connector, EndPoint at)
    {
        _connector = connector;
        _listener = new Socket(at.AddressFamily, SocketType.Stream, at is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            _listener.Bind(at);
            _listener.Listen();
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        _accepting = AcceptAsync();
    }

    /// <summary>Gets the port on loopback; 0 on a Unix socket.</summary>
    public int Port => (_listener.LocalEndPoint as IPEndPoint)?.Port ?? 0;

    /// <summary>Gets whether a connection was refused by the guard.</summary>
    public bool Refused => _refused;

    /// <summary>Gets whether a protocol other than HTTP was requested.</summary>
    public bool OtherProtocol => _otherProtocol;

    /// <summary>Starts the proxy on a free port of loopback.</summary>
    public static GuardedProxy Start(GuardedConnector connector) => new(connector, new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Starts the proxy on a Unix socket, in a folder that only this user can access.</summary>
    public static GuardedProxy StartAt(GuardedConnector connector, string socket) => new(connector, new UnixDomainSocketEndPoint(socket));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stop.Token);
                connections.RemoveAll(static c => c.IsCompleted);
                connections.Add(ServeAsync(client, _stop.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(Socket client, CancellationToken cancellationToken)
    {
        await using var near = new NetworkStream(client, ownsSocket: true);
        try
        {
            if (await ReadHeadAsync(near, cancellationToken) is not { } request)
            {
                return;
            }

            if (request.Host.Length == 0)
            {
                _otherProtocol = true;
                await AnswerAsync(near, "501 Not Implemented", cancellationToken);
                return;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_connectTimeout);
            Stream far;
            try
            {
                far = await _connector.ConnectAsync(request.Host, request.Port, limit.Token);
            }
            catch (Exception error) when (error is AddressNotAllowedException or SocketException or OperationCanceledException)
            {
                _refused |= error is AddressNotAllowedException;
                await AnswerAsync(near, error is AddressNotAllowedException ? "403 Forbidden" : "502 Bad Gateway", cancellationToken);
                return;
            }

            await using (far)
            {
                if (request.Forward.Length > 0)
                {
                    await far.WriteAsync(request.Forward, cancellationToken);
                }
                else
                {
                    await near.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken);
                }

                await Task.WhenAny(near.CopyToAsync(far, cancellationToken), far.CopyToAsync(near, cancellationToken));
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side closed its connection.
        }
    }

    private static ValueTask AnswerAsync(NetworkStream near, string status, CancellationToken cancellationToken) =>
        near.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), cancellationToken);

    private static async Task<Request?> ReadHeadAsync(NetworkStream near, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxHeadBytes];
        var count = 0;
        int end;
        while ((end = buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var read = count < MaxHeadBytes ? await near.ReadAsync(buffer.AsMemory(count), cancellationToken) : 0;
            if (read == 0)
            {
                return null;
            }

            count += read;
        }

        var lines = Encoding.Latin1.GetString(buffer, 0, end).Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, var version])
        {
            return null;
        }

        if (method == "CONNECT")
        {
            return Uri.TryCreate($"https://{target}", UriKind.Absolute, out var authority) ? new Request(authority.Host, authority.Port, []) : null;
        }

        if (!Uri.TryCreate(target, UriKind.Absolute, out var url))
        {
            return null;
        }

        if (url.Scheme != Uri.UriSchemeHttp)
        {
            return new Request("", 0, []);
        }

        // One request per connection: the next one may be for another host and has to pass the guard again.
        var head = new StringBuilder($"{method} {url.PathAndQuery} {version}\r\nConnection: close\r\n");
        foreach (var line in lines.Skip(1))
        {
            if (!line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase))
            {
                head.Append(line).Append("\r\n");
            }
        }

        var forward = Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
        return new Request(url.Host, url.Port, [.. forward, .. buffer[(end + 4)..count]]);
    }

    // Host is empty if another protocol was requested.
    private sealed record Request(string Host, int Port, byte[] Forward);
}
