using System.Net;
using System.Text.Json;

namespace Platform.Integration.Gateway;

/// <summary>An open event stream, read event by event.</summary>
public sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(30));

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
    public async Task<(string Name, string? Id, JsonElement Data)?> NextAsync()
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

    /// <summary>The next event of this name, past all others.</summary>
    public async Task<JsonElement> NextAsync(string name)
    {
        while (await NextAsync() is { } next)
        {
            if (next.Name == name)
            {
                return next.Data;
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        _timeout.Dispose();
        _response.Dispose();
        _reader.Dispose();
        await Task.CompletedTask;
    }
}
