using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Platform.Unit.Frontend;

/// <summary>A gateway with given answers; the last one for a path is repeated.</summary>
internal sealed class ScriptedGateway : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<string> _queries = new();

    /// <summary>Paths that were asked for, without what follows a question mark.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>The query strings of the requests, in order.</summary>
    public IReadOnlyCollection<string> Queries => _queries;

    public int CountOf(string path) => _asked.Count(asked => asked == path);

    public void Says(string path, string json) => Says(path, HttpStatusCode.OK, json);

    public void Says(string path, HttpStatusCode status, string json, int? retryAfterSeconds = null) => _answers[path] = (_, _) =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, (int)status < 400 ? "application/json" : "application/problem+json") };
        if (retryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        }

        return Task.FromResult(response);
    };

    /// <summary>Refuses all connections.</summary>
    public void IsAway(string path) => _answers[path] = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");

    /// <summary>Answers what the task gives, once it gives it.</summary>
    public void Waits(string path, Task<string> json) => _answers[path] = async (_, cancellationToken) =>
        new HttpResponseMessage { Content = new StringContent(await json.WaitAsync(cancellationToken), Encoding.UTF8, "application/json") };

    /// <summary>An event stream that says nothing and never ends by itself.</summary>
    public void Streams(string path, Stream stream) => _answers[path] = (_, _) =>
        Task.FromResult(new HttpResponseMessage { Content = new StreamContent(stream) { Headers = { ContentType = new("text/event-stream") } } });

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        _asked.Enqueue(path);
        _queries.Enqueue(request.RequestUri.Query);
        return _answers.TryGetValue(path, out var answer)
            ? answer(request, cancellationToken)
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("{}", Encoding.UTF8, "application/problem+json") });
    }
}
