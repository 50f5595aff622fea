using System.Diagnostics;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Provides the trace that a log line belongs to: that of the current span, else that of the queued work.</summary>
internal static class LogTrace
{
    private static readonly AsyncLocal<WorkContext?> s_work = new();

    /// <summary>Gets the queued work that is being processed, if any.</summary>
    public static WorkContext? Work
    {
        get => s_work.Value;
        set => s_work.Value = value;
    }

    /// <summary>Gets the id of the current trace; null outside of any trace.</summary>
    public static ActivityTraceId? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
        ? activity.TraceId
        : Work?.TraceId;
}
