using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Platform.Integration.Dashboard;

/// <summary>Reads a dashboard's live events as a browser does; what is waited for has a minute to come.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _limit;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private EventReader(HttpResponseMessage response, Stream stream, CancellationTokenSource limit)
    {
        _response = response;
        _limit = limit;
        _items = SseParser.Create(stream).EnumerateAsync(limit.Token).GetAsyncEnumerator(limit.Token);
    }

    public static async Task<EventReader> OpenAsync(HttpClient client, string path)
    {
        var limit = new CancellationTokenSource(s_limit);
        var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        response.EnsureSuccessStatusCode();
        var reader = new EventReader(response, await response.Content.ReadAsStreamAsync(limit.Token), limit);
        limit.CancelAfter(Timeout.InfiniteTimeSpan);
        return reader;
    }

    /// <summary>Reads on to an event of a name that satisfies the condition.</summary>
    public async Task<JsonElement> NextAsync(string name, Func<JsonElement, bool> condition)
    {
        _limit.CancelAfter(s_limit);
        while (await _items.MoveNextAsync())
        {
            if (string.Equals(_items.Current.EventType, name, StringComparison.Ordinal)
                && JsonSerializer.Deserialize<JsonElement>(_items.Current.Data) is var data && condition(data))
            {
                _limit.CancelAfter(Timeout.InfiniteTimeSpan);
                return data;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }

    /// <summary>Reads until the server ends the stream.</summary>
    public async Task EndAsync()
    {
        _limit.CancelAfter(s_limit);
        while (await _items.MoveNextAsync())
        {
            // Whatever it still has to say.
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _items.DisposeAsync();
        }
        finally
        {
            _response.Dispose();
            _limit.Dispose();
        }
    }
}
