using System.Diagnostics;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.JobManager.Telemetry;

/// <summary>Spans of the way of a job.</summary>
internal static class JobTracing
{
    public static readonly ActivitySource Source = new("Platform.Jobs");

    /// <summary>A span of one job's trace, over a time that it shared with others of its batch.</summary>
    public static void Record(
        string name, ActivityKind kind, string? traceParent, Guid jobId, int attempt, DateTimeOffset start, DateTimeOffset end, ActivityContext batch = default)
    {
        if (!SampledTrace.TryGet(Source, traceParent, out ActivityContext parent))
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
