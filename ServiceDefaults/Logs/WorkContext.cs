using System.Diagnostics;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Adds the ids of queued work to every log line: the request that submitted it, the job and its owner.</summary>
public sealed class WorkContext
{
    private WorkContext(string? requestId, string? traceParent, Guid jobId, Guid? userId)
    {
        RequestId = requestId;
        JobId = jobId;
        UserId = userId;
        TraceId = ActivityContext.TryParse(traceParent, traceState: null, out var trace) ? trace.TraceId : null;
    }

    internal string? RequestId { get; }

    internal Guid JobId { get; }

    internal Guid? UserId { get; }

    internal ActivityTraceId? TraceId { get; }

    /// <summary>Starts a context, which applies to all log entries until it is disposed, including those of tasks started until then.</summary>
    /// <param name="requestId">The id of the request that submitted the work.</param>
    /// <param name="traceParent">The W3C traceparent of that request, used when there is no current span.</param>
    /// <param name="jobId">The id of the job.</param>
    /// <param name="userId">The owner of the job; the lines contain a hash of it.</param>
    public static IDisposable Begin(string? requestId, string? traceParent, Guid jobId, Guid? userId)
    {
        var before = LogTrace.Work;
        LogTrace.Work = new WorkContext(requestId, traceParent, jobId, userId);
        return new Restoration(before);
    }

    private sealed class Restoration(WorkContext? before) : IDisposable
    {
        public void Dispose() => LogTrace.Work = before;
    }
}
