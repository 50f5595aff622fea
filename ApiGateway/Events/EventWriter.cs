using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.ApiGateway.Events;

/// <summary>Writes server-sent events (WHATWG HTML, section 9.2).</summary>
internal sealed class EventWriter(PipeWriter output)
{
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
        using (var json = new Utf8JsonWriter(output))
        {
            JsonSerializer.Serialize(json, data, type);
        }

        Text("\n\n");
    }

    public void Retry(int milliseconds) => Text(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"retry: {milliseconds}\n\n"));

    /// <summary>A comment that keeps proxies from closing the connection.</summary>
    public void KeepAlive() => output.Write(": keep-alive\n\n"u8);

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await output.FlushAsync(cancellationToken);

    private void Text(string text) => Encoding.UTF8.GetBytes(text, output);
}
