using System.Diagnostics;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Continues sampled traces from a stored traceparent.</summary>
public static class SampledTrace
{
    /// <summary>Parses a traceparent if its trace is sampled. Otherwise it only reads the last characters and returns false.</summary>
    /// <param name="source">The source of the span to be created; false if it has no listeners.</param>
    /// <param name="traceParent">The W3C traceparent header; null for none.</param>
    /// <param name="context">The parent context of the span.</param>
    public static bool TryGet(ActivitySource source, string? traceParent, out ActivityContext context)
    {
        ArgumentNullException.ThrowIfNull(source);

        // version-traceid-parentid-flags: the lowest bit of the flags is set for a sampled trace.
        if (traceParent is { Length: 55 } && (traceParent[54] & 1) == 1 && source.HasListeners())
        {
            return ActivityContext.TryParse(traceParent, null, isRemote: true, out context);
        }

        context = default;
        return false;
    }
}
