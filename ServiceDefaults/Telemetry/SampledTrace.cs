using System.Diagnostics;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Traces that were sampled, of what is stored with its traceparent.</summary>
public static class SampledTrace
{
    /// <summary>The context of a traceparent whose trace is sampled; false costs nothing but a look at its last characters.</summary>
    /// <param name="source">Which spans are to be made; false when nobody listens to them.</param>
    /// <param name="traceParent">As W3C's header has it; null for none.</param>
    /// <param name="context">The parent of such a span.</param>
    public static bool TryGet(ActivitySource source, string? traceParent, out ActivityContext context)
    {
        ArgumentNullException.ThrowIfNull(source);

        // version-trace-parent-flags: the lowest bit of the flags says sampled.
        if (traceParent is { Length: 55 } && (traceParent[54] & 1) == 1 && source.HasListeners())
        {
            return ActivityContext.TryParse(traceParent, null, isRemote: true, out context);
        }

        context = default;
        return false;
    }
}
