using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.ApiGateway.Events;

/// <summary>Writes server-sent events (WHATWG HTML, section 9.2). Nothing is sent before it is flushed.</summary>
internal sealed class ServerSentEventWriter(PipeWriter output)
{
    // The buffer of a large look-up is not kept for the lifetime of the stream.
    private const int MaxRetainedCapacity = 16 * 1024;

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

        // JSON without indentation has no line breaks, so it fits into one data line.
        Text("\ndata: ");
        using (var json = new Utf8JsonWriter(_events))
        {
            JsonSerializer.Serialize(json, data, type);
        }

        Text("\n\n");
    }

    public void Retry(int milliseconds) => Text(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"retry: {milliseconds}\n\n"));

    /// <summary>Writes a comment that keeps proxies from closing the connection.</summary>
    public void KeepAlive() => _events.Write(": keep-alive\n\n"u8);

    /// <summary>Sends everything written since the last call.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_events.WrittenMemory, cancellationToken);
        if (_events.Capacity > MaxRetainedCapacity)
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
