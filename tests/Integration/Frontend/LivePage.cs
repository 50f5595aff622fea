using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.Integration.Frontend;

/// <summary>A page that lives, as Blazor's script makes one: a WebSocket that speaks as much of its protocol (MessagePack, framed by length) as starting takes.</summary>
internal sealed partial class LivePage : IAsyncDisposable
{
    private const byte Invocation = 1;
    private const byte Completion = 3;
    private const byte Result = 3;
    private const byte Nil = 0xc0;
    private const byte False = 0xc2;
    private const byte True = 0xc3;
    private static readonly byte[] s_batch = [0x96, Invocation, 0x80, Nil, 0xae, .. "JS.RenderBatch"u8, 0x92];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _received = new();
    private bool _isHandshakeRead;
    private int _at;

    /// <summary>The secret by which the page reconnects; null if the server did not make it live.</summary>
    public string? Secret { get; private set; }

    /// <summary>Whether the server made it live.</summary>
    public bool IsLive => Secret is not null;

    /// <summary>Loads a page, connects, and asks the server to make it live, with all of its components.</summary>
    /// <param name="page">The server.</param>
    /// <param name="cookies">Of whoever is signed in.</param>
    /// <param name="from">From which of the machine's own addresses.</param>
    /// <param name="connected">The cookies that the connection brings, where they have changed since the page was loaded.</param>
    public static async Task<LivePage> OpenAsync(Uri page, string cookies, IPAddress from, string? connected = null)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var handler = Handler(from);
        var loaded = await LoadAsync(page, cookies, handler, patience.Token);
        var live = await ConnectAsync(page, connected ?? cookies, handler, patience.Token);
        await live.SendAsync(Invoke("1", "StartCircuit", page.ToString(), new Uri(page, "/jobs").ToString(), "[]", ""), patience.Token);
        if (await live.AnswerAsync(patience.Token) is { } secret)
        {
            await live.FillAsync(loaded.Operations, loaded.State, patience.Token);
            live.Secret = secret;
        }

