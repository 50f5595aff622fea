using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Platform.ServiceDefaults.Identity;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Formats each log entry as one JSON object on a line of its own.</summary>
internal sealed class JsonLineFormatter(ServiceIdentity identity, TimeProvider time, IHostEnvironment environment, IHttpContextAccessor? requests = null)
    : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "platform-json";

    private static readonly JsonWriterOptions s_writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    [ThreadStatic]
    private static LogLine? s_line;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
        textWriter.Write(Format(in logEntry, scopeProvider, Encoding.UTF8.GetString));

    /// <summary>Formats an entry as UTF-8, including its line end.</summary>
    public byte[] Format<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes) => Format(in entry, scopes, static line => line.ToArray());

    private TLine Format<TState, TLine>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, Func<ReadOnlySpan<byte>, TLine> copy)
    {
        // Taken from the thread and returned at the end, because formatting a value may itself write to the log.
        var buffer = s_buffer ?? new ArrayBufferWriter<byte>(1024);
        var line = s_line ?? new LogLine();
        (s_buffer, s_line) = (null, null);
        using (var json = new Utf8JsonWriter(buffer, s_writerOptions))
        {
            WriteEntry(json, in entry, scopes, line);
        }

        buffer.Write("\n"u8);
        var copied = copy(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
        line.Clear();
        (s_buffer, s_line) = (buffer, line);
        return copied;
    }

    private void WriteEntry<TState>(
        Utf8JsonWriter json,
        in LogEntry<TState> entry,
        IExternalScopeProvider? scopes,
        LogLine line)
    {
        json.WriteStartObject();
        json.WriteString("timestamp", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("level", LogMetrics.NameOf(ClientCausedEntries.LevelOf(entry.Category, entry.EventId, entry.LogLevel, entry.Exception)));
        json.WriteString("service", identity.Name);
        json.WriteString("component", entry.Category);
        var attributes = entry.State as IReadOnlyList<KeyValuePair<string, object?>>;
        json.WriteString("message", Redaction.Clean(entry.Formatter(entry.State, null), attributes));
        if (entry.EventId.Id != 0)
        {
            json.WriteNumber("event_id", entry.EventId.Id);
        }

        if (LogTrace.Current is { } trace)
        {
            json.WriteString("trace_id", trace.ToHexString());
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            json.WriteString("span_id", activity.SpanId.ToHexString());
        }

        for (var i = 0; i < attributes?.Count; i++)
        {
            line.Add(attributes[i]);
        }

        // Before the scopes: the framework's own contains the request id before the client's was applied.
        AddContext(line);
        scopes?.ForEachScope(static (scope, line) => AddScope(line, scope), line);
        if (entry.Exception is { } failure)
        {
            line.Add("error_type", failure.GetType().FullName);
        }

        WriteValues(json, line.Top);
        if (line.Details.Count > 0)
        {
            json.WriteStartObject("details");
            WriteValues(json, line.Details);
            json.WriteEndObject();
        }

        if (line.Address is not null)
        {
            json.WriteStartObject("context");
            json.WriteString("ip", line.Address);
            json.WriteEndObject();
        }

        if (entry.Exception is { } exception)
        {
            WriteException(json, exception);
        }

        json.WriteNumber("pid", Environment.ProcessId);
        json.WriteNumber("thread", Environment.CurrentManagedThreadId);
        json.WriteString("version", identity.Version);
        json.WriteString("environment", identity.Environment);
        json.WriteEndObject();
    }

    private static void AddScope(LogLine line, object? scope)
    {
        if (scope is not IEnumerable<KeyValuePair<string, object?>> values)
        {
            return;
        }

        foreach (var value in values)
        {
            // The ids are written already, and raw paths are not logged because they contain user input.
            if (value.Key is not ("SpanId" or "TraceId" or "ParentId" or "ConnectionId" or "RequestPath"))
            {
                line.Add(value);
            }
        }
    }

    /// <summary>Adds the queued work or the request that the entry belongs to, read only when an entry is logged.</summary>
    private void AddContext(LogLine line)
    {
        if (LogTrace.Work is { } work)
        {
            line.Add("request_id", work.RequestId);
            line.Add("job_id", work.JobId);
            if (work.UserId is { } user)
            {
                line.Add("user_id", user);
            }
        }

        if (requests?.HttpContext is not { } context)
        {
            return;
        }

        try
        {
            line.Add("request_id", context.TraceIdentifier);
            line.Add("method", context.Request.Method);
            if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
            {
                line.Add("endpoint", route);
            }

            if (Guid.TryParse(context.User.FindFirst(ClaimTypes.NameIdentifier)?.Value, out var user))
            {
                line.Add("user_id", user);
            }

            line.Address = Pseudonym.Of(context.Connection.RemoteIpAddress);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or NullReferenceException)
        {
            // A background operation outlived its request. The line is written without the request's data.
        }
    }

    private void WriteException(Utf8JsonWriter json, Exception exception)
    {
        json.WriteStartObject("exception");
        json.WriteString("type", exception.GetType().FullName);
        json.WriteString("message", Redaction.Clean(exception.Message));
        if (exception.InnerException is { } inner)
        {
            json.WriteString("cause", Redaction.Clean($"{inner.GetType().FullName}: {inner.Message}"));
        }

        if (!environment.IsProduction())
        {
            json.WriteString("stack", Redaction.Clean(exception.ToString()));
        }
        else if (exception.StackTrace is { } stack)
        {
            // In production only the location where it was thrown, without the whole stack trace.
            json.WriteString("thrown_at", stack.Split('\n', 2)[0].Trim());
        }

        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, List<KeyValuePair<string, object?>> values)
    {
        foreach (var (name, value) in values)
        {
            WriteValue(json, name, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case IEnumerable<string> texts:
                json.WriteStartArray(name);
                foreach (var text in texts)
                {
                    json.WriteStringValue(Redaction.Clean(text));
                }

                json.WriteEndArray();
                break;
            case null:
                json.WriteNull(name);
                break;
            case string text:
                json.WriteString(name, Redaction.Clean(text));
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, Math.Round(number, 6));
                break;
            case Guid id:
                json.WriteString(name, id);
                break;
            case DateTimeOffset moment:
                json.WriteString(name, moment);
                break;
            case IFormattable formattable:
                json.WriteString(name, Redaction.Clean(formattable.ToString(null, CultureInfo.InvariantCulture)));
                break;
            default:
                json.WriteString(name, Redaction.Clean(value.ToString() ?? ""));
                break;
        }
    }
}
