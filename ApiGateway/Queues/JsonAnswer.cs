using System.Buffers;
using System.Text.Json;

namespace Platform.ApiGateway.Queues;

/// <summary>Writes JSON responses with a Content-Length, using a buffer of the thread.</summary>
internal static class JsonAnswer
{
    /// <summary>The size above which a response is sent in chunks instead of being copied.</summary>
    public const int Chunk = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? s_writer;

    /// <summary>Sends existing JSON between a prefix and a suffix, as fast as the client reads it.</summary>
    public static Task SendInChunksAsync(HttpContext context, ReadOnlySpan<byte> before, ReadOnlyMemory<byte> json, ReadOnlySpan<byte> after)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = before.Length + json.Length + after.Length;
        response.BodyWriter.Write(before);
        return SendAsync(response, json, after.ToArray(), context.RequestAborted);
    }

    /// <summary>Writes and sends a response.</summary>
    public static Task SendAsync<TState>(HttpContext context, int status, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = s_buffer ??= new ArrayBufferWriter<byte>(4096);
        var writer = s_writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        buffer.ResetWrittenCount();
        writer.Reset();
        write(writer, state);
#pragma warning disable CA1849, MA0042 // Into memory: nothing waits, and the thread's writer must not leave its thread.
        writer.Flush();
#pragma warning restore CA1849, MA0042
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);
        if (buffer.Capacity > 1024 * 1024)
        {
            s_buffer = null;
            s_writer = null;
        }

        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    private static async Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> json, byte[] after, CancellationToken cancellationToken)
    {
        for (var at = 0; at < json.Length; at += Chunk)
        {
            await response.BodyWriter.WriteAsync(json[at..Math.Min(json.Length, at + Chunk)], cancellationToken);
        }

        await response.BodyWriter.WriteAsync(after, cancellationToken);
    }
}
