using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Platform.Integration.Frontend;

/// <summary>A page that lives, as Blazor's script makes one: a WebSocket that speaks as much of its protocol (MessagePack, framed by length) as starting takes.</summary>
internal sealed class LivePage : IAsyncDisposable
{
    private const byte Invocation = 1;
    private const byte Completion = 3;
    private const byte Result = 3;
    private const byte Nil = 0xc0;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();

    /// <summary>Whether the server made it live.</summary>
    public bool IsLive { get; private set; }

    /// <summary>Connects, and asks the server to make the page live.</summary>
    /// <param name="page">The server.</param>
    /// <param name="cookies">Of whoever is signed in.</param>
    /// <param name="from">From which of the machine's own addresses.</param>
    public static async Task<LivePage> OpenAsync(Uri page, string cookies, IPAddress from)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var live = new LivePage();
        live._socket.Options.SetRequestHeader("Cookie", cookies);
        using var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(from.MapToIPv6(), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var invoker = new HttpMessageInvoker(handler);
        await live._socket.ConnectAsync(new UriBuilder(page) { Scheme = "ws", Path = "/_blazor" }.Uri, invoker, patience.Token);
        await live.SendAsync(Encoding.ASCII.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), patience.Token);
        await live.SendAsync(Start(page), patience.Token);
        live.IsLive = await live.AnswerAsync(patience.Token);
        return live;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        if (_socket.State == WebSocketState.Open)
        {
            try
            {
                await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }
            catch (WebSocketException)
            {
                // It was closed by the server.
            }
        }

        _socket.Dispose();
    }

    /// <summary>Cuts the connection as a network that is gone does.</summary>
    public void Break() => _socket.Abort();

    private Task SendAsync(byte[] message, CancellationToken cancellationToken) => _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    /// <summary>StartCircuit(baseUri, uri, components, state) as an invocation: [1, {}, "1", "StartCircuit", [...]].</summary>
    private static byte[] Start(Uri page)
    {
        List<byte> message = [0x95, Invocation, 0x80];
        Add("1");
        Add("StartCircuit");
        message.Add(0x94);
        Add(page.ToString());
        Add(page.ToString());
        Add("[]");
        Add("");
        var length = new List<byte>();
        for (var rest = message.Count; ; rest >>= 7)
        {
            length.Add((byte)(rest < 0x80 ? rest : (rest & 0x7f) | 0x80));
            if (rest < 0x80)
            {
                break;
            }
        }

        return [.. length, .. message];

        void Add(string text)
        {
            Span<byte> head = [0xda, 0, 0];
            BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)text.Length);
            message.AddRange(head);
            message.AddRange(Encoding.ASCII.GetBytes(text));
        }
    }

    /// <summary>Reads on to the answer: [3, {}, "1", kind, result].</summary>
    private async Task<bool> AnswerAsync(CancellationToken cancellationToken)
    {
        var received = new ArrayBufferWriter<byte>();
        var isHandshakeRead = false;
        var at = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(received.GetMemory(4096), cancellationToken);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            received.Advance(read.Count);
            if (!isHandshakeRead)
            {
                var end = received.WrittenSpan.IndexOf((byte)0x1e);
                if (end < 0)
                {
                    continue;
                }

                (isHandshakeRead, at) = (true, end + 1);
            }

            while (TryNext(received.WrittenSpan, ref at, out var message))
            {
                var body = received.WrittenSpan[message];
                if (body is [_, Completion, 0x80, 0xa1, (byte)'1', var kind, var first, ..])
                {
                    return kind == Result && first != Nil;
                }
            }
        }
    }

    private static bool TryNext(ReadOnlySpan<byte> received, ref int at, out Range message)
    {
        var (length, shift, next) = (0, 0, at);
        message = default;
        while (next < received.Length)
        {
            var part = received[next++];
            length |= (part & 0x7f) << shift;
            shift += 7;
            if (part < 0x80)
            {
                if (received.Length - next < length)
                {
                    return false;
                }

                message = next..(next + length);
                at = next + length;
                return true;
            }
        }

        return false;
    }
}