        return live;
    }

    /// <summary>Connects, and asks for the circuit of a page that has lost its connection.</summary>
    /// <returns>The page; live where the circuit is there again.</returns>
    public static async Task<LivePage> ComeBackAsync(Uri page, string cookies, IPAddress from, string secret)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var handler = Handler(from);
        var live = await ConnectAsync(page, cookies, handler, patience.Token);
        await live.SendAsync(Invoke("1", "ConnectCircuit", secret), patience.Token);
        live.Secret = await live.AnswerAsync(patience.Token) is not null ? secret : null;
        return live;
    }

    /// <summary>Connects, and asks for another circuit in place of one that was put away, with what was kept of it.</summary>
    /// <returns>The page; not live where nothing was kept, or not yet.</returns>
    public static async Task<LivePage> ResumeAsync(Uri page, string cookies, IPAddress from, string secret)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var handler = Handler(from);
        var loaded = await LoadAsync(page, cookies, handler, patience.Token);
        var live = await ConnectAsync(page, cookies, handler, patience.Token);
        await live.SendAsync(Invoke("1", "ResumeCircuit", secret, page.ToString(), new Uri(page, "/jobs").ToString(), "[]", ""), patience.Token);
        if (await live.AnswerAsync(patience.Token) is { } another)
        {
            // What the new request says of its page does not count: the server has kept that.
            await live.FillAsync(loaded.Operations, "", patience.Token);
            live.Secret = another;
        }

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

    /// <summary>Follows a link within the page.</summary>
    public async Task MoveAsync(Uri to)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await SendAsync(Invoke(null, "OnLocationChanged", to.ToString(), null, false), patience.Token);
    }

    /// <summary>Whether a text is among what the server has sent so far to be shown.</summary>
    public bool HasSaid(string text) => _received.WrittenSpan.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>Reads on until the server has sent a text to be shown.</summary>
    public async Task SaysAsync(string text)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            while (!HasSaid(text))
            {
                _ = await NextAsync(patience.Token) ?? throw new InvalidOperationException($"The server closed the connection before it said {text}.");
            }
        }
        catch (OperationCanceledException exception)
        {
            throw new InvalidOperationException($"The server has not said {text}, but {string.Join(" | ", Readable().Matches(Encoding.UTF8.GetString(_received.WrittenSpan)).Select(match => match.Value))}", exception);
        }
    }

    private Task SendAsync(byte[] message, CancellationToken cancellationToken) => _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    private static SocketsHttpHandler Handler(IPAddress from) => new()
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

    private static async Task<LivePage> ConnectAsync(Uri page, string cookies, HttpMessageHandler handler, CancellationToken cancellationToken)
    {
        var live = new LivePage();
        live._socket.Options.SetRequestHeader("Cookie", cookies);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        await live._socket.ConnectAsync(new UriBuilder(page) { Scheme = "ws", Path = "/_blazor" }.Uri, invoker, cancellationToken);
        await live.SendAsync(Encoding.ASCII.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), cancellationToken);
        return live;
    }

    private async Task FillAsync(string operations, string state, CancellationToken cancellationToken)
    {
        await SendAsync(Invoke(null, "UpdateRootComponents", operations, state), cancellationToken);
        await UntilAsync("JS.EndUpdateRootComponents", cancellationToken);
    }

    /// <summary>Loads a page; returns the operations that Blazor's script makes of the component markers in it, and the state that it has for them.</summary>
    private static async Task<(string Operations, string State)> LoadAsync(Uri page, string cookies, HttpMessageHandler handler, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(handler, disposeHandler: false) { BaseAddress = page };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/jobs");
        request.Headers.Add("Cookie", cookies);
        using var answer = await client.SendAsync(request, cancellationToken);
        var html = await answer.Content.ReadAsStringAsync(cancellationToken);
        var marks = Marks().Matches(html).Select((mark, i) => $$"""{"type":"add","ssrComponentId":{{(i + 1).ToString(CultureInfo.InvariantCulture)}},"marker":{{mark.Groups["mark"].Value}}}""").ToArray();
        return marks.Length > 0
            ? ($$"""{"batchId":1,"operations":[{{string.Join(',', marks)}}]}""", State().Match(html).Groups["state"].Value)
            : throw new InvalidOperationException($"{(int)answer.StatusCode}: {html}");
    }

    [GeneratedRegex("<!--Blazor:(?<mark>\\{\"type\":\"server\".*?\\})-->", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marks();

    [GeneratedRegex(@"[\p{L}\p{N} .,:;/<>=-]{4,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Readable();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<state>[^-]+)-->", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex State();

    /// <summary>An invocation: [1, {}, id, method, [arguments]]; without an id it is not answered.</summary>
    private static byte[] Invoke(string? id, string method, params object?[] arguments)
    {
        List<byte> message = [0x95, Invocation, 0x80];
        if (id is null)
        {
            message.Add(Nil);
        }
        else
        {
            message.Add((byte)(0xa0 | id.Length));
            message.AddRange(Encoding.ASCII.GetBytes(id));
        }

        Add(method);
        message.Add((byte)(0x90 | arguments.Length));
        foreach (var argument in arguments)
        {
            switch (argument)
            {
                case string text:
                    Add(text);
                    break;
                case int number:
                    Span<byte> whole = [0xd2, 0, 0, 0, 0];
                    BinaryPrimitives.WriteInt32BigEndian(whole[1..], number);
                    message.AddRange(whole);
                    break;
                default:
                    message.Add(argument switch { null => Nil, true => True, _ => False });
                    break;
            }
        }

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
            Span<byte> head = [0xdb, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32BigEndian(head[1..], text.Length);
            message.AddRange(head);
            message.AddRange(Encoding.ASCII.GetBytes(text));
        }
    }

    /// <summary>Reads on to the answer, [3, {}, "1", kind, result]: a text, or "true"; null where the answer is no.</summary>
    private async Task<string?> AnswerAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } body)
        {
            switch (body.AsSpan())
            {
                case [_, Completion, 0x80, 0xa1, (byte)'1', Result, 0xd9, var length, .. var text]:
                    return Encoding.ASCII.GetString(text[..length]);
                case [_, Completion, 0x80, 0xa1, (byte)'1', Result, 0xda, var high, var low, .. var text]:
                    return Encoding.ASCII.GetString(text[..((high << 8) | low)]);
                case [_, Completion, 0x80, 0xa1, (byte)'1', Result, True, ..]:
                    return "true";
                case [_, Completion, 0x80, 0xa1, (byte)'1', ..]:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Reads on to a call of the page's script.</summary>
    private async Task UntilAsync(string method, CancellationToken cancellationToken)
    {
        var name = Encoding.ASCII.GetBytes(method);
        while (await NextAsync(cancellationToken) is { } body)
        {
            if (body.AsSpan().IndexOf(name) >= 0)
            {
                return;
            }
        }

        throw new InvalidOperationException($"The server closed the connection before {method}.");
    }

    private async Task<byte[]?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_isHandshakeRead && TryNext(_received.WrittenSpan, ref _at, out var message))
            {
                var body = _received.WrittenSpan[message].ToArray();
                if (BatchIn(body) is { } batch)
                {
                    // The server sends so many and no more before it is told that they were shown.
                    await SendAsync(Invoke(null, "OnRenderCompleted", batch, null), cancellationToken);
                }

                return body;
            }

            ValueWebSocketReceiveResult read;
            try
            {
                read = await _socket.ReceiveAsync(_received.GetMemory(4096), cancellationToken);
            }
            catch (WebSocketException)
            {
                // The server cut it off.
                return null;
            }

            if (read.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            _received.Advance(read.Count);
            if (!_isHandshakeRead && _received.WrittenSpan.IndexOf((byte)0x1e) is >= 0 and var end)
            {
                (_isHandshakeRead, _at) = (true, end + 1);
            }
        }
    }

    /// <summary>The number of what is to be shown, [1, {}, nil, "JS.RenderBatch", [number, bytes], [streams]]; null for another message.</summary>
    private static int? BatchIn(ReadOnlySpan<byte> body) => !body.StartsWith(s_batch) ? null : body[s_batch.Length..] switch
    {
        [<= 0x7f and var number, ..] => number,
        [0xcc, var number, ..] => number,
        [0xcd, .. var number] => BinaryPrimitives.ReadUInt16BigEndian(number),
        _ => throw new InvalidOperationException("There are more batches than any test makes."),
    };

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
