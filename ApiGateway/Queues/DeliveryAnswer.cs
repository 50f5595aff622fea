using System.Buffers;
using System.Text.Json;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Queues;

/// <summary>
/// Sends messages to their consumer as <see cref="ConsumedMessages"/>. A large answer is written message by message, as fast as the client reads it, so
/// that it is not in memory twice.
/// </summary>
internal static class DeliveryAnswer
{
    private const int Large = 64 * 1024;

    /// <summary>The approximate size of a delivery without its content and headers, in bytes.</summary>
    private const int Envelope = 400;

    /// <summary>Writes and sends the response.</summary>
    public static Task SendAsync(HttpContext context, IReadOnlyList<MessageRecord> messages) => SizeOf(messages) > Large
        ? SendLargeAsync(context, messages)
        : JsonAnswer.SendAsync(context, StatusCodes.Status200OK, messages, static (json, all) =>
        {
            Begin(json);
            foreach (var message in all)
            {
                PublicMessages.Write(json, message, message.Content.Span);
            }

            End(json);
        });

    private static long SizeOf(IReadOnlyList<MessageRecord> messages)
    {
        var size = 0L;
        foreach (var message in messages)
        {
            size += Envelope + message.Content.Length + message.HeadersJson.Length;
        }

        return size;
    }

    private static async Task SendLargeAsync(HttpContext context, IReadOnlyList<MessageRecord> messages)
    {
        JsonAnswer.Begin(context.Response, StatusCodes.Status200OK, LengthOf(messages));
        var body = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true });
        var sent = 0L;
        Begin(json);
        foreach (var message in messages)
        {
            PublicMessages.Write(json, message, message.Content.Span);
            if (json.BytesCommitted + json.BytesPending - sent < Large)
            {
                continue;
            }

            await json.FlushAsync(context.RequestAborted);
            await body.FlushAsync(context.RequestAborted);
            sent = json.BytesCommitted;
        }

        End(json);
        await json.FlushAsync(context.RequestAborted);
        await body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Counts the bytes of the response without copying the contents.</summary>
    private static long LengthOf(IReadOnlyList<MessageRecord> messages)
    {
        var count = new ByteCount();
        var contents = 0L;
        using (var json = new Utf8JsonWriter(count, new JsonWriterOptions { SkipValidation = true }))
        {
            Begin(json);
            foreach (var message in messages)
            {
                PublicMessages.Write(json, message, "0"u8);
                contents += message.Content.Length - 1;
            }

            End(json);
        }

        return count.Bytes + contents;
    }

    private static void Begin(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("messages"u8);
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Counts what is written, and keeps nothing.</summary>
    private sealed class ByteCount : IBufferWriter<byte>
    {
        private byte[] _scratch = new byte[Large];

        public long Bytes { get; private set; }

        public void Advance(int count) => Bytes += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (sizeHint > _scratch.Length)
            {
                _scratch = new byte[sizeHint];
            }

            return _scratch;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
