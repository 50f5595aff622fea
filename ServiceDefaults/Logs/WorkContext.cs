using System.Diagnostics;

namespace Platform.ServiceDefaults.Logs;

/// <summary>What every log line says of work that came from a queue: the request that asked for it, the job, and whose it is.</summary>
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

    /// <summary>Begins; lines that are logged until the disposal, and in what is started until then, bear the context.</summary>
    /// <param name="requestId">Id of the request that asked for the work.</param>
    /// <param name="traceParent">W3C traceparent of that request, for where no span is current.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="userId">Whose it is; lines bear a hash of it.</param>
    public static IDisposable Begin(string? requestId, string? traceParent, Guid jobId, Guid? userId)
    {
        var before = LogTrace.Work;
        LogTrace.Work = new WorkContext(requestId, traceParent, jobId, userId);
        return new End(before);
    }

    private sealed class End(WorkContext? before) : IDisposable
    {
        public void Dispose() => LogTrace.Work = before;
    }
}
