using System.Diagnostics;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.JobManager.Telemetry;

/// <summary>Records spans in the traces of jobs.</summary>
internal static class JobTracing
{
    /// <summary>The source of the spans.</summary>
    public static ActivitySource Source { get; } = new("Platform.Jobs");

    /// <summary>Records a span in the trace of one job. Its duration is that of the batch that the job was processed in.</summary>
    public static void Record(
        string name, ActivityKind kind, string? traceParent, Guid jobId, int attempt, DateTimeOffset start, DateTimeOffset end, ActivityContext batch = default)
    {
        if (!SampledTrace.TryGet(Source, traceParent, out var parent))
        {
            return;
        }

        IEnumerable<ActivityLink>? links = batch == default ? null : [new ActivityLink(batch)];
        using var activity = Source.StartActivity(name, kind, parent, tags: null, links, start);
        activity?.SetTag("job_id", jobId);
        activity?.SetTag("job.attempt", attempt);
        activity?.SetEndTime(end.UtcDateTime);
    }
}
