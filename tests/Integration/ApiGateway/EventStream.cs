using System.Net;
using System.Text.Json;
using Shouldly;

namespace Platform.Integration.ApiGateway;

/// <summary>An open event stream, read event by event; what is waited for has a minute to come.</summary>
public sealed class EventStream : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;
    private readonly CancellationTokenSource _timeout = new();

    private EventStream(HttpResponseMessage response, StreamReader reader) => (_response, _reader) = (response, reader);

    public static async Task<EventStream> OpenAsync(HttpClient client, string path, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            throw new InvalidOperationException($"{response.StatusCode}");
        }

        return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event; null at the end of the stream. Comments are events named <c>:</c>.</summary>
    public Task<(string Name, string? Id, JsonElement Data)?> NextAsync() => WithinLimitAsync(ReadAsync);

    /// <summary>The next event of this name, past all others.</summary>
    public Task<JsonElement> NextAsync(string name) => WithinLimitAsync(async () =>
    {
        while (await ReadAsync() is { } next)
        {
            if (next.Name == name)
            {
                return next.Data;
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    });

    /// <summary>The next event of each of these names, in whichever order they come.</summary>
    public Task<Dictionary<string, JsonElement>> NextOfEachAsync(params string[] names) => WithinLimitAsync(async () =>
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        while (found.Count < names.Length)
        {
            var next = await ReadAsync() ?? throw new InvalidOperationException("The stream has ended.");
            if (names.Contains(next.Name))
            {
                found.TryAdd(next.Name, next.Data);
            }
        }

        return found;
    });

    /// <summary>Waits for the end of the stream, before which nothing but comments may come.</summary>
    public Task EndAsync() => WithinLimitAsync(async () =>
    {
        while (await ReadAsync() is { } next)
        {
            next.Name.ShouldBe(":");
        }

        return true;
    });

    public async ValueTask DisposeAsync()
    {
        _timeout.Dispose();
        _response.Dispose();
        _reader.Dispose();
        await Task.CompletedTask;
    }

    /// <summary>One limit for all that is read: the comments of a stream that lives on would otherwise make it wait without end.</summary>
    private async Task<T> WithinLimitAsync<T>(Func<Task<T>> read)
    {
        _timeout.CancelAfter(s_limit);
        try
        {
            return await read();
        }
        finally
        {
            _timeout.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private async Task<(string Name, string? Id, JsonElement Data)?> ReadAsync()
    {
        string? name = null;
        string? id = null;
        JsonElement data = default;
        while (await _reader.ReadLineAsync(_timeout.Token) is { } line)
        {
            if (line.Length == 0)
            {
                if (name is not null)
                {
                    return (name, id, data);
                }
            }
            else if (line.StartsWith(':'))
            {
                name = ":";
            }
            else if (line.Split(": ", 2) is [var field, var value])
            {
                switch (field)
                {
                    case "event":
                        name = value;
                        break;
                    case "id":
                        id = value;
                        break;
                    case "data":
                        data = JsonDocument.Parse(value).RootElement;
                        break;
                    default:
                        break;
                }
            }
        }

        return null;
    }
}
