using Aspire.Dashboard.Search;
using Aspire.Dashboard.Telemetry;

namespace Aspire.Dashboard.StructuredLogs;

/// <summary>Which log records are wanted. Every condition has to hold.</summary>
internal sealed record LogFilter
{
    public string? Resource { get; init; }

    /// <summary>This level or a graver one.</summary>
    public LogSeverity Level { get; init; }

    public SearchText Text { get; init; } = SearchText.Any;

    /// <summary>The first characters of the trace id, or all of them.</summary>
    public string? TraceId { get; init; }

    public string? SpanId { get; init; }

    public bool Matches(LogEntry entry)
    {
        if (entry.Severity < Level || !SenderLabel.Matches(entry.Sender, Resource))
        {
            return false;
        }

        if (TraceId is not null && (entry.TraceId == UInt128.Zero || !TelemetryId.Trace(entry.TraceId).StartsWith(TraceId, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        if (SpanId is not null && (entry.SpanId == 0 || !TelemetryId.Span(entry.SpanId).StartsWith(SpanId, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        foreach (var term in Text.Terms)
        {
            if (!term.IsIn(entry.Message) && !term.IsIn(entry.Scope) && !term.IsIn(entry.Attributes) && !term.IsIn(entry.EventName))
            {
                return false;
            }
        }

        return true;
    }
}
