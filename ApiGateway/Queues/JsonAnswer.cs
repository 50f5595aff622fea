using System.Buffers;
using System.Text.Json;

namespace Platform.ApiGateway.Queues;

/// <summary>Writes JSON responses with a Content-Length, using a buffer of the thread.</summary>
internal static class JsonAnswer
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? s_writer;

    /// <summary>Sets the status and the headers of a JSON response.</summary>
    public static void Begin(HttpResponse response, int status, long length)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = length;
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
        Begin(response, status, buffer.WrittenCount);
        response.BodyWriter.Write(buffer.WrittenSpan);
        if (buffer.Capacity > 1024 * 1024)
        {
            s_buffer = null;
            s_writer = null;
        }

        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }
}
