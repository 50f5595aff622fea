using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Platform.ServiceDefaults.Identity;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Writes each log entry as one JSON object on a line of its own.</summary>
internal sealed class JsonLineFormatter(ServiceIdentity identity, TimeProvider time, IHostEnvironment environment) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "platform-json";

    // What log queries filter by stands at the top; everything else of an entry in "details".
    private static readonly HashSet<string> TopLevel = new(StringComparer.Ordinal)
    {
        "method", "endpoint", "status", "duration_ms", "job_id", "message_id", "queue", "protocol", "error_type", "user_id",
    };

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly ConcurrentDictionary<string, string> SnakeCase = new(StringComparer.Ordinal);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    [ThreadStatic]
    private static List<KeyValuePair<string, object?>>? s_details;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // Taken from the thread and put back, as formatting a value may itself log.
        var buffer = s_buffer ?? new ArrayBufferWriter<byte>(1024);
        var details = s_details ?? [];
        (s_buffer, s_details) = (null, null);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            WriteEntry(json, in logEntry, scopeProvider, details);
        }

        textWriter.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        textWriter.Write('\n');
        buffer.ResetWrittenCount();
        details.Clear();
        (s_buffer, s_details) = (buffer, details);
    }

    private void WriteEntry<TState>(
        Utf8JsonWriter json,
        in LogEntry<TState> entry,
        IExternalScopeProvider? scopes,
        List<KeyValuePair<string, object?>> details)
    {
        json.WriteStartObject();
        json.WriteString("timestamp", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("level", NameOf(entry.LogLevel));
        json.WriteString("service", identity.Name);
        json.WriteString("component", entry.Category);
        var attributes = entry.State as IReadOnlyList<KeyValuePair<string, object?>>;
        json.WriteString("message", Redaction.Clean(entry.Formatter(entry.State, null), attributes));
        if (entry.EventId.Id != 0)
        {
            json.WriteNumber("event_id", entry.EventId.Id);
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            json.WriteString("trace_id", activity.TraceId.ToHexString());
            json.WriteString("span_id", activity.SpanId.ToHexString());
        }

        scopes?.ForEachScope(
            static (scope, state) =>
            {
                if (scope is IEnumerable<KeyValuePair<string, object?>> values)
                {
                    foreach (var value in values)
                    {
                        AddScopeValue(state.json, state.details, value);
                    }
                }
            },
            (json, details));

        for (var i = 0; i < attributes?.Count; i++)
        {
            AddValue(json, details, attributes[i]);
        }

        if (details.Count > 0)
        {
            json.WriteStartObject("details");
            foreach (var (key, value) in details)
            {
                WriteValue(json, key, value);
            }

            json.WriteEndObject();
        }

        if (entry.Exception is { } exception)
        {
            WriteException(json, exception);
        }

        json.WriteString("version", identity.Version);
        json.WriteString("environment", identity.Environment);
        json.WriteEndObject();
    }

    private static void AddScopeValue(Utf8JsonWriter json, List<KeyValuePair<string, object?>> details, KeyValuePair<string, object?> value)
    {
        switch (value.Key)
        {
            case "RequestId":
                WriteValue(json, "request_id", value.Value);
                break;

            // The ids are written already, and raw paths are not for logs: they carry what people typed.
            case "SpanId" or "TraceId" or "ParentId" or "ConnectionId" or "RequestPath":
                break;
            default:
                AddValue(json, details, value);
                break;
        }
    }

    private static void AddValue(Utf8JsonWriter json, List<KeyValuePair<string, object?>> details, KeyValuePair<string, object?> value)
    {
        if (value.Key == "{OriginalFormat}")
        {
            return;
        }

        var name = SnakeCase.GetOrAdd(value.Key, static key => JsonNamingPolicy.SnakeCaseLower.ConvertName(key));
        var shown = Redaction.IsSecret(name) ? Redaction.Mask : value.Value;
        if (TopLevel.Contains(name))
        {
            WriteValue(json, name, shown);
        }
        else if (!details.Exists(known => known.Key == name))
        {
            details.Add(new(name, shown));
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
            // In production the place it was thrown at, without the whole trace.
            json.WriteString("thrown_at", stack.Split('\n', 2)[0].Trim());
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
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

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Critical => "CRITICAL",
        LogLevel.Error => "ERROR",
        LogLevel.Warning => "WARN",
        LogLevel.Information => "INFO",
        _ => "DEBUG",
    };
}
