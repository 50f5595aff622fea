using System.Diagnostics;

namespace Platform.JobManager.Telemetry;

/// <summary>Spans of the way of a job.</summary>
internal static class JobTracing
{
    public static readonly ActivitySource Source = new("Platform.Jobs");

    /// <summary>The context of a traceparent whose trace is sampled; false costs nothing but a look at its last characters.</summary>
    public static bool TryGetSampled(string? traceParent, out ActivityContext context)
    {
        // version-trace-parent-flags: the lowest bit of the flags says sampled.
        if (traceParent is { Length: 55 } && (traceParent[54] & 1) == 1 && Source.HasListeners())
        {
            return ActivityContext.TryParse(traceParent, null, isRemote: true, out context);
        }

        context = default;
        return false;
    }

    /// <summary>A span of one job's trace, over a time that it shared with others of its batch.</summary>
    public static void Record(
        string name, ActivityKind kind, string? traceParent, Guid jobId, int attempt, DateTimeOffset start, DateTimeOffset end, ActivityContext batch = default)
    {
        if (!TryGetSampled(traceParent, out ActivityContext parent))
        {
            return;
        }

        IEnumerable<ActivityLink>? links = batch == default ? null : [new ActivityLink(batch)];
        using Activity? activity = Source.StartActivity(name, kind, parent, tags: null, links, start);
        activity?.SetTag("job_id", jobId);
        activity?.SetTag("job.attempt", attempt);
        activity?.SetEndTime(end.UtcDateTime);
    }
}
