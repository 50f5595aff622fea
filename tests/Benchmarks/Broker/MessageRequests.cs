using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Platform.Benchmarks.Broker;

/// <summary>Ready-made requests of one client of the broker.</summary>
internal sealed class MessageRequests
{
    private const string Content = """{"content":{"order":4711,"customer":"0192f3a4-5b6c-7d8e-9f01-23456789abcd","lines":[{"sku":"A-100","quantity":2},{"sku":"B-200","quantity":1}]}}""";

    private readonly string _host;
    private readonly string _apiKey;

    public MessageRequests(Uri api, string apiKey, string queue, int batch)
    {
        (_host, _apiKey, Batch) = (api.Authority, apiKey, batch);
        var body = batch == 1 ? Content : "{\"messages\":[" + string.Join(',', Enumerable.Repeat(Content, batch)) + "]}";
        Publish = Request("POST", $"/queues/{queue}/messages", body);
        Consume = Request("GET", $"/queues/{queue}/messages/consume?batch_size={batch}", null);
        WaitAndConsume = Request("GET", $"/queues/{queue}/messages/consume?batch_size={batch}&wait_seconds=5", null);
    }

    public int Batch { get; }

    public ReadOnlyMemory<byte> Publish { get; }

    public ReadOnlyMemory<byte> Consume { get; }

    public ReadOnlyMemory<byte> WaitAndConsume { get; }

    /// <summary>Reads the deliveries in an answer to consume.</summary>
    public static List<(long Id, string Receipt, DateTimeOffset CreatedAt)> Deliveries(ReadOnlyMemory<byte> body)
    {
        var deliveries = new List<(long, string, DateTimeOffset)>();
        var reader = new Utf8JsonReader(body.Span);
        long id = 0;
        DateTimeOffset created = default;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                reader.Skip();
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("created_at"u8))
            {
                reader.Read();
                created = reader.GetDateTimeOffset();
            }
            else if (reader.ValueTextEquals("receipt"u8))
            {
                reader.Read();
                deliveries.Add((id, reader.GetString()!, created));
            }
        }

        return deliveries;
    }

    /// <summary>The acknowledgement of deliveries: of one by its own route, of several by theirs.</summary>
    public ReadOnlyMemory<byte> Ack(List<(long Id, string Receipt, DateTimeOffset CreatedAt)> deliveries) => Batch == 1
        ? Request("POST", string.Create(CultureInfo.InvariantCulture, $"/messages/{deliveries[0].Id}/ack?receipt={deliveries[0].Receipt}"), "")
        : Request("POST", "/messages/ack", "{\"messages\":[" + string.Join(',', deliveries.Select(d => string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{d.Id},\"receipt\":\"{d.Receipt}\"}}"))) + "]}");

    private byte[] Request(string method, string path, string? body)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: {_host}\r\nX-Api-Key: {_apiKey}\r\n");
        if (body is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
            if (body.Length > 0)
            {
                head.Append("Content-Type: application/json\r\n");
            }
        }

        return Encoding.UTF8.GetBytes(head.Append("\r\n").Append(body).ToString());
    }
}
