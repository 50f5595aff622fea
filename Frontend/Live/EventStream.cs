using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Platform.Frontend.Gateway;
using Platform.Frontend.Session;

namespace Platform.Frontend.Live;

/// <summary>Reads server-sent events of ApiGateway (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
internal sealed class EventStream(GatewayHttp http, TokenRenewal renewal, UserSession session, string path, TimeProvider time) : ICaller
{
    // Keep-alive comments are more frequent; a stream that is silent for longer is dead.
    private static readonly TimeSpan s_maxSilence = TimeSpan.FromSeconds(60);

    /// <summary>Reads the stream to its end; the first message reports that it is live.</summary>
    public async IAsyncEnumerable<FeedMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(this, MakeRequest, cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
        yield return new FeedMessage.StateChanged(FeedState.Live);

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var watched = new WatchedStream(body, s_maxSilence, time);
        await foreach (var item in SseParser.Create(watched).EnumerateAsync(cancellationToken))
        {
            if (Parse(item) is { } message)
            {
                yield return message;
            }
        }
    }

    public ValueTask<string> GetTokenAsync(string? rejected, CancellationToken cancellationToken) =>
        renewal.GetTokenAsync(session, rejected, cancellationToken);

    public void SessionEnded()
    {
        // Several pages share the stream; its feed reports the end to each.
    }

    private static FeedMessage? Parse(SseItem<string> item) => item.EventType switch
    {
        "job" when JsonSerializer.Deserialize(item.Data, GatewayClientJson.Default.JobEvent) is { } job => new FeedMessage.JobChanged(job),
        "log" when JsonSerializer.Deserialize(item.Data, GatewayClientJson.Default.JobLogEvent) is { } line => new FeedMessage.LogWritten(line),
        _ => null,
    };

    private HttpRequestMessage MakeRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new("text/event-stream"));
        return request;
    }
}
