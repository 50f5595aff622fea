using Aspire.Dashboard.Telemetry;

namespace Aspire.Dashboard.Traces;

/// <summary>From the first start to the last end, in nanoseconds since 1970.</summary>
internal readonly record struct TraceTimes(long Start, long End)
{
    public double DurationMs => UnixNanos.ToMilliseconds(End - Start);

    public static TraceTimes Of(TraceView trace)
    {
        var (start, end) = (long.MaxValue, long.MinValue);
        foreach (var span in trace.Spans)
        {
            start = Math.Min(start, span.Start);
            end = Math.Max(end, span.End);
        }

        return new TraceTimes(start, end);
    }
}
