using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Redacts log records that are exported over OTLP.</summary>
internal sealed class RedactingProcessor : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
        {
            data.FormattedMessage = Redaction.Clean(message, data.Attributes);
        }

        if (data.Attributes is { Count: > 0 } attributes)
        {
            data.Attributes = [.. attributes.Select(Clean)];
        }

        if (LogTrace.Work is { } work)
        {
            data.Attributes =
            [
                .. data.Attributes ?? [],
                new("request_id", work.RequestId), new("job_id", work.JobId.ToString()), new("user_id", work.UserId is { } user ? Pseudonym.Of(user) : null),
            ];
        }
    }

    private static KeyValuePair<string, object?> Clean(KeyValuePair<string, object?> attribute) => attribute.Value switch
    {
        _ when Redaction.IsSecret(attribute.Key) => new(attribute.Key, Redaction.Mask),
        string text when attribute.Key != "{OriginalFormat}" => new(attribute.Key, Redaction.Clean(text)),
        _ => attribute,
    };
}
