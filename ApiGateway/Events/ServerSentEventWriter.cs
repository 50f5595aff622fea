using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.ApiGateway.Events;

/// <summary>Writes server-sent events (WHATWG HTML, section 9.2). Nothing leaves before it is flushed.</summary>
internal sealed class ServerSentEventWriter(PipeWriter output)
{
    // What the look-up of many jobs takes is not kept for as long as the stream.
    private const int MostKept = 16 * 1024;

    private ArrayBufferWriter<byte> _events = new();

    public void Event<T>(string name, string? id, T data, JsonTypeInfo<T> type)
    {
        Text("event: ");
        Text(name);
        if (id is not null)
        {
            Text("\nid: ");
            Text(id);
        }

        // JSON without indentation has no line breaks, so one data line holds it.
        Text("\ndata: ");
        using (var json = new Utf8JsonWriter(_events))
        {
            JsonSerializer.Serialize(json, data, type);
        }

        Text("\n\n");
    }

    public void Retry(int milliseconds) => Text(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"retry: {milliseconds}\n\n"));

    /// <summary>A comment that keeps proxies from closing the connection.</summary>
    public void KeepAlive() => _events.Write(": keep-alive\n\n"u8);

    /// <summary>Sends what was written since the last time.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_events.WrittenMemory, cancellationToken);
        if (_events.Capacity > MostKept)
        {
            _events = new ArrayBufferWriter<byte>();
        }
        else
        {
            _events.ResetWrittenCount();
        }
    }

    private void Text(string text) => Encoding.UTF8.GetBytes(text, _events);
}
