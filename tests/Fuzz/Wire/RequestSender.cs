using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Fuzz.Wire;

/// <summary>Sends requests with an HTTP client if possible, otherwise through a <see cref="Connection"/>.</summary>
internal sealed class RequestSender : IDisposable
{
    /// <summary>Far longer than any request takes, even on a busy machine: a request that exceeds it hangs.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly IPAddress? _from;
    private readonly HttpClient _http;

    /// <param name="from">The source address on this machine; null for the default.</param>
    public RequestSender(IPAddress? from = null)
    {
        _from = from;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = from is null ? null : async (context, cancellationToken) => await Connection.OpenAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, from, null, cancellationToken),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<WireAnswer> SendAsync(WireRequest request, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        try
        {
            var answer = request.IsByHand
                ? await Connection.AskAsync(request, _from, limit.Token)
                : await AskAsync(request, limit.Token);
            return answer with { Took = Stopwatch.GetElapsedTime(begun) };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new WireAnswer(0, [], [], Stopwatch.GetElapsedTime(begun), exception is OperationCanceledException ? $"no answer within {s_patience}" : exception.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<WireAnswer> AskAsync(WireRequest wire, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(wire.Method), Address(wire));
        request.Content = wire.Body is null ? null : new ByteArrayContent(wire.Body);
        foreach (var header in wire.Headers)
        {
            // Latin-1 maps each character to the byte that it stands for.
            var value = Encoding.Latin1.GetString(header.Value);
            if (!request.Headers.TryAddWithoutValidation(header.Name, value))
            {
                (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(header.Name, value);
            }
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers)
            .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value))).ToList();
        var isEndless = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        return new WireAnswer((int)response.StatusCode, headers, await ReadAsync(response, isEndless, cancellationToken), default);
    }

    /// <summary>Creates an address without normalisation, so that the path is sent unchanged.</summary>
    private static Uri Address(WireRequest wire) =>
        new($"http://{wire.Server.Authority}{wire.Target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, bool isEndless, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while (body.Length <= WireAnswer.MaxBytes && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (isEndless)
            {
                break;
            }
        }

        return body.ToArray();
    }
}
