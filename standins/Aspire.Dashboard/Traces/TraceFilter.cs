using Aspire.Dashboard.Search;
using Aspire.Dashboard.Telemetry;

namespace Aspire.Dashboard.Traces;

/// <summary>Which traces are wanted. Every condition has to hold; one about spans holds when any span meets it.</summary>
internal sealed record TraceFilter
{
    public string? Resource { get; init; }

    public SearchText Text { get; init; } = SearchText.Any;

    /// <summary>Error: with a failed span. Ok: without one.</summary>
    public SpanStatus? Status { get; init; }

    public double MinimumDurationMs { get; init; }

    /// <summary>The first characters of the trace id, or all of them.</summary>
    public string? TraceId { get; init; }

    public bool Matches(TraceView trace)
    {
        if (TraceId is not null && !TelemetryId.Trace(trace.Id).StartsWith(TraceId, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (Resource is not null && !Any(trace, static (span, resource) => SenderLabel.Matches(span.Sender, resource), Resource))
        {
            return false;
        }

        if (Status is { } status && Any(trace, static (span, _) => span.Status == SpanStatus.Error, Resource) != (status == SpanStatus.Error))
        {
            return false;
        }

        if (MinimumDurationMs > 0 && TraceTimes.Of(trace).DurationMs < MinimumDurationMs)
        {
            return false;
        }

        foreach (var term in Text.Terms)
        {
            if (!Any(trace, Has, term) && !term.IsIn(TelemetryId.Trace(trace.Id)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Has(SpanRecord span, SearchText.Term term) =>
        term.IsIn(span.Name) || term.IsIn(span.Sender.Service) || term.IsIn(span.StatusMessage) || term.IsIn(span.Attributes)
        || term.IsIn(span.Scope) || Array.Exists(span.Events, item => term.IsIn(item.Name) || term.IsIn(item.Attributes));

    private static bool Any<T>(TraceView trace, Func<SpanRecord, T, bool> matches, T argument)
    {
        foreach (var span in trace.Spans)
        {
            if (matches(span, argument))
            {
                return true;
            }
        }

        return false;
    }
}
